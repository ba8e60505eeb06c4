/**
 * The first step of every command, using nothing but Node.js and npm: checks the version of Node.js, installs the
 * packages unless they are those of the lock file, and runs `prepare`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** Makes the checkout ready to run; exits the process with a message when that is not possible. */
export async function bootstrap() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
  installPackages();
  const { prepare } = await import('./prepare.mjs');
  prepare();
}

function installPackages() {
  const stamp = join(root, 'node_modules/.installed-from');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('• Installing packages (npm ci) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail('The packages could not be installed; npm says why above.');
  writeFileSync(stamp, wanted);
}

/**
 * Runs a TypeScript file of the project, with this process's arguments unless others are given. Passes signals on and
 * resolves with the exit code.
 */
export const runTypeScript = (file, args = process.argv.slice(2), env = {}) =>
  runNode(['--import', 'tsx', '--enable-source-maps', join(root, file), ...args], env);

/**
 * Runs Node.js with these arguments, `env` added to the environment. Passes SIGINT, SIGTERM and SIGHUP on and resolves
 * with the exit code (130 when a signal ended it).
 */
export function runNode(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise(resolve => child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130))));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
