const stop = new AbortController();
let waiting = 0;

/** Resolves at SIGTERM or SIGINT, when the process that started us is gone, or at `requestStop`. */
export async function untilStopped(): Promise<void> {
  waiting += 1;
  await new Promise<void>(resolve => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('disconnect', () => resolve());
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
    if (stop.signal.aborted) resolve();
  });
  // The channel to the starter would keep the process alive after everything else is closed.
  if (process.connected) process.disconnect();
}

/** Makes whoever waits for the end of the process drain what they have. */
export function requestStop(): void {
  stop.abort();
}

/** Whether somebody drains the process when it is to stop. */
export function isWaitingToStop(): boolean {
  return waiting > 0;
}
