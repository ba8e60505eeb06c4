/** What was sent off can be taken back for a while: until then it waits, and is never sent and given back. */
import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../web/src/lib/outbox/entry.ts';
import { Outbox } from '../../web/src/lib/outbox/outbox.ts';
import { eventually } from '../support/eventually.ts';
import { LOST, MINUTE, World, entry, isEmpty, isHeld } from '../support/outbox-world.ts';

/** Two tabs; the first one is sending something, until it is answered. */
async function withSlowOne() {
  const world = new World();
  const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
  const { send } = world;
  let answer = (): void => undefined;
  const slow = new Promise<void>(resolve => (answer = resolve));
  Object.assign(world, { send: (sent: (typeof world.sent)[number]) => slow.then(() => send(sent)) });
  one.add(entry('1'));
  await eventually(() => one.get()[0]?.state === 'sending', 'the slow one');
  return { world, one, two, answer: () => answer() };
}

describe('an outbox', () => {
  test('waits as long as a message can be taken back, and what follows it, too', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'), world.at + 5_000);
    outbox.add(entry('2'));
    await eventually(() => world.timers.length > 0, 'the wait');
    expect(outbox.delayOf(outbox.get()[0]!)).toBe(5_000);
    world.at += 4_999;
    for (const due of world.timers.splice(0)) due();
    await eventually(() => world.timers.length > 0, 'the rest of the wait');
    expect(world.texts).toEqual([]);
    world.at += 1;
    for (const due of world.timers.splice(0)) due();
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1', '2']);
  });

  test('gives back what can be taken back, with what was sent off together with it', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    const notBefore = world.at + 5_000;
    for (const text of ['1', '2']) outbox.add(entry(text), notBefore);
    outbox.add(entry('3'), notBefore + 1);
    const taken = await outbox.takeBack('key of 2');
    expect(taken.map(({ text }) => text)).toEqual(['1', '2']);
    expect(outbox.get().map(({ text }) => text)).toEqual(['3']);
    world.at += 6_000;
    outbox.run();
    await isEmpty(outbox);
    expect(world.texts).toEqual(['3']);
    // It is gone.
    expect(await outbox.takeBack('key of 3')).toEqual([]);
  });

  test('gives nothing back that another tab is sending', async () => {
    const world = new World();
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    one.add(entry('1'), world.at + 5_000);
    two.reload();
    world.at += 5_000;
    const { send } = world;
    let taken: Promise<readonly unknown[]> | undefined;
    Object.assign(world, {
      send: (sent: (typeof world.sent)[number]) => {
        // While it is on its way.
        taken ??= two.takeBack('key of 1');
        return send(sent);
      },
    });
    one.run();
    await isEmpty(one);
    expect(await taken).toEqual([]);
    expect(world.texts).toEqual(['1']);
  });

  test('gives nothing back that is on its way, though the clock was set back meanwhile', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'), world.at + 5_000);
    const { send } = world;
    let taken: Promise<readonly unknown[]> | undefined;
    Object.assign(world, {
      send: (sent: (typeof world.sent)[number]) => {
        world.at -= 3_000;
        taken ??= outbox.takeBack('key of 1');
        return send(sent);
      },
    });
    world.at += 5_000;
    outbox.run();
    await isEmpty(outbox);
    expect([await taken, world.texts]).toEqual([[], ['1']]);
  });

  test('does not wait for longer because the clock was set back, and asks about nothing that came in time', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'), world.at + 5_000);
    world.at -= MINUTE;
    outbox.run();
    await isEmpty(outbox);
    outbox.add(entry('2'), world.at + 10_000);
    world.newest = 'something else';
    world.at += 10_000;
    outbox.run();
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1', '2']);
  });

  test('sends something to choose from, as it was filled in', () => {
    const interactive = { type: 'button' };
    const to = { kind: 'interactive' as const, interactive, form: null as never };
    expect(messagesOf({ ...entry('Which day?'), to })).toEqual([
      { key: 'key of Which day?', body: { type: 'interactive', interactive } },
    ]);
  });

  test.each(['the same tab', 'another tab'])(
    'gives back what was wanted back in time, behind a slow one of %s',
    async where => {
      const { world, one, two, answer } = await withSlowOne();
      one.add(entry('2'), world.at + 5_000);
      one.add(entry('3'), world.at + 5_000);
      world.at += 4_999;
      const taken = (where === 'the same tab' ? one : two).takeBack('key of 3');
      // The time is over before the one before has gone.
      world.at += 60_000;
      answer();
      expect((await taken).map(({ text }) => text)).toEqual(['2', '3']);
      await isEmpty(one);
      expect(world.texts).toEqual(['1']);
      expect([...world.kept.keys()]).toEqual([]);
    },
  );

  test('asks about what a tab wanted back that was closed before it had it', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'), world.at + 5_000);
    world.kept.set('sigfollow-undo:me:key of 1', String(world.at));
    world.at += 5_000;
    outbox.run();
    await eventually(() => world.timers.length > 0, 'the wait for that tab');
    expect(world.texts).toEqual([]);
    world.at += 5 * MINUTE;
    outbox.run();
    expect(await isHeld(outbox)).toBe('late');
    outbox.sendAnyway('key of 1', 'question');
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1']);
  });
});

describe('what must not overtake what was sent off', () => {
  test('waits until it has gone, also what could still be taken back', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    for (const text of ['1', '2']) outbox.add(entry(text), world.at + 5_000);
    outbox.add(entry('elsewhere', 'b'), world.at + 5_000);
    expect(await outbox.flush('a')).toBe(true);
    expect(world.texts).toEqual(['1', '2']);
    expect(await outbox.takeBack('key of 2')).toEqual([]);
    expect(await outbox.flush('nothing there')).toBe(true);
    expect(await outbox.flushAll()).toBe(true);
    expect(world.texts).toEqual(['1', '2', 'elsewhere']);
  });

  test('is told that it has not: without a network, refused, or held behind another one', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    world.isOnline = false;
    outbox.add(entry('1'), world.at + 5_000);
    expect(await outbox.flush('a')).toBe(false);
    world.isOnline = true;
    world.outcomes.push(LOST);
    expect(await outbox.flush('a')).toBe(false);
    world.outcomes.push({ taken: false, again: false, why: 'refused', message: 'No.' });
    expect(await outbox.flush('a')).toBe(false);
    outbox.add(entry('2'), world.at + 5_000);
    expect(await outbox.flush('a')).toBe(false);
    expect(await outbox.flushAll()).toBe(false);
    outbox.remove('key of 1');
    expect(await outbox.flush('a')).toBe(true);
    expect(world.texts.at(-1)).toBe('2');
  });

  test('waits for what another tab is sending', async () => {
    const { world, two, answer } = await withSlowOne();
    let isGone = false;
    const gone = two.flush('a').then(all => (isGone = all));
    await Promise.resolve();
    expect(isGone).toBe(false);
    answer();
    expect(await gone).toBe(true);
    expect(world.texts).toEqual(['1']);
  });
});
