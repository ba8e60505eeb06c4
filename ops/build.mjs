// `npm run build`: compiles to JavaScript in dist/ and builds the workflow bundle and the workbench, for container
// images that run without TypeScript.
import { spawnSync } from 'node:child_process';
import { bootstrap, root, runTypeScript } from './setup/bootstrap.mjs';

await bootstrap();
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status === 0 ? await runTypeScript('ops/build-bundle.ts') : 1;
if (process.exitCode === 0)
  process.exitCode =
    spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'error'], {
      cwd: root,
      stdio: 'inherit',
    }).status ?? 1;
