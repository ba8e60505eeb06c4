/** Watched processes, which read untrusted files: each one fails alone, and the next order gets another process. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { isAlive } from '../../ops/local/process.ts';
import { residentBytes } from '../../store/watched/resident.ts';
import type { Watch } from '../../store/watched/watched-processes.ts';
import { WatchedProcesses } from '../../store/watched/watched-processes.ts';
import { eventually } from '../support/eventually.ts';
import { watchResident } from '../support/resident.ts';
import type { WatchedOrder } from '../support/watched-module.ts';

const HOUR_MS = 3_600_000;
const made: WatchedProcesses<WatchedOrder, number>[] = [];
afterEach(async () => void (await Promise.all(made.splice(0).map(each => each.close()))));

function processes(more: Partial<Watch> = {}): WatchedProcesses<WatchedOrder, number> {
  const begun = new WatchedProcesses<WatchedOrder, number>({
    module: new URL('../support/watched-module', import.meta.url),
    most: 1,
    heapMb: 64,
    residentMb: 200,
    limitMs: HOUR_MS,
    ...more,
  });
  made.push(begun);
  return begun;
}
async function pidOf(begun: WatchedProcesses<WatchedOrder, number>, share = ''): Promise<number> {
  const told = await begun.run({ what: 'pid' }, { share });
  return 'answer' in told ? told.answer : 0;
}
const gone = (pid: number): Promise<boolean> => eventually(() => !isAlive(pid), `the end of process ${pid}`);

describe('watched processes', () => {
  test('one is used for many orders, has no secret of ours, and can be measured', async () => {
    const begun = processes();
    const pid = await pidOf(begun);
    expect([pid > 0, pid !== process.pid, await pidOf(begun)]).toEqual([true, true, pid]);
    expect(await residentBytes(pid)).toBeGreaterThan(10 * 2 ** 20);
    await begun.close();
    await gone(pid);
    expect(await residentBytes(pid)).toBeNull();
  });

  test.each([
    ['objects', 'memory'],
    ['buffers', 'memory'],
    ['die', 'died'],
    ['hang', 'time'],
  ] as const)('%s: ended for %s, and the next order is done by another', async (what, ended) => {
    const begun = processes();
    const before = await pidOf(begun);
    const stop = await watchResident();
    expect(await begun.run({ what }, { limitMs: what === 'hang' ? 1 : HOUR_MS })).toEqual({ ended });
    expect((await stop()) / 2 ** 20).toBeLessThanOrEqual(300);
    await gone(before);
    expect(await pidOf(begun)).not.toBe(before);
  });

  test('no order pays for what the one before left: a full process is not used again', async () => {
    const begun = processes({ residentMb: 300 });
    const full = await begun.run({ what: 'full' });
    expect(full).toEqual({ answer: expect.any(Number) });
    expect(await pidOf(begun)).not.toBe('answer' in full ? full.answer : 0);
  });

  test('who has many orders does not keep another from having his turn', async () => {
    const begun = processes();
    const order: string[] = [];
    await Promise.all(
      ['a', 'a', 'a', 'a', 'b'].map(async (share, place) => {
        await begun.run({ what: 'pid' }, { share });
        order.push(`${share}${place}`);
      }),
    );
    expect(order.indexOf('b4')).toBeLessThan(3);
  });

  test('an order that is given up leaves the line, and nobody waits for it', async () => {
    const begun = processes();
    const [early, late] = [new AbortController(), new AbortController()];
    const hanging = begun.run({ what: 'hang' }, { share: 'a', signal: early.signal });
    const waiting = begun.run({ what: 'hang' }, { share: 'a', signal: late.signal });
    const behind = begun.run({ what: 'pid' }, { share: 'a' });
    early.abort();
    late.abort();
    expect(await waiting).toEqual({ ended: 'aborted' });
    expect(await begun.run({ what: 'pid' }, { share: 'b', signal: late.signal })).toEqual({ ended: 'aborted' });
    await begun.close();
    expect([await hanging, await behind]).toEqual([{ ended: 'closed' }, { ended: 'closed' }]);
  });

  test('no more orders of one share wait than may; another share has its own room', async () => {
    const begun = processes({ mostWaiting: 2 });
    const gaveUp = new AbortController();
    const hanging = begun.run({ what: 'hang' }, { share: 'a' });
    const waiting = [
      begun.run({ what: 'pid' }, { share: 'a' }),
      begun.run({ what: 'pid' }, { share: 'a', signal: gaveUp.signal }),
    ];
    expect(await begun.run({ what: 'pid' }, { share: 'a' })).toEqual({ ended: 'crowded' });
    const other = begun.run({ what: 'pid' }, { share: 'b' });
    gaveUp.abort();
    waiting.push(begun.run({ what: 'pid' }, { share: 'a' }));
    await begun.close();
    expect(await Promise.all([hanging, ...waiting, other])).toEqual(
      ['closed', 'closed', 'aborted', 'closed', 'closed'].map(ended => ({ ended })),
    );
  });

  test('one that hangs keeps nobody from the other one', async () => {
    const begun = processes({ most: 2 });
    const hanging = begun.run({ what: 'hang' });
    expect(await pidOf(begun)).toBeGreaterThan(0);
    await begun.close();
    expect(await hanging).toEqual({ ended: 'closed' });
    expect(await begun.run({ what: 'pid' })).toEqual({ ended: 'closed' });
  });

  test('one that nobody needs ends, and another begins where somebody does', async () => {
    const begun = processes({ idleMs: 1 });
    const first = await pidOf(begun);
    await gone(first);
    expect(await pidOf(begun)).not.toBe(first);
  });

  test('one whose parent was killed ends, however busy it is', async () => {
    const begun = processes();
    const told = await begun.run({ what: 'parent' });
    const busy = 'answer' in told ? told.answer : 0;
    expect(isAlive(busy)).toBe(true);
    await begun.close();
    await gone(busy);
  });
});
