/** Something is done with many: each once, a few at a time, and what became of each is told. */
import { expect, test } from '@jest/globals';
import { runBulk } from '../../web/src/features/inbox/tools/run-bulk.ts';
import { fc } from '../support/fast-check.ts';

const NUMBERS = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test('each is done once, never more than four at a time, and failures stop nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 7 }), async (count, bad) => {
      const calls: number[] = [];
      const seen: number[] = [];
      let now = 0;
      let most = 0;
      const { done, failed, left } = await runBulk({
        items: NUMBERS(count),
        act: async item => {
          calls.push(item);
          now += 1;
          most = Math.max(most, now);
          await Promise.resolve();
          now -= 1;
          if (item % bad === 0) throw new Error(`no ${item}`);
          return item * 2;
        },
        onProgress: ended => seen.push(ended),
        signal: new AbortController().signal,
      });
      expect([...calls].sort((a, b) => a - b)).toEqual(NUMBERS(count));
      expect(most).toBeLessThanOrEqual(4);
      expect(seen).toEqual(NUMBERS(count).map(n => n + 1));
      expect(left).toEqual([]);
      expect(done.every(({ item, result }) => result === item * 2 && item % bad !== 0)).toBe(true);
      expect(failed.every(({ item, error }) => error.message === `no ${item}` && item % bad === 0)).toBe(true);
      expect(done.length + failed.length).toBe(count);
    }),
  );
});

test('once it is stopped none is begun, and those under way end', async () => {
  const stopped = new AbortController();
  const { done, left } = await runBulk({
    items: NUMBERS(10),
    act: async item => {
      if (item === 1) stopped.abort();
      await Promise.resolve();
      return item;
    },
    onProgress: () => undefined,
    signal: stopped.signal,
  });
  const begun = done.map(({ item }) => item).sort((a, b) => a - b);
  expect(begun.length).toBeGreaterThanOrEqual(2);
  expect([...begun, ...left]).toEqual(NUMBERS(10));
  expect(left.length).toBeGreaterThanOrEqual(6);
});
