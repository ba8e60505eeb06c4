/** The loop that relay, matcher and media pump share. */
import { describe, expect, test } from '@jest/globals';
import { WakeLoop } from '../../workers/wake-loop.ts';
import { eventually } from '../support/eventually.ts';
import { atFileEnd } from '../support/running-test.ts';

const NEVER_MS = 86_400_000;

function prepared(options: Partial<ConstructorParameters<typeof WakeLoop>[0]>): WakeLoop {
  const loop = new WakeLoop({
    round: () => Promise.resolve(false),
    failed: error => {
      throw error;
    },
    pollMs: NEVER_MS,
    ...options,
  });
  atFileEnd(() => loop.stop());
  return loop;
}

function started(options: Parameters<typeof prepared>[0]): WakeLoop {
  const loop = prepared(options);
  loop.start();
  return loop;
}

describe('a wake loop', () => {
  test('looks once when it begins, and once for each time it is woken', async () => {
    let rounds = 0;
    const loop = started({ round: () => Promise.resolve(++rounds < 0) });
    await eventually(() => rounds, 'the first round', { until: seen => seen === 1 });
    loop.wake();
    await eventually(() => rounds, 'the second round', { until: seen => seen === 2 });
    await loop.stop();
    expect(rounds).toBe(2);
  });

  test('misses no wake-up that comes during a round', async () => {
    let rounds = 0;
    const loop = prepared({
      round: () => {
        rounds += 1;
        if (rounds === 1) loop.wake();
        return Promise.resolve(false);
      },
    });
    loop.start();
    await eventually(() => rounds, 'the round after it', { until: seen => seen === 2 });
  });

  test('goes on at once while there is more, without gathering', async () => {
    const happened: string[] = [];
    const loop = started({
      round: () => Promise.resolve(happened.push('round') < 3),
      gather: () => {
        happened.push('gather');
        return Promise.resolve();
      },
    });
    await eventually(() => happened.length, 'three rounds', { until: seen => seen >= 3 });
    loop.wake();
    await eventually(() => happened.length, 'the next round', { until: seen => seen >= 5 });
    expect(happened.slice(0, 5)).toEqual(['round', 'round', 'round', 'gather', 'round']);
  });

  test('survives a round that fails, and tells of it', async () => {
    const failures: unknown[] = [];
    let rounds = 0;
    const loop = started({
      round: () => (++rounds === 1 ? Promise.reject(new Error('away')) : Promise.resolve(false)),
      failed: error => failures.push(error),
    });
    await eventually(() => failures.length, 'the failure', { until: seen => seen === 1 });
    loop.wake();
    await eventually(() => rounds, 'the round after it', { until: seen => seen === 2 });
  });

  test('stops when the round under way is over, and begins none more', async () => {
    let rounds = 0;
    let letGo = (): void => undefined;
    const loop = started({
      round: async () => {
        rounds += 1;
        await new Promise<void>(resolve => (letGo = resolve));
        return true;
      },
    });
    await eventually(() => rounds, 'the round', { until: seen => seen === 1 });
    const stopped = loop.stop();
    expect(loop.signal.aborted).toBe(true);
    letGo();
    await stopped;
    expect(rounds).toBe(1);
  });
});
