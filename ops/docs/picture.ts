/** Draws the import diagram in docs/architecture.md from the imports in the code. */
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { importsOf } from '../imports.ts';
import { root } from '../root.ts';

/** Folders of a running installation, from the outermost to the innermost, with the label of each box. */
const FOLDERS: Readonly<Record<string, string>> = {
  simulator: 'WhatsApp as it should behave',
  workers: 'process: workflows, relay, matcher',
  api: 'process: webhook, REST, WebSocket',
  activities: 'what workflows cannot do themselves',
  workflows: 'conversations and jobs on Temporal',
  temporal: 'connection, codec',
  store: 'all that touches PostgreSQL',
  config: 'settings, log',
  domain: 'pure rules',
};

/**
 * A Mermaid flowchart as a fenced Markdown block: a box for each folder, and an arrow where a file of one folder
 * imports a file of another.
 */
export function architecturePicture(): string {
  const names = Object.keys(FOLDERS);
  const arrows = names.flatMap(name =>
    [...importedBy(name)]
      .filter(other => other !== name && names.includes(other))
      .sort((a, b) => names.indexOf(a) - names.indexOf(b))
      .map(other => `  ${name} --> ${other}`),
  );
  const boxes = Object.entries(FOLDERS).map(([name, what]) => `  ${name}["<b>${name}</b><br>${what}"]`);
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows, '```'].join('\n');
}

/** The top-level folders that files of `folder` import from. */
function importedBy(folder: string): Set<string> {
  const files = (readdirSync(join(root, folder), { recursive: true }) as string[]).filter(
    file => /\.tsx?$/.test(file) && !file.startsWith('generated'),
  );
  const found = files.flatMap(file => importsOf(join(root, folder, file)));
  return new Set(found.map(file => relative(root, file).split(sep)[0] ?? ''));
}
