/** Checks the message of the last commit with commitlint; does nothing in a copy without Git history. */
import { spawnSync } from 'node:child_process';

const head = spawnSync('git', ['rev-parse', '--verify', 'HEAD'], { stdio: 'ignore' });
if (head.status === 0)
  process.exitCode = spawnSync(process.execPath, ['node_modules/@commitlint/cli/cli.js', '--last'], {
    stdio: 'inherit',
  }).status;
else process.stdout.write('There is no commit to look at.\n');
