const stop = new AbortController();
let waiting = 0;

/** Resolves at SIGTERM or SIGINT, when the IPC channel to the parent process is closed, or at `requestStop`. */
export async function untilStopped(): Promise<void> {
  waiting += 1;
  await new Promise<void>(resolve => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('disconnect', () => resolve());
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
    if (stop.signal.aborted) resolve();
  });
  // The IPC channel to the parent would keep the process alive after everything else is closed.
  if (process.connected) process.disconnect();
}

/** Makes `untilStopped` resolve, so that the process drains and ends. */
export function requestStop(): void {
  stop.abort();
}

/** Whether `untilStopped` has been called, that is, whether the process drains when it is stopped. */
export function isWaitingToStop(): boolean {
  return waiting > 0;
}
