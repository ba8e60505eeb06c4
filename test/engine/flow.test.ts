import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectNoMends, expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { SentBody } from '../support/ledger.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { conversationPath as path } from '../support/paths.ts';

let stack: Stack;
let agents: HttpClient[];

beforeAll(async () => {
  stack = await createStack({ tenants: [{ acceptTimeoutMs: 1_000, wrapUpMs: 500, excludeMs: 3_600_000 }, {}] });
  agents = [await stack.agent(0), await stack.agent(1)];
});
afterAll(() => stack.close());

const liveOffer = (agent: HttpClient) =>
  eventually(async () => (await agent.get('/api/v1/offers')).body.items[0], 'an offer');

describe('the main job', () => {
  test('a message is offered, missed, offered to the next agent, answered, delivered and read', async () => {
    const { phoneNumberId } = stack.tenants[0]!;
    await agents[0]!.put('/api/v1/me/presence', { presence: 'online' });
    expect(
      (await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '4917011', text: 'Where is my bike?' }))).body,
    ).toEqual({ received: 1, stored: 1, duplicate: 0, unmatched: 0, quarantined: 0 });
    // It may be over before anybody looks.
    const missed = await eventually(
      async () =>
        (
          await stack.db.admin.query<{ id: string; conversation_id: string }>(
            "SELECT id, conversation_id FROM offer WHERE state = 'expired'",
          )
        ).rows[0],
      'a missed offer',
    );
    const [queue] = stack.tenants[0]!.queues;
    expect((await stack.api().put(`/api/v1/queues/${queue!.id}`, { acceptTimeoutMs: 3_600_000 })).status).toBe(200);
    await agents[1]!.put('/api/v1/me/presence', { presence: 'online' });
    const offer = await liveOffer(agents[1]!);
    expect(offer.conversationId).toBe(missed.conversation_id);
    const late = await agents[0]!.post(`/api/v1/offers/${missed.id}/accept`);
    expect([late.status, late.body.code]).toEqual([409, 'offer_not_live']);
    expect((await agents[1]!.post(`/api/v1/offers/${offer.id}/accept`)).body.state).toBe('active');

    const id = offer.conversationId;
    const reply = await agents[1]!.post(
      path(id, '/messages'),
      { text: { body: 'On its way.' } },
      { 'idempotency-key': 'r1' },
    );
    expect(reply.status).toBe(202);
    const again = await agents[1]!.post(
      path(id, '/messages'),
      { text: { body: 'On its way.' } },
      { 'idempotency-key': 'r1' },
    );
    expect(again.body.id).toBe(reply.body.id);
    const other = await agents[1]!.post(
      path(id, '/messages'),
      { text: { body: 'Something else.' } },
      { 'idempotency-key': 'r1' },
    );
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    await eventually(
      async () =>
        (await agents[1]!.get(path(id, '/messages'))).body.items.find(message => message.id === reply.body.id)
          ?.status === 'read',
      'read',
    );
    expect(
      stack.simulator.state.ledger
        .filter(entry => entry.to === '4917011')
        .map(entry => (entry.body as SentBody).text!.body),
    ).toEqual(['On its way.']);

    await agents[1]!.post(path(id, '/read'));
    await eventually(() => stack.simulator.state.readByBusiness.size === 1, 'the read receipt');
    const closing = await agents[1]!.post(path(id, '/close'));
    expect(closing.body.state).toBe('wrapping');
    await eventually(async () => (await agents[1]!.get(path(id))).body.state === 'closed', 'the end of wrap-up');
    const types = (await stack.api().get(path(id, '/timeline'))).body.items.map(item => item.type);
    expect(types).toEqual([
      'opened',
      'message_received',
      'offered',
      'offer_ended',
      'offered',
      'offer_accepted',
      'message_queued',
      'send_started',
      'send_accepted',
      'receipt_requested',
      'receipt_done',
      'wrap_up_started',
      'closed',
    ]);
    expect((await stack.api().get('/api/v1/agents')).body.items.map(agent => agent.used)).toEqual([0, 0, 0]);
    await expectStatesEqual(stack);
  });

  test('a contact who writes again within the reopen time goes on in the same conversation', async () => {
    const { phoneNumberId } = stack.tenants[0]!;
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '4917011', text: 'One more thing' }));
    const offer = await eventually(async () => (await stack.api().get('/api/v1/offers')).body.items[0], 'an offer');
    const list = (await stack.api().get(`/api/v1/conversations?limit=100`)).body.items.filter(
      item => item.contact.waId === '4917011',
    );
    expect(list).toHaveLength(1);
    expect(list[0]!.id).toBe(offer.conversationId);
    expect(list[0]!.unread).toBe(1);
    expect(list[0]!.lastMessage!.preview).toBe('One more thing');
  });

  test('a message written during wrap-up brings the agent back', async () => {
    const { phoneNumberId } = stack.tenants[1]!;
    const agent = await stack.agent(0, 1);
    await agent.put('/api/v1/me/presence', { presence: 'online' });
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '4917012' }));
    const offer = await liveOffer(agent);
    await agent.post(`/api/v1/offers/${offer.id}/accept`);
    await agent.post(path(offer.conversationId, '/close'));
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: '4917012' }));
    const conversation = (await agent.get(path(offer.conversationId))).body;
    expect([conversation.state, conversation.deadlines.wrapUpEndsAt]).toEqual(['active', null]);
    await expectStatesEqual(stack);
  });

  test('nothing had to be mended', async () => {
    await expectNoMends(stack);
  });
});
