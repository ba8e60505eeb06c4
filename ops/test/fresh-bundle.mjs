/** Jest's global set-up in watch mode: before each run, bundles the workflows again if they changed. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export default function refreshBundle({ rootDir }) {
  const { bundleFile } = JSON.parse(process.env['SF_TEST'] ?? '{}');
  if (bundleFile === undefined) return;
  execFileSync(process.execPath, ['--import', 'tsx', join(rootDir, 'ops/test/bundle.ts'), bundleFile], {
    cwd: rootDir,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
