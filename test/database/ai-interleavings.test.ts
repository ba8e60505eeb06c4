/** A person steps in at any moment of a turn: before the model is asked, while it answers, before its answer is written. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newContact, publishArticle, setPolicy, writes } from '../support/ai.ts';
import type { AiPlace } from '../support/ai-place.ts';
import { aiPlace } from '../support/ai-place.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const ROUNDS = 1_000;
const AT_ONCE = 12;
let stack: Stack;
let place: AiPlace;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', poolSize: 24, tenants: [{ maxPerAgent: 100, wrapUpMs: 0 }] });
  place = aiPlace(stack);
  admin = stack.api();
  await publishArticle(admin, 'Returns', 'You can return a bicycle within 30 days. Bring the invoice to our workshop.');
  await setPolicy(admin, { mode: 'answer', gather: { quietMs: 0, capMs: 0, deadlineMs: 60_000 } });
  stack.simulator.change({ model: 'adv-slow:15' });
});
afterAll(async () => {
  await place.close();
  await stack.close();
});

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

test(`${ROUNDS} random moments: no automated message after a person stepped in, nor after the contact wrote more; else one answer`, async () => {
  const agents = stack.tenants[0]!.users.filter(user => user.role === 'AGENT');
  const wrong: string[] = [];
  const seen = { stepped: 0, answered: 0 };
  let left = ROUNDS;
  const one = async (round: number): Promise<void> => {
    const contact = newContact();
    const id = await writes(stack, contact, 'Within how many days can I return a bicycle?');
    const path = `/api/v1/conversations/${id}`;
    const kinds: readonly (() => Promise<{ status: number }>)[] = [
      () => admin.post(`${path}/assign`, { agentId: agents[round % agents.length]!.id }), () => admin.post(`${path}/messages`, { text: { body: 'I see to that myself.' } }), () => admin.post(`${path}/transfer`, { queueId: stack.tenants[0]!.queues[1]!.id }), () => admin.post(`${path}/close`),
      async () => ({ status: (await writes(stack, contact, 'No, I meant another thing: are you open on Sunday?')) === id ? 200 : 500 }),
    ];
    const [, answer] = await Promise.all([place.runTurn(0, id, 1), sleep(Math.random() * 180).then(kinds[round % kinds.length])]);
    // The second try that a worker's death leads to, and one of a turn that is over.
    await Promise.all([place.runTurn(0, id, 1), place.runTurn(0, id, 1)]);
    const { rows } = await stack.db.admin.query<{ seq: number; type: string; actor_kind: string; data: { answers?: boolean; outcome?: string } }>('SELECT seq, type, actor_kind, data FROM conversation_event WHERE conversation_id = $1 ORDER BY seq', [id]);
    const automated = rows.filter(row => row.type === 'message_queued' && row.actor_kind === 'system');
    const stepped = rows.filter(row => (row.actor_kind !== 'system' && row.actor_kind !== 'contact') || (row.actor_kind === 'contact' && row.type === 'message_received')).slice(1).at(0)?.seq ?? Infinity;
    if (![200, 202, 409].includes(answer.status)) wrong.push(`${id}: the person got ${answer.status}`);
    if (automated.some(row => row.seq > stepped)) wrong.push(`${id}: said something after event ${stepped}`);
    if (automated.length > 1) wrong.push(`${id}: said ${automated.length} things`);
    if (stepped === Infinity && automated.length !== 1) wrong.push(`${id}: said nothing although nobody stepped in`);
    seen.stepped += automated.length === 0 ? 1 : 0;
    seen.answered += automated.length;
  };
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) await one(left--);
  }));
  expect(wrong).toEqual([]);
  // Both come about, or the moments were not random.
  expect(Math.min(seen.stepped, seen.answered)).toBeGreaterThan(ROUNDS / 20);
}, 300_000);
