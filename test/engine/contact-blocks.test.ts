/** Contacts that WhatsApp is asked to block: what comes of it, what is told of it, and what nobody can do then. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { endBlock, numbersWrittenTo, waitingBlocks, wishBlock } from '../../store/contacts/blocks.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack();
  admin = await stack.admin();
});
afterAll(() => stack.close());
beforeEach(() => stack.simulator.change({ unknownContacts: 'open' }));

async function writes(tenant = 0) {
  const from = `4915120${String(++serial).padStart(6, '0')}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[tenant]!.phoneNumberId, from }));
  const { body } = await stack.api(tenant).get('/api/v1/conversations?limit=100');
  const found = body.items.find(item => item.contact.waId === from)!;
  return { id: found.contact.id, conversationId: found.id, from };
}
const block = (id: string, body: object = { reason: 'spam' }, by = admin) =>
  by.post(`/api/v1/contacts/${id}/block`, body);
const unblock = (id: string) => admin.delete(`/api/v1/contacts/${id}/block`);
const blockOf = async (id: string) => (await admin.get(`/api/v1/contacts/${id}`)).body.blocks[0];
const ended = (id: string) =>
  eventually(() => blockOf(id), 'WhatsApp’s answer', { until: seen => seen !== undefined && seen.state !== 'waiting' });
const isBlockedAtWhatsApp = (from: string): boolean =>
  stack.simulator.state.blocked.has(`${stack.tenants[0]!.phoneNumberId} ${from}`);
const shown = async (conversationId: string) =>
  (await admin.get(`/api/v1/conversations/${conversationId}`)).body.contact.blocked;

test('a blocked contact can neither write nor be written to, until it is blocked no more; both are noted', async () => {
  const { id, conversationId, from } = await writes();
  const answer = await block(id, { reason: 'abuse', note: 'Threats since Monday' });
  expect([answer.status, answer.body.blocks]).toMatchObject([202, [{ wanted: true, reason: 'abuse' }]]);
  expect(await ended(id)).toMatchObject({ state: 'done', blocked: true, error: null, note: 'Threats since Monday' });
  expect([isBlockedAtWhatsApp(from), await shown(conversationId)]).toEqual([true, true]);
  expect((await admin.get('/api/v1/contacts?blocked=true')).body.items.map(each => each.id)).toEqual([id]);
  expect((await admin.get('/api/v1/contacts?blocked=false')).body.items.map(each => each.id)).not.toContain(id);
  const refused = await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: 'Hello?' } });
  expect([refused.status, refused.body.code]).toEqual([409, 'contact_blocked']);

  expect((await unblock(id)).status).toBe(202);
  expect(await ended(id)).toMatchObject({ state: 'done', wanted: false, blocked: false });
  expect([isBlockedAtWhatsApp(from), await shown(conversationId)]).toEqual([false, false]);
  expect(
    (await admin.post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: 'Hello.' } })).status,
  ).toBe(202);
  expect((await unblock(id)).body).toMatchObject({ status: 409, code: 'already_done' });
  const { rows } = await stack.db.admin.query<{ action: string; data: object }>(
    'SELECT action, data FROM audit WHERE target_id = $1 ORDER BY at, id',
    [id],
  );
  expect(rows).toEqual([
    { action: 'contact.block', data: { reason: 'abuse', numbers: 1 } },
    { action: 'contact.unblock', data: { numbers: 1 } },
  ]);
});

test('WhatsApp refuses who has not written lately: it is told, and can be tried again', async () => {
  const { id, from } = await writes();
  stack.simulator.change({ unknownContacts: 'closed' });
  await block(id);
  expect(await ended(id)).toMatchObject({
    state: 'refused',
    blocked: false,
    error: { code: 'not_lately', metaCode: 131_047 },
  });
  stack.simulator.change({ unknownContacts: 'open' });
  await block(id);
  await eventually(() => blockOf(id), 'the second try', { until: seen => seen?.state === 'done' });
  expect(isBlockedAtWhatsApp(from)).toBe(true);
});

test('what WhatsApp cannot do at the moment is done later; a full list is told', async () => {
  const [one, other] = [await writes(), await writes()];
  stack.simulator.fault({ kind: 'error', to: 'block', code: 139_102 });
  await block(one.id);
  expect(await ended(one.id)).toMatchObject({ state: 'done', blocked: true });
  stack.simulator.fault({ kind: 'error', to: 'block', code: 139_101 });
  await block(other.id);
  expect(await ended(other.id)).toMatchObject({ state: 'refused', error: { code: 'list_full', metaCode: 139_101 } });
});

test('the last wish wins, however many there were', async () => {
  const { id, from } = await writes();
  await Promise.all([block(id), block(id, { reason: 'other' })]);
  await unblock(id);
  await eventually(() => blockOf(id), 'the end of the wishes', {
    until: seen => seen?.state === 'done' && !seen.wanted && !seen.blocked,
  });
  expect(isBlockedAtWhatsApp(from)).toBe(false);
});

test('an answer ends the wish that it was asked for, and no later one; what WhatsApp did is so', async () => {
  const { id: contactId } = await writes();
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
  const [asked] = await within(tenantId, unit => waitingBlocks(unit, contactId));
  await wish(false);
  await within(tenantId, unit => endBlock(unit, asked!, null, Date.now()));
  expect(await blockOf(contactId)).toMatchObject({ state: 'waiting', wanted: false, blocked: true });
});

test('who never wrote cannot be blocked, nor on a number that it has not written to', async () => {
  const { id } = (await admin.post('/api/v1/contacts', { phone: '+49 1512 7654321' })).body;
  expect((await block(id)).body).toMatchObject({ status: 409, code: 'contact_never_wrote' });
  const wrote = await writes();
  expect((await block(wrote.id, { reason: 'spam', numberId: id })).body).toMatchObject({
    status: 400,
    field: 'numberId',
  });
});

test('contacts that an agent does not see, or of another tenant, are not there', async () => {
  const [mine, other] = [await writes(), await writes(1)];
  const hidden = (await admin.post('/api/v1/queues', { name: 'Nobody’s' })).body.id;
  await admin.post(`/api/v1/conversations/${mine.conversationId}/transfer`, { queueId: hidden });
  expect((await block(mine.id, { reason: 'spam' }, await stack.agent(0))).status).toBe(404);
  expect((await block(other.id)).status).toBe(404);
});
