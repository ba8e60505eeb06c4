import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hashFiles } from './hash-files.ts';
import { root } from './root.ts';

/** A hash of everything the workflow bundle is built from; a bundle is up to date as long as this has not changed. */
export const bundleKey = (): string => hashFiles('package-lock.json', 'workflows', 'domain', 'temporal');

/**
 * Bundles the workflows into `folder`, unless it has a bundle of the current sources already.
 * @returns the path of the bundle file.
 */
export async function cachedWorkflowBundle(folder: string): Promise<string> {
  const file = join(folder, `workflow-bundle-${bundleKey().slice(0, 16)}.js`);
  if (!existsSync(file)) await bundleElsewhere(file);
  return file;
}

/** Bundles in a separate process, so that the bundler's memory is freed afterwards. */
async function bundleElsewhere(file: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'ops/build-bundle.ts'), file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The workflows could not be bundled; the bundler says why above.');
}

/** Writes the bundle atomically (write to a temporary file, then rename). */
async function writeBundle(file: string): Promise<void> {
  const { bundleWorkflows } = await import('../workers/create-worker.ts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, (await bundleWorkflows()).code);
  renameSync(`${file}.new`, file);
}

if (process.argv[1] === join(root, 'ops/build-bundle.ts'))
  await writeBundle(process.argv[2] ?? join(root, 'dist/workflow-bundle.js'));
