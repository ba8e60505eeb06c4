/** Contacts that WhatsApp is asked to block: what comes of it, what is told of it, and what nobody can do then. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { endOrder, giveUpOrders, nextOrder } from '../../store/contacts/blocked-phones.ts';
import { numbersWrittenTo, wishBlock } from '../../store/contacts/blocks.ts';
import type { BlockWorld } from '../support/block-world.ts';
import { createBlockWorld } from '../support/block-world.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let world: BlockWorld;
beforeAll(async () => {
  ({ stack, admin, world } = await createBlockWorld());
});
afterAll(() => stack.close());
beforeEach(() => stack.simulator.change({ unknownContacts: 'open' }));

const ended = (id: string) =>
  eventually(() => world.blockOf(id), 'WhatsApp’s answer', {
    until: seen => seen !== undefined && seen.state !== 'waiting',
  });
const shown = async (conversationId: string) =>
  (await admin.get(`/api/v1/conversations/${conversationId}`)).body.contact.blocked;

test('a blocked contact can neither write nor be written to, until it is blocked no more; both are noted', async () => {
  const { id, conversationId, from } = await world.writes();
  const answer = await world.block(id, { reason: 'abuse', note: 'Threats since Monday' });
  expect([answer.status, answer.body.blocks]).toMatchObject([202, [{ wanted: true, reason: 'abuse' }]]);
  expect(await ended(id)).toMatchObject({ state: 'done', blocked: true, error: null, note: 'Threats since Monday' });
  expect([world.isBlockedAtWhatsApp(from), await shown(conversationId)]).toEqual([true, true]);
  expect((await admin.get('/api/v1/contacts?blocked=true')).body.items.map(each => each.id)).toEqual([id]);
  expect((await admin.get('/api/v1/contacts?blocked=false')).body.items.map(each => each.id)).not.toContain(id);
  const refused = await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: 'Hello?' } });
  expect([refused.status, refused.body.code]).toEqual([409, 'contact_blocked']);

  expect((await world.unblock(id)).status).toBe(202);
  expect(await ended(id)).toMatchObject({ state: 'done', wanted: false, blocked: false });
  expect([world.isBlockedAtWhatsApp(from), await shown(conversationId)]).toEqual([false, false]);
  expect(
    (await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: 'Hello.' } })).status,
  ).toBe(202);
  expect((await world.unblock(id)).body).toMatchObject({ status: 409, code: 'already_done' });
  expect(await world.audited(id)).toEqual([
    { action: 'contact.block', data: { reason: 'abuse', numbers: 1 } },
    { action: 'contact.unblock', data: { numbers: 1 } },
  ]);
});

test('WhatsApp refuses who has not written lately: it is told, and can be tried again', async () => {
  const { id, from } = await world.writes();
  stack.simulator.change({ unknownContacts: 'closed' });
  await world.block(id);
  expect(await ended(id)).toMatchObject({
    state: 'refused',
    blocked: false,
    error: { code: 'not_lately', metaCode: 131_047 },
  });
  stack.simulator.change({ unknownContacts: 'open' });
  await world.block(id);
  await eventually(() => world.blockOf(id), 'the second try', { until: seen => seen?.state === 'done' });
  expect(world.isBlockedAtWhatsApp(from)).toBe(true);
});

test('what WhatsApp cannot do at the moment is done later; a full list is told', async () => {
  const [one, other] = [await world.writes(), await world.writes()];
  stack.simulator.fault({ kind: 'error', to: 'block', code: 139_102 });
  await world.block(one.id);
  expect(await ended(one.id)).toMatchObject({ state: 'done', blocked: true });
  stack.simulator.fault({ kind: 'error', to: 'block', code: 139_101 });
  await world.block(other.id);
  expect(await ended(other.id)).toMatchObject({ state: 'refused', error: { code: 'list_full', metaCode: 139_101 } });
});

test('the last wish wins, however many there were', async () => {
  const { id, from } = await world.writes();
  await Promise.all([world.block(id), world.block(id, { reason: 'other' })]);
  await world.unblock(id);
  await eventually(() => world.blockOf(id), 'the end of the wishes', {
    until: seen => seen?.state === 'done' && !seen.wanted && !seen.blocked,
  });
  expect(world.isBlockedAtWhatsApp(from)).toBe(false);
});

test('an answer ends the wish that it was asked for, and no later one; what WhatsApp did is so', async () => {
  const { id: contactId } = await world.writes();
  const tenantId = stack.tenants[0]!.id;
  const author = { kind: 'user', id: stack.tenants[0]!.users[0]!.id };
  const why = { reason: 'spam', note: null } as const;
  const within = stack.db.database.withTenant.bind(stack.db.database);
  const wish = (wanted: boolean) =>
    within(tenantId, async unit =>
      wishBlock(
        unit,
        { contactId, wanted, numberIds: await numbersWrittenTo(unit, contactId), why: wanted ? why : null },
        author,
        Date.now(),
      ),
    );
  await wish(true);
  const order = (await within(tenantId, unit => nextOrder(unit, contactId, undefined)))!;
  await wish(false);
  const done = { blocked: order.block.flat(), refused: [], lifted: [], error: null };
  await within(tenantId, unit => endOrder(unit, order, done, Date.now()));
  expect(await world.blockOf(contactId)).toMatchObject({ state: 'waiting', wanted: false, blocked: true });
});

test('who never wrote cannot be blocked, nor on a number that it has not written to', async () => {
  const { id } = (await admin.post('/api/v1/contacts', { phone: '+49 1512 7654321' })).body;
  expect((await world.block(id)).body).toMatchObject({ status: 409, code: 'contact_never_wrote' });
  const wrote = await world.writes();
  expect((await world.block(wrote.id, { reason: 'spam', numberId: id })).body).toMatchObject({
    status: 400,
    field: 'numberId',
  });
});

test('contacts that an agent does not see, or of another tenant, are not there', async () => {
  const [mine, other] = [await world.writes(), await world.writes(1)];
  const hidden = (await admin.post('/api/v1/queues', { name: 'Nobody’s' })).body.id;
  await admin.post(`/api/v1/conversations/${mine.conversationId}/transfer`, { queueId: hidden });
  expect((await world.block(mine.id, { reason: 'spam' }, await stack.agent(0))).status).toBe(404);
  expect((await world.block(other.id)).status).toBe(404);
});

test('a wish that came to nothing can be taken back, and is one no more', async () => {
  const { id, from } = await world.writes();
  stack.simulator.change({ unknownContacts: 'closed' });
  await world.block(id);
  expect(await ended(id)).toMatchObject({ state: 'refused', wanted: true, blocked: false });
  expect((await world.unblock(id)).status).toBe(202);
  await world.settled(id);
  expect(await world.blockOf(id)).toMatchObject({ state: 'done', wanted: false, blocked: false, error: null });
  expect(world.isBlockedAtWhatsApp(from)).toBe(false);
  expect((await world.unblock(id)).body).toMatchObject({ status: 409, code: 'already_done' });
});

test('what was blocked and never answered is unblocked all the same', async () => {
  const { id: contactId, from } = await world.writes();
  const tenantId = stack.tenants[0]!.id;
  const within = stack.db.database.withTenant.bind(stack.db.database);
  await stack.stopWorker();
  await world.block(contactId);
  // WhatsApp has done it, and nobody has heard so.
  await within(tenantId, unit => nextOrder(unit, contactId, undefined));
  stack.simulator.state.blocked.add(`${stack.tenants[0]!.phoneNumberId} ${from}`);
  await within(tenantId, unit => giveUpOrders(unit, contactId, undefined, Date.now()));
  expect(await world.blockOf(contactId)).toMatchObject({
    state: 'refused',
    blocked: false,
    error: { code: 'not_reached' },
  });
  await world.unblock(contactId);
  await stack.startWorker();
  await world.blockedAre({ [from]: false });
});

test('one of our numbers that cannot be reached keeps no other waiting', async () => {
  const [tenant] = stack.tenants;
  const second = {
    wabaId: '770001',
    phoneNumberId: '770002',
    displayPhoneNumber: '+49 30 7700021',
    accessToken: `EAAblock${'0'.repeat(24)}`,
  };
  await new HttpClient(stack.simulatorUrl).post('/control/numbers', second);
  const { displayPhoneNumber: _, ...connect } = second;
  await admin.post('/api/v1/numbers', { ...connect, pin: '482913' });
  await eventually(async () => (await admin.get('/api/v1/numbers')).body.items, 'the number is connected', {
    until: all => all.some(each => each.phoneNumberId === second.phoneNumberId && each.state === 'connected'),
  });
  const { id, from } = await world.writes();
  await world.writes(0, from, second.phoneNumberId);
  stack.simulator.fault({ kind: 'error', to: `block ${tenant!.phoneNumberId}`, code: 139_102, count: 1_000 });
  try {
    await world.block(id);
    await eventually(() => world.blocks(id), 'one of them is blocked', {
      until: all =>
        all
          .map(({ state }) => state)
          .sort()
          .join() === 'done,waiting',
    });
    expect([world.isBlockedAtWhatsApp(from), world.isBlockedAtWhatsApp(from, second.phoneNumberId)]).toEqual([
      false,
      true,
    ]);
  } finally {
    await new HttpClient(stack.simulatorUrl).delete('/control/faults');
  }
  await world.settled(id);
  expect(world.isBlockedAtWhatsApp(from)).toBe(true);
});
