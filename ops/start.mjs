// `npm start` and, with --watch, `npm run dev`: runs everything SigFollow needs on a machine with only Node.js.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, root, runNode, runTypeScript } from './setup/bootstrap.mjs';
import { COMPILED } from './setup/compile.mjs';

await bootstrap();
if (process.argv.includes('--watch')) process.exitCode = await runTypeScript('ops/start/main.ts');
else {
  // In a separate process: the compiler needs much memory, and this process stays.
  const compile = join(root, 'ops/setup/compile.mjs');
  const { status } = spawnSync(process.execPath, [compile], { cwd: root, stdio: 'inherit' });
  process.exitCode = status === 0 ? await runNode([join(COMPILED, 'ops/start/main.js'), ...process.argv.slice(2)]) : 1;
}
