/** What was sent off can be taken back for a while: until then it waits, and is never sent and given back. */
import { describe, expect, test } from '@jest/globals';
import { messagesOf } from '../../web/src/lib/outbox/entry.ts';
import { Outbox } from '../../web/src/lib/outbox/outbox.ts';
import { eventually } from '../support/eventually.ts';
import { MINUTE, World, entry, isEmpty } from '../support/outbox-world.ts';

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
});
