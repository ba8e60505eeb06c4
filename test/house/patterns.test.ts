/** All regular expressions in the code take time linear in the length of the text. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { root } from '../../ops/root.ts';

interface Written {
  readonly source: string;
  readonly flags: string;
  readonly places: string[];
}

/** Every pattern of JavaScript's in what runs at our users'; RE2's (`domain/text/pattern.ts`) are none. */
function patternsWritten(): Written[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
  const found = new Map<string, Written>();
  for (const file of files.filter(each =>
    /^(activities|api|config|domain|store|temporal|web|workers|workflows)\//.test(each),
  )) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const written = found.get(node.text) ?? {
          source: node.text.slice(1, end),
          flags: node.text.slice(end + 1),
          places: [],
        };
        written.places.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        found.set(node.text, written);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found.values()];
}

/** What is said of each of them: safe, or what is wrong. */
function judged(written: readonly Pick<Written, 'source' | 'flags'>[]): string[] {
  const checker = fileURLToPath(new URL('../support/check-patterns.mjs', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, [checker], {
      input: JSON.stringify(written.map(({ source, flags }) => ({ source, flags }))),
      encoding: 'utf8',
    }),
  ) as string[];
}

describe('patterns', () => {
  test('each one takes time in proportion to the text, whatever stands in it', () => {
    const written = patternsWritten();
    expect(written.length).toBeGreaterThan(80);
    const verdicts = judged(written);
    expect(
      written.flatMap(({ source, flags, places }, index) =>
        verdicts[index] === 'safe' ? [] : [`${places.join(', ')}: /${source}/${flags}: ${verdicts[index]}`],
      ),
    ).toEqual([]);
  });

  test('those of before would be seen', () => {
    const before = [
      ['!\\[[^\\]]*\\]\\([^)]*\\)', 'g'],
      ['\\[([^\\]]+)\\]\\(([^)\\s]+)[^)]*\\)', 'g'],
      ['(insan\\w*|biri\\w*).{0,25}(konus\\w*|gorus\\w*)', ''],
      ['<[^>\\n]{1,200}>', 'g'],
      ['[.,;:!?]+$', ''],
      ['^[^@]+@[^@]+\\.[^@]+$', ''],
    ] as const;
    for (const verdict of judged(before.map(([source, flags]) => ({ source, flags }))))
      expect(verdict).toMatch(/polynomial|exponential/);
  });
});
