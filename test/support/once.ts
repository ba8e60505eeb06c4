/** Wraps `work` so that it runs at the first call only; every call returns the promise of that run. */
export function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
