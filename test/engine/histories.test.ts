import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectStatesEqual, mends, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Random } from '../support/random.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { HttpClient } from '../support/http-client.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

/**
 * Random lives of conversations, all at once, while the worker restarts and every run continues as new after one turn.
 */
const LIVES = size({ quick: 40, full: 300 });
const STEPS = 6;
/** Lives that go on at the same time. */
const AT_ONCE = 24;
/** The worker stops and starts when this share of all steps is done. */
const RESTARTS_AT = [0.25, 0.5, 0.75];

let stack: Stack;
beforeAll(async () => {
  stack = await createStack({
    continueAsNewAfterTurns: 1,
    sendTimeoutMs: 1_500,
    poolSize: 20,
    tenants: [{ maxPerAgent: 400, acceptTimeoutMs: 2_000, excludeMs: 1_000, wrapUpMs: 700, missLimit: 10_000 }],
    simulator: { throughput: 0, pairBurst: 0, statuses: ['sent'] },
  });
});
afterAll(() => stack.close());

describe('random histories', () => {
  test(`${LIVES} lives with restarts, sends that hang and continue-as-new at every turn: the workflow equals the row`, async () => {
    const tenant = stack.tenants[0]!;
    const agents = await Promise.all([0, 1, 2].map(index => stack.agent(index)));
    const agentIds = tenant.users.filter(user => user.role === 'AGENT').map(user => user.id);
    for (const agent of agents) await agent.put('/api/v1/me/presence', { presence: 'online' });
    const admin = stack.api();
    const restartsAt = new Set(RESTARTS_AT.map(share => Math.floor(share * LIVES * STEPS)));
    let [steps, holes, restarting] = [0, 0, Promise.resolve()];
    /** One restart after the other, while the lives go on. */
    const restart = async (): Promise<void> => {
      holes += (await stack.db.admin.query('SELECT 1 FROM conversation')).rowCount ?? 0;
      await stack.stopWorker();
      await stack.startWorker();
    };
    const stepped = (): void => {
      if (restartsAt.has(++steps)) restarting = restarting.then(restart);
    };
    try {
      await inParallel(
        Array.from({ length: LIVES }, (_, index) => index),
        AT_ONCE,
        life => live(life, random(`life ${life}`), { agents, agentIds, admin, stepped }),
      );
    } finally {
      await restarting;
    }
    const { rows } = await stack.db.admin.query<{ id: string }>('SELECT id FROM conversation');
    expect(rows.length).toBeGreaterThanOrEqual(LIVES);
    // What still runs by the clock (offers, wrap-ups, hanging sends) comes to its end first.
    for (const agent of agents) await agent.put('/api/v1/me/presence', { presence: 'offline' });
    await eventually(
      async () =>
        (
          await stack.db.admin.query<object>(
            `
              SELECT id, phase, sends
              FROM conversation
              WHERE phase IN ('offered', 'wrapping') OR jsonb_array_length(sends) > 0`,
          )
        ).rows,
      'the end of all that runs by the clock',
      { until: left => left.length === 0 },
    );
    await untilQuiet(
      stack,
      rows.map(row => row.id),
    );
    await expectStatesEqual(stack);
    // A worker that stops between a transition’s commit and its own report leaves a hole, which the next one fills: at
    // each stop one at most in each conversation there is.
    const { gap_fill: filled, ...others } = await mends(stack);
    expect(filled).toBeLessThanOrEqual(holes);
    expect(Object.values(others)).toEqual([0, 0, 0]);
    const { rows: sends } = await stack.db.admin.query(
      "SELECT 1 FROM send_attempt WHERE state IN ('PREPARED', 'IN_FLIGHT')",
    );
    expect(sends).toEqual([]);
    const ledger = stack.simulator.state.ledger.map(entry => (entry.body['text'] as { body: string }).body);
    expect(new Set(ledger).size).toBe(ledger.length);
  });
});

interface World {
  readonly agents: readonly HttpClient[];
  readonly agentIds: readonly string[];
  readonly admin: HttpClient;
  /** Called after each step of a life. */
  readonly stepped: () => void;
}

async function live(
  index: number,
  { pick, below }: Random,
  { agents, agentIds, admin, stepped }: World,
): Promise<void> {
  const tenant = stack.tenants[0]!;
  const from = `4960${String(index).padStart(6, '0')}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from }));
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string }>(
    `
      SELECT c.id
      FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
      WHERE i.value = $1
      ORDER BY c.opened_at DESC
      LIMIT 1`,
    [from],
  );
  const path = `/api/v1/conversations/${row!.id}`;
  let hung = false;
  for (let step = 0; step < STEPS; step++) {
    const action = pick([
      'write',
      'accept',
      'reject',
      'reply',
      'hang',
      'note',
      'transfer',
      'assign',
      'close',
      'reopen',
      'read',
      'cancel',
    ] as const);
    const {
      rows: [now],
    } = await stack.db.admin.query<{
      offer_id: string | null;
      agent_id: string | null;
      sends: { messageId: string }[];
    }>('SELECT offer_id, agent_id, sends FROM conversation WHERE id = $1', [row!.id]);
    const agent = agents[Math.max(0, agentIds.indexOf(now!.agent_id ?? ''))]!;
    switch (action) {
      case 'write':
        await postWebhook(stack.baseUrl, textBody({ phoneNumberId: tenant.phoneNumberId, from }));
        break;
      case 'accept':
      case 'reject':
        if (now!.offer_id !== null) await agent.post(`/api/v1/offers/${now!.offer_id}/${action}`);
        break;
      // Once in a life: each costs its conversation seconds in which nothing else can be sent.
      case 'hang':
        if (!hung) stack.simulator.fault({ kind: 'hang', to: from });
        hung = true;
        await admin.post(`${path}/messages`, { text: { body: `${index}/${step}` } });
        break;
      case 'reply':
        await admin.post(`${path}/messages`, { text: { body: `${index}/${step}` } });
        break;
      case 'note':
        await admin.post(`${path}/notes`, { text: 'n' });
        break;
      case 'transfer':
        await admin.post(
          `${path}/transfer`,
          below(2) === 0 ? { queueId: pick(tenant.queues).id } : { agentId: pick(agentIds) },
        );
        break;
      case 'assign':
        await admin.post(`${path}/assign`, { agentId: pick(agentIds) });
        break;
      case 'cancel':
        if (now!.sends[0] !== undefined) await admin.post(`${path}/messages/${now!.sends[0].messageId}/cancel`);
        break;
      default:
        await admin.post(`${path}/${action}`);
    }
    stepped();
  }
}
