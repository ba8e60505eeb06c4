import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Signals that follow each other as closely are one wish: a terminal's Ctrl-C comes from the terminal, from npm and
 * from what started us.
 */
const ONE_WISH_MS = 500;
/** What a shell says of a command that was ended by Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * Aborted when somebody wishes us to end, so that what runs ends in order. Who wishes it again does not want to wait:
 * we end at once, and handlers of 'exit' end what we started.
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

/** Whether it was aborted, also by a signal that came while something held up our event loop. */
export async function isInterrupted(signal: AbortSignal): Promise<boolean> {
  await sleep(10);
  return signal.aborted;
}

/** What `work` comes to, or the signal's reason as soon as it is aborted; `work` then goes on unheard. */
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
