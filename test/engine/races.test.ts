import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { matchQueue } from '../../store/acd/matcher.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { runTimed } from '../../store/conversation/timed.ts';
import { withRetries } from '../../store/retries.ts';
import { eventually } from '../support/eventually.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', poolSize: 20, tenants: [{ maxPerAgent: 100, wrapUpMs: 0 }, { maxPerAgent: 7, excludeMs: 0, missLimit: 100, acceptTimeoutMs: 3_600_000, wrapUpMs: 0 }] });
});
afterAll(() => stack.close());

const deadlocks = async (): Promise<number> => Number((await stack.db.admin.query<{ deadlocks: string }>('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')).rows[0]!.deadlocks);

describe('two at once', () => {
  test('50 copies of 20 bodies: each message once, one conversation per contact, nothing but 200', async () => {
    const { phoneNumberId } = stack.tenants[0]!;
    // Ten first messages of five contacts (two each), ten of contacts of their own.
    const bodies = Array.from({ length: 20 }, (_, index) => textBody({ phoneNumberId, from: index < 10 ? `49100${index % 5}` : `49200${index}`, wamid: `wamid.copy.${index}` }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => bodies).flat().sort(() => Math.random() - 0.5).map(body => postWebhook(stack.baseUrl, body)));
    expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]));
    expect(answers.reduce((sum, answer) => sum + answer.body.stored, 0)).toBe(20);
    expect(answers.reduce((sum, answer) => sum + answer.body.duplicate, 0)).toBe(980);
    const { rows: [count] } = await stack.db.admin.query("SELECT (SELECT count(*)::int FROM message WHERE wamid LIKE 'wamid.copy.%') AS messages, (SELECT count(DISTINCT conversation_id)::int FROM message WHERE wamid LIKE 'wamid.copy.%') AS conversations, (SELECT count(*)::int FROM contact) AS contacts");
    expect(count).toEqual({ messages: 20, conversations: 15, contacts: 15 });
  });

  test.each(['close', 'reopen'] as const)('a message at the same moment as %s, 200 times: never two open conversations, never a lost message', async what => {
    const { phoneNumberId, id: tenantId } = stack.tenants[0]!;
    const from = what === 'close' ? '49300' : '49301';
    const admin = await stack.admin();
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }));
    const current = async (): Promise<{ id: string; phase: string }> => (await stack.db.admin.query(
      "SELECT c.id, c.phase FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1 AND c.tenant_id = $2 ORDER BY (c.phase <> 'closed') DESC, c.closed_at DESC LIMIT 1", [from, tenantId])).rows[0];
    let posted = 1;
    for (let round = 0; round < 200; round++) {
      const { id, phase } = await current();
      if (what === 'close' && phase === 'closed') await admin.post(`/api/v1/conversations/${id}/reopen`);
      if (what === 'reopen' && phase !== 'closed') await admin.post(`/api/v1/conversations/${id}/close`);
      const [action, message] = await Promise.all([admin.post(`/api/v1/conversations/${id}/${what}`), postWebhook(stack.baseUrl, textBody({ phoneNumberId, from }))]);
      posted += 1;
      expect(message.body).toMatchObject({ stored: 1 });
      expect([200, 409]).toContain(action.status);
      if (action.status === 409) expect(['conversation_open', 'conversation_not_closed', 'conversation_closed']).toContain(action.body.code);
    }
    const { rows: [totals] } = await stack.db.admin.query(
      "SELECT count(*)::int AS messages, count(DISTINCT c.id) FILTER (WHERE c.phase IN ('queued','offered','active','wrapping'))::int AS open FROM message m JOIN conversation c ON c.id = m.conversation_id JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1 AND m.direction = 'inbound'", [from]);
    expect(totals.messages).toBe(posted);
    expect(totals.open).toBeLessThanOrEqual(1);
  });

  test.each([{ broadcast: 1, wanted: 200 }, { broadcast: 3, wanted: 300 }])('32 callers accept, reject, expire, transfer and close the same $wanted offers, $broadcast at once: one winner each, capacity kept', async ({ broadcast, wanted }) => {
    const tenant = stack.tenants[1]!;
    const agents = await Promise.all([0, 1, 2].map(index => stack.agent(index, 1)));
    const admin = await stack.admin(1);
    const ids = tenant.users.filter(user => user.role === 'AGENT').map(user => user.id);
    for (const agent of agents) await agent.put('/api/v1/me/presence', { presence: 'online' });
    for (const { id } of tenant.queues) expect((await admin.put(`/api/v1/queues/${id}`, { broadcast })).status).toBe(200);
    const before = await deadlocks();
    let offersSeen = 0;
    const overloaded = async (): Promise<void> => expect((await stack.db.admin.query('SELECT 1 FROM agent_state WHERE used > max OR used < 0')).rowCount).toBe(0);
    for (let round = 0; offersSeen < wanted && round < 60; round++) {
      await Promise.all(Array.from({ length: 12 }, (_, index) => postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from: `494${broadcast}${round}00${index}` }))));
      await eventually(async () => (await stack.db.admin.query("SELECT 1 FROM offer WHERE state = 'offered' AND tenant_id = $1", [tenant.id])).rowCount! >= 12, 'twelve offers', 10_000);
      const { rows: offers } = await stack.db.admin.query<{ id: string; agent_id: string; conversation_id: string; offered_at: Date; expires_at: Date }>("SELECT * FROM offer WHERE state = 'offered' AND tenant_id = $1", [tenant.id]);
      offersSeen += offers.length;
      // Offers made at once may each be refused, but only one of them accepted; one alone has one end.
      const outcomes = new Map<string, number>();
      const won = (key: string, yes: boolean): void => void outcomes.set(key, (outcomes.get(key) ?? 0) + (yes ? 1 : 0));
      const calls = offers.flatMap(offer => {
        const agent = agents[ids.indexOf(offer.agent_id)]!;
        const other = ids.find(id => id !== offer.agent_id)!;
        const accept = async (): Promise<void> => {
          const answer = await agent.post(`/api/v1/offers/${offer.id}/accept`);
          won(offer.id, answer.status === 200);
          if (broadcast > 1) won(`${offer.conversation_id} ${offer.offered_at.toISOString()}`, answer.status === 200);
          if (answer.status !== 200) expect([answer.status, ['offer_not_live', 'capacity_exceeded', 'conversation_closed'].includes(answer.body.code)]).toEqual([409, true]);
        };
        return [
          accept, accept,
          async () => won(offer.id, (await agent.post(`/api/v1/offers/${offer.id}/reject`)).status === 200),
          async () => {
            await withRetries(() => stack.db.database.withTenant(tenant.id, unit => runTimed(unit, offer.conversation_id, { kind: 'expireOffer', offerId: offer.id }, offer.expires_at.getTime())));
          },
          async () => void (await admin.post(`/api/v1/conversations/${offer.conversation_id}/transfer`, Math.random() < 0.5 ? { queueId: tenant.queues[1]!.id } : { agentId: other })),
          async () => void (await admin.post(`/api/v1/conversations/${offer.conversation_id}/close`)),
        ];
      }).sort(() => Math.random() - 0.5);
      await inParallel(calls, 32);
      for (const [, wins] of outcomes) expect(wins).toBeLessThanOrEqual(1);
      await overloaded();
      // Whatever is left is closed, so that the next round has room.
      const { rows: open } = await stack.db.admin.query<{ id: string }>("SELECT id FROM conversation WHERE tenant_id = $1 AND phase IN ('queued','offered','active','wrapping')", [tenant.id]);
      await inParallel(open.map(({ id }) => async () => void (await admin.post(`/api/v1/conversations/${id}/close`))), 16);
    }
    expect(offersSeen).toBeGreaterThanOrEqual(wanted);
    expect((await stack.db.admin.query("SELECT conversation_id FROM offer WHERE state = 'offered' AND charged GROUP BY 1 HAVING count(*) > 1")).rowCount).toBe(0);
    const { rows: left } = await stack.db.admin.query('SELECT a.used, coalesce((SELECT sum(c.weight) FROM conversation c WHERE c.agent_id = a.agent_id), 0)::int AS held FROM agent_state a');
    for (const row of left) expect(row.used).toBe(row.held);
    // The accept of an offer and its expiry meet at one row lock: the callers see refusals, never deadlocks.
    expect(await deadlocks() - before).toBe(0);
    for (const { id } of tenant.queues) await admin.put(`/api/v1/queues/${id}`, { broadcast: 1 });
  });

  test('an enqueue and an agent’s freeing at the same moment, 100 times: always matched, without a sweep', async () => {
    const tenant = stack.tenants[1]!;
    const agent: HttpClient = await stack.agent(0, 1);
    for (const index of [1, 2]) await (await stack.agent(index, 1)).put('/api/v1/me/presence', { presence: 'offline' });
    for (let round = 0; round < 100; round++) {
      await agent.put('/api/v1/me/presence', { presence: 'away' });
      await Promise.all([agent.put('/api/v1/me/presence', { presence: 'online' }), postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from: `4950${round}` }))]);
      const offer = await eventually(async () => (await agent.get('/api/v1/offers')).body.items[0], `the match of round ${round}`, 5_000);
      await agent.post(`/api/v1/offers/${offer.id}/accept`);
      await agent.post(`/api/v1/conversations/${offer.conversationId}/close`);
    }
  });

  test('a matcher that meets another at the request leaves the queue to it', async () => {
    const tenant = stack.tenants[1]!;
    const other = await stack.db.admin.connect();
    try {
      await other.query('BEGIN');
      await other.query('INSERT INTO match_request VALUES ($1, $2, 1, now()) ON CONFLICT (tenant_id, queue_id) DO UPDATE SET generation = match_request.generation + 1', [tenant.id, tenant.queues[1]!.id]);
      await other.query('COMMIT; BEGIN');
      await other.query('SELECT 1 FROM match_request WHERE queue_id = $1 FOR UPDATE', [tenant.queues[1]!.id]);
      expect(await matchQueue(stack.db.database, tenant.id, tenant.queues[1]!.id, Date.now())).toBeNull();
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
  });
});

async function inParallel(calls: (() => Promise<void>)[], callers: number): Promise<void> {
  const queue = [...calls];
  await Promise.all(Array.from({ length: callers }, async () => {
    for (let call = queue.pop(); call !== undefined; call = queue.pop()) await call();
  }));
}
