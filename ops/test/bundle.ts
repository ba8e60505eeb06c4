/**
 * Bundles the workflows of this checkout for tests. As a program, `node --import tsx ops/test/bundle.ts FILE` bundles
 * them again if their sources changed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '../../workers/create-worker.ts';
import { bundleKey } from '../build-bundle.ts';

/** Writes the workflow bundle to `file`, unless it was built from the current sources already. */
export async function writeBundle(file: string): Promise<void> {
  const key = bundleKey();
  const stamp = `${file}.made-from`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  writeFileSync(file, (await bundleWorkflows({ logger: new DefaultLogger('WARN') })).code);
  writeFileSync(stamp, key);
}

const [, self, file] = process.argv;
if (self === fileURLToPath(import.meta.url) && file !== undefined) await writeBundle(file);
