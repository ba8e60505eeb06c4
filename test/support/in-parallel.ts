import { testSignal } from './running-test.ts';

/** Calls `work` for every item, `callers` at a time, in order. Stops when the test is over. */
export async function inParallel<T>(
  items: readonly T[],
  callers: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const signal = testSignal();
  let next = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < items.length) {
        signal.throwIfAborted();
        const index = next++;
        await work(items[index]!, index);
      }
    }),
  );
}
