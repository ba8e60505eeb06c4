import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 10_000;
/** Windows has no groups of processes; there the child alone is ended. */
const GROUPS = process.platform !== 'win32';

export interface GroupOptions extends SpawnOptions {
  /** Aborted, it ends the process and all that it started. */
  readonly signal?: AbortSignal | undefined;
  readonly onStart?: (child: ChildProcess) => void;
}

/** How a process ended: `error` is why it could not be started. */
export interface Ended {
  readonly status: number | null;
  readonly error: Error | null;
}

/**
 * Runs a process in a group of its own and resolves when it is gone. Ended by the signal, it is so with all of the
 * group: those who do not go by themselves in time are killed. They do not outlive us either.
 */
export async function runGroup(
  command: string,
  args: readonly string[],
  { signal, onStart, ...options }: GroupOptions,
): Promise<Ended> {
  const isEnding = (): boolean => signal?.aborted === true;
  if (isEnding()) return { status: null, error: null };
  const child = spawn(command, args, { ...options, detached: GROUPS });
  const kill = (): void => void send(child, 'SIGKILL');
  // Before the handlers that take away the folders it writes to.
  process.prependListener('exit', kill);
  let grace: NodeJS.Timeout | undefined;
  const end = (): void => {
    send(child, 'SIGTERM');
    grace = setTimeout(kill, GRACE_MS);
  };
  signal?.addEventListener('abort', end, { once: true });
  try {
    onStart?.(child);
    const ended = await closed(child);
    if (isEnding()) await othersGone(child);
    return ended;
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener('abort', end);
    process.removeListener('exit', kill);
  }
}

/** Also an error is followed by 'close', except where no process could be made at all. */
function closed(child: ChildProcess): Promise<Ended> {
  let error: Error | null = null;
  return new Promise(resolve => {
    child.once('error', cause => {
      error = cause;
      if (child.pid === undefined) resolve({ status: null, error });
    });
    child.once('close', status => resolve({ status, error }));
  });
}

/** Waits for the rest of a group whose first process is gone. */
async function othersGone(child: ChildProcess): Promise<void> {
  if (!GROUPS) return;
  for (const until = performance.now() + GRACE_MS; send(child, 0); await sleep(50)) {
    if (performance.now() < until) continue;
    send(child, 'SIGKILL');
    return;
  }
}

/** @returns whether there was somebody to send it to. */
function send(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  if (!GROUPS) return child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
