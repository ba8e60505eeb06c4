/** No text takes more than its share of time: the patterns that are written down as such. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { root } from '../../ops/root.ts';

// The checker itself, not a process beside us that nobody would end.
process.env['RECHECK_SYNC_BACKEND'] = 'pure';

interface Written {
  readonly source: string;
  readonly flags: string;
  readonly places: string[];
}

/** Every pattern of JavaScript's in what runs at our users'; RE2's (`domain/text/pattern.ts`) are none. */
function patternsWritten(): Written[] {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const found = new Map<string, Written>();
  for (const file of files.filter(each => /^(activities|api|config|domain|store|temporal|web|workers|workflows)\//.test(each))) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const written = found.get(node.text) ?? { source: node.text.slice(1, end), flags: node.text.slice(end + 1), places: [] };
        written.places.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        found.set(node.text, written);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found.values()];
}

describe('patterns', () => {
  test('each one takes time in proportion to the text, whatever stands in it', () => {
    const written = patternsWritten();
    expect(written.length).toBeGreaterThan(80);
    const slow = written.flatMap(({ source, flags, places }) => {
      // By its automaton alone, without a time limit: the answer is the same on every machine. It may repeat for ever what is
      // repeated more than ten times: a text is longer than that.
      const endless = source.replace(/\{(\d+)(?:,(\d*))?\}/g, (whole, least: string, most?: string) => (Number(most ?? least) > 10 ? '*' : whole));
      const found = checkSync(endless, flags, { timeout: null, checker: 'automaton' });
      return found.status === 'safe' ? [] : [`${places.join(', ')}: /${source}/${flags} is ${found.status === 'vulnerable' ? found.complexity.summary : found.error.kind}`];
    });
    expect(slow).toEqual([]);
  });
});
