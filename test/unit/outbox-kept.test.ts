/** Where the workbench's outbox keeps what it has: shared by tabs, left by earlier versions, full or closed. */
import { describe, expect, test } from '@jest/globals';
import { Outbox } from '../../web/src/lib/outbox/outbox.ts';
import { eventually } from '../support/eventually.ts';
import { LOST, MINUTE, World, entry, isEmpty, isHeld } from '../support/outbox-world.ts';

describe('what an outbox keeps', () => {
  test('of two tabs that write at once is all there', async () => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    const { setItem } = world.storage;
    world.storage.setItem = (name, value) => {
      world.storage.setItem = setItem;
      // Between what the first has read and what it writes.
      two.add(entry('2'));
      setItem(name, value);
    };
    one.add(entry('1'));
    two.reload();
    expect(new Set(two.get().map(({ text }) => text))).toEqual(new Set(['1', '2']));
    world.isOnline = true;
    two.run();
    await isEmpty(two);
    expect(new Set(world.texts)).toEqual(new Set(['1', '2']));
    expect(world.kept.size).toBe(0);
  });

  test('begins with what an earlier version kept in one item, in its order, without what is not known', async () => {
    const world = new World();
    world.isOnline = false;
    const before = (text: string) => ({
      ...entry(text),
      attempts: 1,
      state: 'sending',
      hindrance: null,
      trouble: null,
      isPrompt: true,
      sentOffAt: world.at,
    });
    world.kept.set(
      'sigfollow-outbox:me',
      JSON.stringify([before('2'), { ...before('x'), to: { kind: 'pigeon' } }, null, 'y', before('1')]),
    );
    world.kept.set('sigfollow-outbox:me:torn', '{"key":');
    world.kept.set('sigfollow-outbox:me:later', JSON.stringify({ ...before('z'), text: 7 }));
    world.kept.set('sigfollow-outbox:somebody', JSON.stringify([before('not mine')]));
    const outbox = new Outbox('me', world);
    outbox.add(entry('3'));
    expect(world.kept.has('sigfollow-outbox:me')).toBe(false);
    expect(outbox.get().map(({ text }) => text)).toEqual(['2', '1', '3']);
    world.isOnline = true;
    outbox.run();
    await isEmpty(outbox);
    expect(world.sent.map(({ key }) => key)).toEqual(['key of 2', 'key of 1', 'key of 3']);
  });

  test('is asked about before it is sent if nothing tells when it was sent off', async () => {
    const world = new World();
    world.at = 100 * 60 * MINUTE;
    const { key, conversationId, to, text, file } = entry('1');
    world.kept.set('sigfollow-outbox:me', JSON.stringify([{ key, conversationId, to, text, file, attempts: 0 }]));
    const outbox = new Outbox('me', world);
    outbox.run();
    expect(await isHeld(outbox)).toBe('late');
    expect(world.texts).toEqual([]);
  });

  test('of earlier versions was tried when it was sent off, as far as is known', async () => {
    const world = new World();
    const before = { ...entry('1'), attempts: 2, sentOffAt: world.at, state: 'held' };
    const hindrance = { why: 'late', message: null };
    world.kept.set('sigfollow-outbox:me:key of 1', JSON.stringify({ ...before, hindrance }));
    world.at += 21 * 60 * MINUTE;
    const outbox = new Outbox('me', world);
    outbox.sendAnyway('key of 1', 'question');
    expect(await isHeld(outbox)).toBe('forgotten');
    expect(world.texts).toEqual([]);
  });

  test('is sent although there is no room for it, which is told', async () => {
    const world = new World();
    const { setItem } = world.storage;
    world.storage.setItem = () => {
      throw new Error('quota');
    };
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    expect(outbox.get().map(({ text, isKept }) => [text, isKept])).toEqual([
      ['1', false],
      ['2', false],
    ]);
    world.storage.setItem = setItem;
    outbox.add(entry('3'));
    expect(outbox.get().map(({ isKept }) => isKept)).toEqual([false, false, true]);
    world.isOnline = true;
    outbox.run();
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1', '2', '3']);
    expect(world.kept.size).toBe(0);
  });

  test('is gone when another tab takes it out, although there was no room for its last change', async () => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    one.add(entry('1'));
    const { setItem } = world.storage;
    world.storage.setItem = () => {
      throw new Error('quota');
    };
    world.outcomes.push(LOST);
    world.isOnline = true;
    one.run();
    await eventually(() => world.timers.length === 1, 'the failure');
    expect(one.get()[0]).toMatchObject({ attempts: 1, isKept: true });
    world.storage.setItem = setItem;
    two.remove('key of 1');
    one.reload();
    expect(one.get()).toEqual([]);
  });
});
