/** What messages decided about the AI's words is told until the server knows. */
import { describe, expect, test } from '@jest/globals';
import { Decisions } from '../../web/src/lib/outbox/decisions.ts';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/outbox-world.ts';

const accepted = (id: string) => ({ id, conversationId: 'a', distance: 0 });

/** A server that knows nothing until it answers. */
function begin() {
  const world = new World();
  const told: string[] = [];
  const server = { answers: false };
  const open = () =>
    new Decisions('me', world, ({ id }) => {
      told.push(id);
      return Promise.resolve(server.answers);
    });
  return { world, told, server, open };
}

describe('a decision', () => {
  test('whose answer is lost is told again, and forgotten once it is answered', async () => {
    const { world, told, server, open } = begin();
    const decisions = open();
    decisions.add(accepted('1'));
    decisions.add(accepted('2'));
    await eventually(() => world.timers.length === 1, 'the failures');
    expect(decisions.ids()).toEqual(['1', '2']);
    expect(told).toEqual(['1', '2']);
    server.answers = true;
    world.timers.shift()?.();
    await eventually(() => decisions.ids().length === 0, 'the answers');
    decisions.run();
    expect(told).toEqual(['1', '2', '1', '2']);
    expect(world.kept.size).toBe(0);
    expect(world.timers).toEqual([]);
  });

  test('is told by the next page, when it can be told', async () => {
    const { world, told, server, open } = begin();
    world.isOnline = false;
    const before = open();
    before.add({ ...accepted('1'), distance: 7 });
    before.end();
    world.kept.set('sigfollow-decided:me:2', '{"id":2}');
    world.kept.set('sigfollow-decided:somebody:3', JSON.stringify(accepted('3')));
    const next = open();
    expect(next.ids()).toEqual(['1']);
    next.run();
    expect(told).toEqual([]);
    world.isOnline = true;
    server.answers = true;
    next.run();
    await eventually(() => next.ids().length === 0, 'the answer');
    expect(told).toEqual(['1']);
    expect(world.kept.has('sigfollow-decided:me:1')).toBe(false);
  });

  test('without room is told as long as the page is', async () => {
    const { world, told, server, open } = begin();
    world.storage.setItem = () => {
      throw new Error('quota');
    };
    const decisions = open();
    decisions.add(accepted('1'));
    await eventually(() => world.timers.length === 1, 'the failure');
    server.answers = true;
    world.timers.shift()?.();
    await eventually(() => decisions.ids().length === 0, 'the answer');
    expect(told).toEqual(['1', '1']);
  });

  test('is not told after somebody else has come', async () => {
    const { world, told, open } = begin();
    const decisions = open();
    decisions.add(accepted('1'));
    await eventually(() => world.timers.length === 1, 'the failure');
    decisions.end();
    world.timers.shift()?.();
    expect(told).toEqual(['1']);
    expect(open().ids()).toEqual(['1']);
  });
});
