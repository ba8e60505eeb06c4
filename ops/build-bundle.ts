import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashFiles } from './hash-files.ts';
import { root } from './root.ts';

/** Names what workflows are bundled from: a bundle is fresh while it is the same. */
export const bundleKey = (): string => hashFiles('package-lock.json', 'workflows', 'domain', 'temporal');

/** The workflow bundle in `folder`, made when its sources changed. @returns its file. */
export async function cachedWorkflowBundle(folder: string): Promise<string> {
  const file = join(folder, `workflow-bundle-${bundleKey().slice(0, 16)}.js`);
  if (!existsSync(file)) await bundleElsewhere(file);
  return file;
}

/** In a process of its own, from the sources: the bundler is big, and needed once. */
async function bundleElsewhere(file: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'ops/build-bundle.ts'), file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The workflows could not be bundled; the bundler says why above.');
}

/** Whole or not at all. */
async function writeBundle(file: string): Promise<void> {
  const { bundleWorkflows } = await import('../workers/create-worker.ts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, (await bundleWorkflows()).code);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] === join(root, 'ops/build-bundle.ts'))
  await writeBundle(process.argv[2] ?? join(root, 'dist/workflow-bundle.js'));
