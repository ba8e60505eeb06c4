import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../workers/create-worker.ts';
import { hashFiles } from './hash-files.ts';
import { root } from './root.ts';

/** Names what workflows are bundled from: a bundle is fresh while it is the same. */
export const bundleKey = (): string => hashFiles('package-lock.json', 'workflows', 'domain', 'temporal');

/** The workflow bundle in `folder`, made when its sources changed. @returns its file. */
export async function cachedWorkflowBundle(folder: string): Promise<string> {
  const file = join(folder, `workflow-bundle-${bundleKey().slice(0, 16)}.js`);
  if (!existsSync(file)) await writeBundle(file);
  return file;
}

async function writeBundle(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, (await bundleWorkflows()).code);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeBundle(join(root, 'dist/workflow-bundle.js'));
