/** Resolves at SIGTERM or SIGINT, or when the process that started us is gone. */
export async function untilStopped(): Promise<void> {
  await new Promise<void>(resolve => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('disconnect', () => resolve());
  });
  // The channel to the starter would keep the process alive after everything else is closed.
  if (process.connected) process.disconnect();
}
