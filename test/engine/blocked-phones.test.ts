/** Whom WhatsApp blocks when a contact has another phone number, becomes one with another, or is erased. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { giveUpOrders } from '../../store/contacts/blocked-phones.ts';
import { eraseRemains } from '../../store/deadlines/retention.ts';
import type { BlockWorld } from '../support/block-world.ts';
import { createBlockWorld } from '../support/block-world.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let serial = 0;
let stack: Stack;
let admin: HttpClient;
let world: BlockWorld;
beforeAll(async () => {
  ({ stack, admin, world } = await createBlockWorld());
});
afterAll(() => stack.close());
beforeEach(() => stack.simulator.change({ unknownContacts: 'open' }));

describe('who has another phone number', () => {
  test('is blocked by that one, and whoever has the former is not', async () => {
    const { id, from } = await world.writes();
    await world.block(id);
    await world.settled(id);
    const now = world.newNumber();
    await world.changesNumber(from, now);
    await world.sweeps();
    await world.blockedAre({ [from]: false, [now]: true });
    await world.settled(id);
    expect(await world.blockOf(id)).toMatchObject({ state: 'done', wanted: true, blocked: true });
    await world.unblock(id);
    await world.blockedAre({ [from]: false, [now]: false });
  });

  test('is told not to be blocked where WhatsApp refuses the new one; whoever has the former is not, either', async () => {
    const { id, from } = await world.writes();
    await world.block(id);
    await world.settled(id);
    stack.simulator.change({ unknownContacts: 'closed' });
    const now = world.newNumber();
    await world.changesNumber(from, now);
    await world.sweeps();
    await world.blockedAre({ [from]: false, [now]: false });
    await world.settled(id);
    expect(await world.blockOf(id)).toMatchObject({ state: 'refused', blocked: false, error: { code: 'not_lately' } });
  });

  test('that two have had: its block goes where the number does not', async () => {
    const { id, from } = await world.writes();
    await world.block(id);
    await world.settled(id);
    // The number passes to a person with a user id of their own; the contact had another one.
    const named = (user: string, at: number) =>
      postWebhook(
        stack.baseUrl,
        messagesBody(stack.tenants[0]!.phoneNumberId, {
          contacts: [{ profile: { name: user }, wa_id: from, user_id: user }],
          messages: [
            {
              from,
              from_user_id: user,
              id: `wamid.block.passed.${++serial}`,
              timestamp: String(Math.floor(Date.now() / 1000) + at),
              type: 'text',
              text: { body: 'hello' },
            },
          ],
        }),
      );
    await named('DE.BLOCKED1', 0);
    await named('DE.BLOCKED2', 1);
    await world.sweeps();
    await world.blockedAre({ [from]: false });
    await world.settled(id);
    expect(await world.blockOf(id)).toMatchObject({
      state: 'refused',
      wanted: true,
      blocked: false,
      error: { code: 'no_number' },
    });
  });
});

describe('two contacts that become one', () => {
  const merge = (into: string, from: string) => admin.post(`/api/v1/contacts/${into}/merge`, { contactId: from });

  test.each([
    ['the one that stays was', true],
    ['the one that goes was', false],
  ])('are blocked by both numbers where %s; and by none when it is taken back', async (_, stays) => {
    const [one, other] = [await world.writes(), await world.writes()];
    const [into, from] = stays ? [one, other] : [other, one];
    await world.block(one.id);
    await world.settled(one.id);
    // The other has a word of its own: that it is not to be.
    await world.block(other.id);
    await world.settled(other.id);
    await world.unblock(other.id);
    await world.settled(other.id);
    expect((await merge(into.id, from.id)).status).toBe(200);
    expect(await world.blockOf(into.id)).toMatchObject({ wanted: true, blocked: true });
    await world.sweeps();
    await world.blockedAre({ [one.from]: true, [other.from]: true });
    await world.settled(into.id);
    expect((await world.blocks(into.id)).map(each => [each.state, each.blocked])).toEqual([['done', true]]);
    await world.unblock(into.id);
    await world.blockedAre({ [one.from]: false, [other.from]: false });
    expect(await world.remembered(from.id)).toBe(0);
  });

  test('are told to be blocked in part where WhatsApp refuses a number', async () => {
    const [one, other] = [await world.writes(), await world.writes()];
    await world.block(one.id);
    await world.settled(one.id);
    stack.simulator.change({ unknownContacts: 'closed' });
    await merge(one.id, other.id);
    await world.sweeps();
    await world.settled(one.id);
    expect(await world.blockOf(one.id)).toMatchObject({
      state: 'refused',
      blocked: true,
      error: { code: 'not_lately' },
    });
    await world.blockedAre({ [one.from]: true, [other.from]: false });
    await world.unblock(one.id);
    await world.blockedAre({ [one.from]: false, [other.from]: false });
  });
});

describe('a contact that is erased', () => {
  const erase = ({ id, conversationId }: { readonly id: string; readonly conversationId: string }) =>
    stack.db.database.withTenant(stack.tenants[0]!.id, async unit => {
      await unit.tx.conversation.update({
        where: { tenantId_id: { tenantId: unit.tenantId, id: conversationId } },
        data: { phase: 'erased' },
      });
      await eraseRemains(unit, conversationId, id, Date.now());
    });

  test('is blocked no more at WhatsApp, nor is its number kept; that is on record', async () => {
    const who = await world.writes();
    await world.block(who.id);
    await world.settled(who.id);
    await erase(who);
    await world.sweeps();
    await world.blockedAre({ [who.from]: false });
    await eventually(() => world.remembered(who.id), 'nothing is kept', { until: count => count === 0 });
    expect((await world.audited(who.id)).at(-1)).toMatchObject({ action: 'contact.block_lifted' });
  });

  test('stays blocked where WhatsApp refuses; that is on record, and its number is not kept', async () => {
    const who = await world.writes();
    await world.block(who.id);
    await world.settled(who.id);
    await erase(who);
    stack.simulator.fault({ kind: 'error', to: 'block', code: 100 });
    await world.sweeps();
    await eventually(() => world.remembered(who.id), 'nothing is kept', { until: count => count === 0 });
    expect(world.isBlockedAtWhatsApp(who.from)).toBe(true);
    expect((await world.audited(who.id)).at(-1)).toMatchObject({
      action: 'contact.block_stays',
      data: { error: 'refused' },
    });
  });

  test('is tried for a day where WhatsApp cannot be reached', async () => {
    const who = await world.writes();
    await world.block(who.id);
    await world.settled(who.id);
    await erase(who);
    const giveUp = (at: number) =>
      stack.db.database.withTenant(stack.tenants[0]!.id, unit => giveUpOrders(unit, who.id, undefined, at));
    await giveUp(Date.now() + 3_600_000);
    expect(await world.remembered(who.id)).toBe(1);
    await giveUp(Date.now() + 86_400_000 + 60_000);
    expect(await world.remembered(who.id)).toBe(0);
    expect((await world.audited(who.id)).at(-1)).toMatchObject({
      action: 'contact.block_stays',
      data: { error: 'not_reached' },
    });
  });
});
