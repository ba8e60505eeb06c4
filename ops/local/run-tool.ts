import { spawn, spawnSync } from 'node:child_process';

/** Whether a program can be run with these arguments and exits with 0. */
export function hasTool(name: string, args: readonly string[]): boolean {
  return spawnSync(name, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Runs a program that takes a while and reports progress every 15 seconds: the time elapsed and the usual duration.
 * @param env added to this process's environment.
 * @param what describes the work in progress messages.
 * @param usual the usual duration in words, such as `2 minutes`.
 * @returns null when it succeeded, else the last 2,000 characters of its output, or why it could not be started.
 */
export function runSlowly(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  say: (line: string) => void,
  what: string,
  usual: string,
): Promise<string | null> {
  return new Promise(resolve => {
    const begun = Date.now();
    const child = spawn(name, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (chunk: Buffer): void => void (tail = (tail + chunk.toString()).slice(-2000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setInterval(
      () => say(`${what}: ${Math.round((Date.now() - begun) / 1000)} s so far (usually ${usual})`),
      15_000,
    );
    child.once('error', error => {
      clearInterval(timer);
      resolve(error.message);
    });
    child.once('exit', code => {
      clearInterval(timer);
      resolve(code === 0 ? null : tail);
    });
  });
}
