import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Signals that arrive within this time count as one interruption: a single Ctrl-C reaches us from the terminal, from
 * npm and from our parent process.
 */
const ONE_WISH_MS = 500;
/** The exit code that shells give a command ended by Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * Installs signal handlers and returns a signal that the first SIGINT, SIGTERM or SIGHUP aborts, so that everything can
 * be stopped in order. A second one exits at once; 'exit' handlers then end the child processes.
 * @param say receives the message that the run was interrupted.
 */
export function untilInterrupted(say: (line: string) => void): AbortSignal {
  const interrupted = new AbortController();
  let first: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (first !== null && performance.now() - first < ONE_WISH_MS) return;
      if (first !== null) process.exit(INTERRUPTED);
      first = performance.now();
      say('Interrupted: ending what runs. Once more ends it at once.');
      interrupted.abort(new Error('interrupted'));
    });
  }
  return interrupted.signal;
}

/**
 * Whether `signal` was aborted. Yields first, so that a signal that arrived while the event loop was blocked counts.
 */
export async function isInterrupted(signal: AbortSignal): Promise<boolean> {
  await sleep(10);
  return signal.aborted;
}

/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. `work` then continues, but its
 * result is ignored.
 */
export async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, interrupted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
