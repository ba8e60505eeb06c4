import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from './hash-files.ts';
import { root } from './root.ts';

/**
 * Builds web/ into web/dist, unless neither its sources nor the installed packages have changed since the last build.
 * @param say receives progress messages. @throws with the bundler's error output.
 */
export function buildWorkbench(say: (line: string) => void): void {
  const key = hashFiles('package-lock.json', 'web/index.html', 'web/vite.config.ts', 'web/public', 'web/src', 'client');
  const stamp = join(root, 'web/dist/.made-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  say('Building the workbench …');
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'error'],
    // For production also when a test builds it: otherwise React would be the one for development.
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (status !== 0) throw new Error(`The workbench could not be built:\n${stderr}`);
  writeFileSync(stamp, key);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildWorkbench(line => console.log(`• ${line}`));
