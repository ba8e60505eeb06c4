/** The workflows of this checkout as one file, for tests. As a program: `node --import tsx ops/test/bundle.ts FILE`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger } from '@temporalio/worker';
import { bundleWorkflows } from '../../workers/create-worker.ts';

export async function writeBundle(file: string): Promise<void> {
  writeFileSync(file, (await bundleWorkflows({ logger: new DefaultLogger('WARN') })).code);
}

const [, self, file] = process.argv;
if (self === fileURLToPath(import.meta.url) && file !== undefined) await writeBundle(file);
