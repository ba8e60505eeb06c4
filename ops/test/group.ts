import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 10_000;
/** Windows has no process groups; there only the child itself is ended. */
const GROUPS = process.platform !== 'win32';

export interface GroupOptions extends SpawnOptions {
  /** When aborted, the whole process group is ended: SIGTERM, then SIGKILL after 10 s. */
  readonly signal?: AbortSignal | undefined;
  readonly onStart?: (child: ChildProcess) => void;
}

/** How a process ended. */
export interface Ended {
  /** The exit code; null when a signal ended it or it was not started. */
  readonly status: number | null;
  /** Why it could not be started; null when it was. */
  readonly error: Error | null;
}

/**
 * Runs a process in its own process group and resolves when it is gone. When the signal is aborted, it resolves only
 * when all processes of the group are gone; those that do not exit in time are killed. When this process exits, the
 * group is killed. Does not throw when the process cannot be started: see `Ended.error`.
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
  // Prepended, to run before the handlers that delete the folders it writes to.
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

/** An 'error' is followed by 'close' too, unless no process could be created at all. */
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

/** Waits for the remaining processes of a group whose first process is gone; kills them after the grace period. */
async function othersGone(child: ChildProcess): Promise<void> {
  if (!GROUPS) return;
  for (const until = performance.now() + GRACE_MS; send(child, 0); await sleep(50)) {
    if (performance.now() < until) continue;
    send(child, 'SIGKILL');
    return;
  }
}

/** @returns whether there was a process to send the signal to. */
function send(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  if (!GROUPS) return child.kill(signal);
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
