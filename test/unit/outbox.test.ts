/** The workbench's outbox: in order, once, and never what may be no answer any more. */
import { describe, expect, test } from '@jest/globals';
import { mayBeTaken, messagesOf } from '../../web/src/lib/outbox/entry.ts';
import type { Upload } from '../../web/src/lib/api/types.ts';
import type { Attempt } from '../../web/src/lib/outbox/outbox.ts';
import { Outbox } from '../../web/src/lib/outbox/outbox.ts';
import { eventually } from '../support/eventually.ts';
import { LOST, MINUTE, World, entry, isEmpty, isHeld, template } from '../support/outbox-world.ts';

const REFUSED: Attempt = { taken: false, again: false, why: 'refused', message: 'too long' };
const file = (id: string, type = 'image') => ({ id, type }) as Upload;

describe('an outbox', () => {
  test('sends in order, one conversation beside another', async () => {
    const world = new World();
    const outbox = new Outbox('me', world);
    for (const text of ['1', '2', '3']) outbox.add(entry(text));
    outbox.add(entry('other', 'b'));
    await isEmpty(outbox);
    expect(world.texts.filter(text => text !== 'other')).toEqual(['1', '2', '3']);
    expect(world.texts).toContain('other');
  });

  test('tries again with the same key what may have been taken, and what follows waits', async () => {
    const world = new World();
    world.outcomes.push(LOST, LOST);
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    await eventually(() => world.timers.length === 1, 'the first failure');
    expect(outbox.get()[0]).toMatchObject({ state: 'waiting', attempts: 1, trouble: 'no answer' });
    world.timers.shift()?.();
    await eventually(() => world.timers.length === 1, 'the second failure');
    expect(world.texts).toEqual(['1', '1']);
    outbox.run();
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1', '1', '1', '2']);
    expect(new Set(world.sent.slice(0, 3).map(({ key }) => key)).size).toBe(1);
  });

  test('goes on after the page has ended', async () => {
    const world = new World();
    world.isOnline = false;
    new Outbox('me', world).add(entry('1'));
    world.isOnline = true;
    world.at += MINUTE;
    const again = new Outbox('me', world);
    again.run();
    await isEmpty(again);
    expect(world.texts).toEqual(['1']);
    expect(new Outbox('somebody else', world).get()).toEqual([]);
  });

  test('asks before it sends what the customer has written after', async () => {
    const world = new World();
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    world.newest = 'something else';
    world.at += MINUTE;
    world.isOnline = true;
    outbox.run();
    expect(await isHeld(outbox)).toBe('customer_wrote');
    expect(world.texts).toEqual([]);
    outbox.sendAnyway('key of 1', 'something else');
    await eventually(() => world.texts.includes('1'), 'the first');
    // The second was written before, too.
    expect(await isHeld(outbox)).toBe('customer_wrote');
    outbox.remove('key of 2');
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1']);
  });

  test.each([
    ['late', 16 * MINUTE, 'question'],
    ['unseen', MINUTE, undefined],
  ] as const)('asks before it sends what is %s', async (why, age, answers) => {
    const world = new World();
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add({ ...entry('1'), answers });
    world.at += age;
    world.isOnline = true;
    outbox.run();
    expect(await isHeld(outbox)).toBe(why);
    outbox.sendAnyway('key of 1', 'question');
    await isEmpty(outbox);
    expect(world.texts).toEqual(['1']);
  });

  test('asks whoever the clock was set back for', async () => {
    const world = new World();
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    world.at -= MINUTE;
    world.newest = 'something else';
    world.isOnline = true;
    outbox.run();
    expect(await isHeld(outbox)).toBe('customer_wrote');
  });

  test('holds what is refused, and sends it as another message when its key was used', async () => {
    const world = new World();
    world.outcomes.push({ taken: false, again: false, why: 'changed', message: null });
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    expect(await isHeld(outbox)).toBe('changed');
    outbox.sendAnyway('key of 1', 'question', 'another key');
    await isEmpty(outbox);
    expect(world.sent.map(({ key }) => key)).toEqual(['key of 1', 'another key']);
  });

  test('sends a template once, in its place, although its answer is lost and the page ends', async () => {
    const world = new World();
    world.outcomes.push(LOST);
    const before = new Outbox('me', world);
    before.add(template('order_update'));
    before.add(entry('after'));
    await eventually(() => world.timers.length === 1, 'the failure');
    before.end();
    const again = new Outbox('me', world);
    again.run();
    await isEmpty(again);
    expect(world.texts).toEqual(['order_update', 'order_update', 'after']);
    expect(new Set(world.sent.slice(0, 2).map(({ key }) => key)).size).toBe(1);
    expect(world.sent[1]).toMatchObject({ to: template('order_update').to });
    expect(messagesOf(world.sent[1]!)).toEqual([
      { key: 'key of order_update', body: { type: 'template', template: { name: 'order_update' } } },
    ]);
  });

  test.each([
    ['late', 16 * MINUTE, 'question'],
    ['customer_wrote', MINUTE, 'something else'],
  ] as const)('asks before it sends a template that is %s', async (why, age, newest) => {
    const world = new World();
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add(template('order_update'));
    world.at += age;
    world.newest = newest;
    world.isOnline = true;
    outbox.run();
    expect(await isHeld(outbox)).toBe(why);
    expect(world.texts).toEqual([]);
  });

  test('of another tab sees what this one has changed, and sends nothing twice', async () => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    one.add(entry('1'));
    two.reload();
    expect(two.get().map(({ text }) => text)).toEqual(['1']);
    world.isOnline = true;
    one.run();
    two.run();
    await isEmpty(one);
    two.reload();
    await isEmpty(two);
    expect(world.texts).toEqual(['1']);
  });

  test('keeps both texts where two tabs sent off what was one draft, and one where it is the same', async () => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    one.add(entry('Dear'));
    two.reload();
    two.add({ ...entry('Dear Sir'), key: 'key of Dear' });
    two.add(entry('Dear'));
    world.isOnline = true;
    two.run();
    await isEmpty(two);
    expect(world.texts).toEqual(['Dear', 'Dear Sir']);
    expect(new Set(world.sent.map(({ key }) => key)).size).toBe(2);
  });

  test.each([
    ['another file', { file: file('second') }],
    ['another quote', { quotes: 'another message' }],
    ['another addressee', { to: { kind: 'note', privateTo: ['ana'] } }],
  ] as const)('keeps both where two tabs sent off what was one draft, the second with %s', async (_, change) => {
    const world = new World();
    world.isOnline = false;
    const [one, two] = [new Outbox('me', world), new Outbox('me', world)];
    const first = { ...entry('Dear'), file: file('first'), quotes: 'a message' };
    one.add(first);
    two.reload();
    two.add({ ...first, ...change });
    two.add({ ...first });
    world.isOnline = true;
    two.run();
    await isEmpty(two);
    expect(world.sent).toMatchObject([first, { ...first, ...change, key: expect.not.stringMatching(first.key) }]);
  });

  test('sends nothing that was thrown away while it looked whether the customer has written', async () => {
    const world = new World();
    world.isOnline = false;
    let letGo: (newest: string) => void = () => undefined;
    const looked = new Promise<string>(resolve => (letGo = resolve));
    let isLooking = false;
    world.newestInbound = () => {
      isLooking = true;
      return looked;
    };
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    outbox.add(entry('2'));
    world.isOnline = true;
    outbox.run();
    await eventually(() => isLooking, 'the look');
    outbox.remove('key of 1');
    letGo('question');
    await isEmpty(outbox);
    expect(world.texts).toEqual(['2']);
  });

  test('never repeats by itself what was tried so long ago that its key is forgotten', async () => {
    const world = new World();
    world.outcomes.push(LOST);
    const outbox = new Outbox('me', world);
    outbox.add({ ...entry('note'), to: { kind: 'note', privateTo: [] } });
    await eventually(() => world.timers.length === 1, 'the failure');
    world.at += 21 * 60 * MINUTE;
    outbox.run();
    expect(await isHeld(outbox)).toBe('forgotten');
    expect(world.texts).toEqual(['note']);
  });

  test('does not send what was tried so long ago, whoever asks for it and however late', async () => {
    const world = new World();
    world.outcomes.push(LOST);
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    await eventually(() => world.timers.length === 1, 'the failure');
    // Asked about as late, it is left until its key is forgotten.
    world.at += 16 * MINUTE;
    outbox.run();
    expect(await isHeld(outbox)).toBe('late');
    world.at += 21 * 60 * MINUTE;
    outbox.sendAnyway('key of 1', 'question');
    expect(outbox.get()[0]).toMatchObject({ state: 'held', hindrance: { why: 'forgotten' } });
    // Said to be sent while it was still known, with the connection away until it is not.
    const { at } = world;
    world.at -= 20 * 60 * MINUTE;
    world.isOnline = false;
    outbox.sendAnyway('key of 1', 'question');
    expect(outbox.get()[0]).toMatchObject({ state: 'waiting', attempts: 1 });
    world.at = at;
    world.isOnline = true;
    outbox.run();
    expect(await isHeld(outbox)).toBe('forgotten');
    expect(world.texts).toEqual(['1']);
    // As another message it goes.
    outbox.sendAnyway('key of 1', 'question', 'another key');
    await isEmpty(outbox);
    expect(world.sent.map(({ key }) => key)).toEqual(['key of 1', 'another key']);
  });

  test.each([
    ['nothing of one message', null, [REFUSED], false],
    ['perhaps the first of two messages', file('song', 'audio'), [REFUSED], true],
    ['perhaps what was lost before', null, [LOST, REFUSED], true],
  ])('knows that %s was taken of what was refused', async (_, attached, outcomes, isPerhaps) => {
    const world = new World();
    world.outcomes.push(...outcomes);
    const outbox = new Outbox('me', world);
    outbox.add({ ...entry('1'), file: attached });
    while (outbox.get()[0]?.state !== 'held') {
      await eventually(() => world.timers.length > 0 || outbox.get()[0]?.state === 'held', 'the outcome');
      world.timers.shift()?.();
    }
    expect(mayBeTaken(outbox.get()[0]!)).toBe(isPerhaps);
  });

  test('ends with who sits here', async () => {
    const world = new World();
    world.isOnline = false;
    const outbox = new Outbox('me', world);
    outbox.add(entry('1'));
    outbox.end();
    world.isOnline = true;
    outbox.run();
    const next = new Outbox('me', world);
    next.run();
    await isEmpty(next);
    expect(world.texts).toEqual(['1']);
  });
});
