/**
 * Conversations started by the tenant: with a template, to a known contact or a phone number, with consent, and never
 * beside an open conversation.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { HttpClient as Client, refusalOf } from '../support/http-client.ts';
import { addKey } from '../support/people.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let stack: Stack;
let admin: HttpClient;
let agent: HttpClient;
let numberId: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0 }, {}] });
  [admin, agent] = [await stack.admin(), await stack.agent(0)];
  const waba = stack.simulator.numbers.find(number => number.phoneNumberId === stack.tenants[0]!.phoneNumberId)!.wabaId;
  await new Client(stack.simulatorUrl).post(`/control/templates/${waba}`, {
    name: 'summer_sale',
    category: 'MARKETING',
    status: 'APPROVED',
    components: [{ type: 'BODY', text: 'Summer is here.' }],
  });
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBe(202);
  await eventually(
    async () => (await admin.get('/api/v1/templates?limit=100')).body.items.map(each => each.name),
    'the templates',
    { until: names => names.includes('summer_sale') },
  );
  numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
});
afterAll(() => stack.close());

const newPhone = (): string => `49172${String(++serial).padStart(7, '0')}`;
const appointment = {
  name: 'appointment_reminder',
  language: { code: 'en_US' },
  components: [
    {
      type: 'body',
      parameters: [
        { type: 'text', text: 'Monday' },
        { type: 'text', text: 'ten' },
      ],
    },
  ],
};
const sale = { name: 'summer_sale', language: { code: 'en_US' } };
const consent = { source: 'Order form, 2026-05-04' };
/** The conversation that goes on already. */
interface Beside {
  readonly conversationId: string;
}
const start = (who: HttpClient, body: object) =>
  who.post('/api/v1/conversations', { numberId, template: appointment, ...body });
const told = (to: string) => stack.simulator.state.ledger.filter(entry => entry.to === to);
const contactOf = async (conversationId: string): Promise<string> =>
  (await admin.get(`/api/v1/conversations/${conversationId}`)).body.contact.id;

describe('POST /conversations', () => {
  test('to a phone number: a contact, a conversation, the template at WhatsApp; no promise runs until the contact writes', async () => {
    for (const queue of (await admin.get('/api/v1/queues')).body.items)
      expect(
        (
          await admin.put(`/api/v1/queues/${queue.id}`, {
            version: queue.version,
            sla: [
              {
                minPriority: 0,
                firstResponseMs: 3_600_000,
                nextResponseMs: 3_600_000,
                resolutionMs: 7_200_000,
                warnBeforeMs: 0,
              },
            ],
          })
        ).body.code,
      ).toBeUndefined();
    const phone = newPhone();
    const { status, body } = await start(agent, {
      to: { phone: `+${phone.slice(0, 2)} ${phone.slice(2, 5)} ${phone.slice(5)}` },
      consent,
    });
    expect([status, body.code]).toEqual([201, undefined]);
    expect(body).toMatchObject({
      conversation: { state: 'active', contact: { waId: phone }, sla: [], window: { open: false }, unread: 0 },
      message: {
        type: 'template',
        direction: 'outbound',
        words: 'We see you on Monday at ten. Answer if you cannot come.',
      },
    });
    const { id } = body.conversation;
    await eventually(() => told(phone), 'the template at WhatsApp', { until: entries => entries.length === 1 });
    await eventually(
      async () => (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items[0]!.status as string,
      'the message is delivered',
      { until: state => state === 'read' || state === 'delivered' },
    );
    // What is not possible before the contact writes is possible afterwards, and then there are promises.
    expect((await agent.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'Hi' } })).body.code).toBe(
      'window_closed',
    );
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: phone, text: 'I cannot come' }),
    );
    const now = (await agent.get(`/api/v1/conversations/${id}`)).body;
    expect([now.state, now.window.open, now.sla.map(clock => clock.target)]).toEqual([
      'active',
      true,
      ['next_response'],
    ]);
    expect((await agent.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'When can you?' } })).status).toBe(
      202,
    );
    await expectStatesEqual(stack);
  });

  test('an administrator’s waits in its queue, or is whose it says', async () => {
    const [phone, other] = [newPhone(), newPhone()];
    const queued = await start(admin, { to: { phone: `+${phone}` }, consent });
    expect([queued.status, queued.body.conversation?.agentId]).toEqual([201, null]);
    const agentId = stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[1]!.id;
    expect((await start(admin, { to: { phone: `+${other}` }, consent, agentId })).body.conversation).toMatchObject({
      state: 'active',
      agentId,
    });
  });

  test('beside one that goes on there is no second one; which one it is, is for those who may see it', async () => {
    const phone = newPhone();
    const first = await start(agent, { to: { phone: `+${phone}` }, consent });
    const again = await start(agent, { to: { phone: `+${phone}` } });
    expect([again.status, again.body.code, refusalOf<Beside>(again).conversationId]).toEqual([
      409,
      'conversation_open',
      first.body.conversation.id,
    ]);
    const { queueIds } = (await admin.get('/api/v1/agents')).body.items.find(
      each => each.id === stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[2]!.id,
    )!;
    expect(queueIds.length).toBeGreaterThan(0);
    // Five at once begin one.
    const crowd = newPhone();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => start(admin, { to: { phone: `+${crowd}` }, consent })),
    );
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(
      (await stack.db.admin.query('SELECT DISTINCT contact_id FROM contact_identity WHERE value = $1', [crowd]))
        .rowCount,
    ).toBe(1);
    await eventually(() => told(crowd), 'one template', { until: entries => entries.length === 1 });
  });

  test('the same request twice with one key begins one', async () => {
    const phone = newPhone();
    const key = { 'idempotency-key': `start-${phone}` };
    const [one, two] = [
      await admin.post(
        '/api/v1/conversations',
        { numberId, template: appointment, to: { phone: `+${phone}` }, consent },
        key,
      ),
      await admin.post(
        '/api/v1/conversations',
        { numberId, template: appointment, to: { phone: `+${phone}` }, consent },
        key,
      ),
    ];
    expect([one.status, two.status, two.body.conversation?.id]).toEqual([201, 201, one.body.conversation.id]);
    await eventually(() => told(phone), 'one template', { until: entries => entries.length === 1 });
  });

  test('a number in its other form is the same contact', async () => {
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '551187650001', at: Date.now() - 2 * DAY_MS }),
    );
    const { items } = (await admin.get('/api/v1/conversations?limit=100')).body;
    const known = items.find(item => item.contact.waId === '551187650001');
    const refused = await start(admin, { to: { phone: '+55 11 98765-0001' } });
    expect([refused.body.code, refusalOf<Beside>(refused).conversationId]).toEqual(['conversation_open', known!.id]);
    expect((await admin.post(`/api/v1/conversations/${known!.id}/close`, {})).status).toBe(200);
    const begun = (await start(admin, { to: { phone: '+55 11 98765-0001' } })).body.conversation;
    // What WhatsApp calls the person is what it is sent to.
    expect([begun.contact.id, begun.contact.waId]).toEqual([known!.contact.id, '551187650001']);
    await eventually(() => told('551187650001'), 'the template', { until: entries => entries.length === 1 });
  });

  test('consent is asked of who never wrote, and for marketing; given once it is kept', async () => {
    const phone = newPhone();
    expect(await start(admin, { to: { phone: `+${phone}` } })).toMatchObject({
      status: 409,
      body: { code: 'consent_required', field: 'consent' },
    });
    // Nothing is left of what was refused.
    expect((await stack.db.admin.query('SELECT 1 FROM contact_identity WHERE value = $1', [phone])).rowCount).toBe(0);
    const wrote = newPhone();
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: wrote, at: Date.now() - 2 * DAY_MS }),
    );
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
      item => item.contact.waId === wrote,
    )!;
    await admin.post(`/api/v1/conversations/${id}/close`, {});
    const contactId = await contactOf(id);
    expect((await start(admin, { to: { contactId }, template: sale })).body.code).toBe('consent_required');
    const begun = await start(admin, { to: { contactId } });
    expect(begun.status).toBe(201);
    await admin.post(`/api/v1/conversations/${begun.body.conversation.id}/close`, {});
    expect((await admin.put(`/api/v1/contacts/${contactId}`, { consent })).body.consent).toEqual(consent);
    expect((await start(admin, { to: { contactId }, template: sale })).status).toBe(201);
  });

  test('a stop, and a restriction, are asked first', async () => {
    const phone = newPhone();
    const begun = await start(admin, { to: { phone: `+${phone}` }, consent });
    const { id, contact } = begun.body.conversation;
    await admin.post(`/api/v1/conversations/${id}/close`, {});
    await stack.db.admin.query('UPDATE contact SET marketing_stopped = true WHERE id = $1', [contact.id]);
    expect(await start(admin, { to: { contactId: contact.id }, template: sale })).toMatchObject({
      status: 409,
      body: { code: 'marketing_stopped' },
    });
    expect((await admin.put(`/api/v1/contacts/${contact.id}`, { restricted: true })).status).toBe(200);
    expect(await start(admin, { to: { contactId: contact.id } })).toMatchObject({
      status: 409,
      body: { code: 'contact_restricted', field: 'to' },
    });
  });

  test('what is wrong is named', async () => {
    const to = { phone: `+${newPhone()}` };
    const nobody = '00000000-0000-7000-8000-000000000000';
    const wrong: readonly [object, number, string, string][] = [
      [{ to: { phone: 'hello' } }, 400, 'invalid_phone_number', 'to.phone'],
      [{ to: { phone: '1234' } }, 400, 'invalid_phone_number', 'to.phone'],
      [{ to, numberId: nobody }, 400, 'invalid_request', 'numberId'],
      [{ to: { contactId: nobody } }, 404, 'not_found', ''],
      [{ to, queueId: nobody }, 400, 'invalid_request', 'queueId'],
      [{ to, consent, agentId: nobody }, 400, 'invalid_request', 'agentId'],
      [
        { to, consent, template: { name: 'none', language: { code: 'en_US' } } },
        400,
        'template_unknown',
        'template.name',
      ],
      [{ to, consent, template: { ...appointment, components: [] } }, 400, 'invalid_request', 'template.components'],
      [
        { to, consent, template: { name: 'spring_sale', language: { code: 'en_US' }, components: [] } },
        409,
        'template_not_sendable',
        'template.name',
      ],
      [{}, 400, 'invalid_request', 'to'],
    ];
    for (const [body, status, code, field] of wrong) {
      const answer = await start(admin, body);
      expect([body, answer.status, answer.body.code, answer.body.field ?? '']).toEqual([
        body,
        status,
        code,
        expect.stringContaining(field),
      ]);
    }
    const own = stack.tenants[0]!.users.filter(user => user.role === 'AGENT');
    expect(await start(agent, { to, consent, agentId: own[1]!.id })).toMatchObject({
      status: 403,
      body: { field: 'agentId' },
    });
  });

  test('a program begins one where its key works, and other tenants see nothing of it', async () => {
    const phone = newPhone();
    const key = await addKey(stack, null);
    const begun = await start(key.client, { to: { phone: `+${phone}` }, consent });
    expect([begun.status, begun.body.code]).toEqual([201, undefined]);
    const other = await stack.admin(1);
    expect((await other.get(`/api/v1/conversations/${begun.body.conversation.id}`)).status).toBe(404);
    expect(
      (
        await other.post('/api/v1/conversations', {
          numberId,
          template: appointment,
          to: { phone: `+${newPhone()}` },
          consent,
        })
      ).body,
    ).toMatchObject({ code: 'invalid_request', field: 'numberId' });
  });

  test('while the window of an earlier talk is open, what one likes can be said', async () => {
    const phone = newPhone();
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: phone }));
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
      item => item.contact.waId === phone,
    )!;
    await admin.post(`/api/v1/conversations/${id}/close`, {});
    const begun = (await start(agent, { to: { contactId: await contactOf(id) } })).body.conversation;
    expect([begun.id === id, begun.window.open]).toEqual([false, true]);
    expect(
      (await agent.post(`/api/v1/conversations/${begun.id}/messages`, { text: { body: 'One thing more' } })).status,
    ).toBe(202);
  });
});
