/** Working together on a conversation: whispers, consults, take-over, merging, and the board. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { ProblemFields } from '../support/api-answers.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient, refusalOf } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { conversationPath as path } from '../support/paths.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let ids: string[];
let serial = 0;
beforeAll(async () => {
  // Each agent works in a queue of its own, so that nothing but what a test does lets one see another's conversation.
  stack = await createStack({ tenants: [{ wrapUpMs: 3_600_000, maxPerAgent: 50 }, {}] });
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1, 2].map(index => stack.agent(index)))];
  ids = stack.tenants[0]!.users.filter(user => user.role === 'AGENT').map(user => user.id);
  for (const [index, id] of ids.entries())
    expect(
      (await admin.put(`/api/v1/agents/${id}`, { queueIds: [stack.tenants[0]!.queues[index === 0 ? 0 : 1]!.id] }))
        .status,
    ).toBe(200);
});
afterAll(() => stack.close());

const texts = async (client: HttpClient, id: string) =>
  (await client.get(path(id, '/messages'))).body.items.map(message => message.content?.['body'] as string);
const from = (): string => `49870${String(++serial).padStart(4, '0')}`;

/** A conversation of the first agent's, in a queue only that agent works in. */
async function mine(contact = from(), phoneNumberId = stack.tenants[0]!.phoneNumberId): Promise<string> {
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: contact, text: 'Hello?' }));
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string }>(
    `
      SELECT c.id
      FROM conversation c
        JOIN contact_identity i ON i.contact_id = c.contact_id
        JOIN business_number n ON n.id = c.number_id
      WHERE i.value = $1 AND n.phone_number_id = $2 AND c.phase <> 'closed'`,
    [contact, phoneNumberId],
  );
  expect((await admin.post(path(row!.id, '/transfer'), { queueId: stack.tenants[0]!.queues[0]!.id })).status).toBe(200);
  expect((await admin.post(path(row!.id, '/assign'), { agentId: ids[0] })).status).toBe(200);
  return row!.id;
}
/** A refusal that tells of another conversation. */
interface Beside {
  readonly conversationId: string;
}
const codeOf = ({ status, body }: Answer<Pick<ProblemFields, 'code'>>): unknown[] => [status, body.code];

describe('notes for some eyes only', () => {
  test('a whisper is read by whom it is for, its author and administrators; live, too', async () => {
    const id = await mine();
    const seen: string[] = [];
    const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}/ws`, {
      headers: { cookie: agents[0]!.headers['cookie'] ?? '', origin: stack.baseUrl },
    });
    socket.on('message', data => void seen.push((data as Buffer).toString()));
    await new Promise(resolve => socket.on('open', resolve));
    expect(
      (await admin.post(path(id, '/notes'), { text: 'offer her ten percent', privateTo: [ids[0]] })).body.privateTo,
    ).toEqual([ids[0]]);
    expect((await admin.post(path(id, '/notes'), { text: 'for the other one', privateTo: [ids[1]] })).status).toBe(201);
    expect((await agents[0]!.post(path(id, '/notes'), { text: 'for all' })).status).toBe(201);
    expect(new Set(await texts(agents[0]!, id))).toEqual(new Set(['for all', 'offer her ten percent', 'Hello?']));
    expect(await texts(admin, id)).toContain('for the other one');
    await eventually(() => seen.some(line => line.includes('for all')), 'the live note');
    expect(seen.some(line => line.includes('offer her ten percent'))).toBe(true);
    expect(seen.some(line => line.includes('for the other one'))).toBe(false);
    socket.close();
    // Notes never leave the house.
    expect(stack.simulator.state.ledger).toHaveLength(0);
    expect(
      (await admin.post(path(id, '/notes'), { text: 'x', privateTo: [stack.tenants[1]!.users[1]!.id] })).body,
    ).toMatchObject({ status: 400, field: 'privateTo' });
  });
});

describe('asking a colleague', () => {
  test('the colleague sees the conversation while asked, both write privately, and nobody else reads it', async () => {
    const id = await mine();
    expect(codeOf(await agents[1]!.get(path(id)))).toEqual([404, 'not_found']);
    const { body: consult, status } = await agents[0]!.post(path(id, '/consult'), {
      agentId: ids[1],
      text: 'Is the blue one in stock?',
    });
    expect([status, consult.endedAt]).toEqual([201, null]);
    expect(codeOf(await agents[0]!.post(path(id, '/consult'), { agentId: ids[1], text: 'again' }))).toEqual([
      409,
      'already_consulted',
    ]);
    expect((await agents[1]!.get(path(id))).status).toBe(200);
    expect((await agents[1]!.post(`/api/v1/consults/${consult.id}/notes`, { text: 'Yes, two of them.' })).status).toBe(
      201,
    );
    expect(await texts(agents[0]!, id)).toEqual(
      expect.arrayContaining(['Is the blue one in stock?', 'Yes, two of them.']),
    );
    // Advice is not a right to act.
    expect(codeOf(await agents[1]!.post(path(id, '/messages'), { text: { body: 'I answer myself' } }))).toEqual([
      403,
      'not_assigned_to_you',
    ]);
    expect(codeOf(await agents[2]!.get(path(id)))).toEqual([404, 'not_found']);
    expect(codeOf(await agents[2]!.post(`/api/v1/consults/${consult.id}/notes`, { text: 'me too' }))).toEqual([
      404,
      'not_found',
    ]);
    expect((await agents[1]!.post(`/api/v1/consults/${consult.id}/end`, {})).status).toBe(200);
    expect(codeOf(await agents[1]!.get(path(id)))).toEqual([404, 'not_found']);
    expect(codeOf(await agents[0]!.post(`/api/v1/consults/${consult.id}/notes`, { text: 'thanks' }))).toEqual([
      409,
      'consult_ended',
    ]);
    expect((await agents[0]!.get(path(id, '/consults'))).body.items).toMatchObject([
      { agentId: ids[1], askerId: ids[0] },
    ]);
  });

  test('only who has the conversation asks, and only colleagues are asked; a hand-over to the colleague ends it', async () => {
    const id = await mine();
    expect(codeOf(await agents[2]!.post(path(id, '/consult'), { agentId: ids[1], text: 'x' }))).toEqual([
      404,
      'not_found',
    ]);
    expect((await agents[0]!.post(path(id, '/consult'), { agentId: ids[0], text: 'myself' })).body).toMatchObject({
      status: 400,
      field: 'agentId',
    });
    expect(
      (await agents[0]!.post(path(id, '/consult'), { agentId: stack.tenants[1]!.users[1]!.id, text: 'a stranger' }))
        .body,
    ).toMatchObject({ status: 400, field: 'agentId' });
    const { body: consult } = await agents[0]!.post(path(id, '/consult'), {
      agentId: ids[1],
      text: 'Would you take it?',
    });
    await agents[1]!.put('/api/v1/me/presence', { presence: 'online' });
    expect((await agents[0]!.post(path(id, '/transfer'), { agentId: ids[1] })).body).toMatchObject({
      state: 'offered',
      agentId: ids[1],
    });
    expect(codeOf(await agents[0]!.post(`/api/v1/consults/${consult.id}/end`, {}))).toEqual([409, 'consult_ended']);
    await agents[1]!.put('/api/v1/me/presence', { presence: 'offline' });
    // Of several who ask the same colleague at once, one does.
    const other = await mine();
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => agents[0]!.post(path(other, '/consult'), { agentId: ids[1], text: 'at once' })),
    );
    expect(asked.map(answer => answer.status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect((await texts(agents[0]!, other)).filter(text => text === 'at once')).toHaveLength(1);
  });
});

test('an administrator takes over, answers, and the agent has its room back; nothing is offered to the administrator', async () => {
  const id = await mine();
  const used = async (): Promise<number> =>
    (await admin.get('/api/v1/agents')).body.items.find(each => each.id === ids[0])!.used;
  const before = await used();
  expect(codeOf(await stack.api().post(path(id, '/take-over'), {}))).toEqual([403, 'not_a_person']);
  expect((await agents[1]!.post(path(id, '/take-over'), {})).status).toBe(403);
  expect((await admin.post(path(id, '/take-over'), {})).body).toMatchObject({
    state: 'active',
    agentId: stack.tenants[0]!.users[0]!.id,
  });
  expect(await used()).toBe(before - 1);
  expect(codeOf(await admin.post(path(id, '/take-over'), {}))).toEqual([409, 'same_agent']);
  expect((await admin.post(path(id, '/messages'), { text: { body: 'The manager here.' } })).status).toBe(202);
  expect(codeOf(await agents[0]!.post(path(id, '/messages'), { text: { body: 'me again' } }))).toEqual([
    403,
    'not_assigned_to_you',
  ]);
  expect(
    (await stack.db.admin.query("SELECT 1 FROM audit WHERE action = 'conversation.take_over' AND target_id = $1", [id]))
      .rowCount,
  ).toBe(1);
  await admin.post(path(id, '/close'));
  await admin.post(path(id, '/close'));
  expect((await admin.get(path(id))).body.state).toBe('closed');
});

describe('merging', () => {
  let second: string;
  beforeAll(async () => {
    const number = {
      wabaId: '88100',
      phoneNumberId: '99100',
      displayPhoneNumber: '+49 30 5559',
      accessToken: 'EAAmergetoken0000000000000000000001',
    };
    await new HttpClient(stack.simulatorUrl).post('/control/numbers', number);
    const order = await stack.api().post('/api/v1/numbers', {
      wabaId: number.wabaId,
      phoneNumberId: number.phoneNumberId,
      accessToken: number.accessToken,
      pin: '123456',
    });
    await eventually(
      async () => (await stack.api().get(`/api/v1/number-orders/${order.body.id}`)).body.state as string,
      'the second number',
      { until: seen => seen === 'done' },
    );
    second = number.phoneNumberId;
  });

  test('a contact’s two conversations become one: the first is closed without wrap-up and says where it went', async () => {
    const contact = from();
    const [one, two] = [await mine(contact), await mine(contact, second)];
    const merged = await agents[0]!.post(path(one, '/merge'), { intoId: two });
    expect([merged.status, merged.body.id, merged.body.state]).toEqual([200, two, 'active']);
    expect((await admin.get(path(one))).body).toMatchObject({ state: 'closed', mergedInto: two, agentId: null });
    expect((await texts(agents[0]!, two)).some(text => text.includes(one))).toBe(true);
    expect(codeOf(await admin.post(path(one, '/merge'), { intoId: two }))).toEqual([409, 'conversation_closed']);
    expect((await agents[0]!.post(path(two, '/merge'), { intoId: two })).body).toMatchObject({
      status: 400,
      field: 'intoId',
    });
    expect((await agents[0]!.post(path(two, '/merge'), { intoId: await mine() })).body).toMatchObject({
      status: 400,
      field: 'intoId',
    });
    expect((await agents[0]!.post(path(two, '/merge'), { intoId: one })).body).toMatchObject({
      status: 409,
      code: 'conversation_closed',
      field: 'intoId',
    });
    // What the contact writes to the first number is not lost in the merged one: it begins to wait again.
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: contact, text: 'Still there?' }),
    );
    expect((await admin.get(path(one))).body.state).toBe('queued');
  });

  test('H2: one that the agent may not see is not merged into, and the answer tells nothing of it', async () => {
    const contact = from();
    const [seen, hidden] = [await mine(contact), await mine(contact, second)];
    for (const [id, queue] of [
      [seen, 0],
      [hidden, 1],
    ] as const)
      expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[queue]!.id })).status).toBe(
        200,
      );
    expect((await admin.post(path(seen, '/assign'), { agentId: ids[0] })).status).toBe(200);
    expect(codeOf(await agents[0]!.get(path(hidden)))).toEqual([404, 'not_found']);
    const rows = async (): Promise<unknown> =>
      (
        await stack.db.admin.query(
          'SELECT id, phase, last_seq, merged_into FROM conversation WHERE id = ANY($1) ORDER BY id',
          [[seen, hidden]],
        )
      ).rows;
    const before = await rows();
    const refused = await agents[0]!.post(path(seen, '/merge'), { intoId: hidden });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request', field: 'intoId' } });
    expect(await rows()).toEqual(before);
    const unknown = await agents[0]!.post(path(seen, '/merge'), { intoId: '0190a000-0000-7000-8000-000000000000' });
    expect({ ...unknown.body, requestId: null }).toEqual({ ...refused.body, requestId: null });
  });

  test('H2: opening one again does not tell which other one is open, but to who may see it', async () => {
    const contact = from();
    const [own, queue] = stack.tenants[0]!.queues;
    const closed = await mine(contact);
    // Nobody who has it: no wrap-up follows.
    expect((await admin.post(path(closed, '/transfer'), { queueId: own!.id })).status).toBe(200);
    expect((await admin.post(path(closed, '/close'), {})).status).toBe(200);
    // What the contact writes begins another one.
    await stack.db.admin.query('UPDATE tenant SET reopen_within_ms = 0');
    const open = await mine(contact);
    await stack.db.admin.query('UPDATE tenant SET reopen_within_ms = 86400000');
    expect(open).not.toBe(closed);
    expect((await admin.post(path(open, '/transfer'), { queueId: queue!.id })).status).toBe(200);
    const [hers, his] = [await agents[0]!.post(path(closed, '/reopen')), await admin.post(path(closed, '/reopen'))];
    expect([
      codeOf(hers),
      refusalOf<Beside>(hers).conversationId,
      codeOf(his),
      refusalOf<Beside>(his).conversationId,
    ]).toEqual([[409, 'conversation_open'], undefined, [409, 'conversation_open'], open]);
  });

  test('merged into each other at once, 20 times: one of the two stays open, and nobody waits for the other', async () => {
    for (let round = 0; round < 20; round++) {
      const contact = from();
      const [one, two] = [await mine(contact), await mine(contact, second)];
      const answers = await Promise.all([
        agents[0]!.post(path(one, '/merge'), { intoId: two }),
        agents[0]!.post(path(two, '/merge'), { intoId: one }),
      ]);
      expect(answers.map(answer => answer.status).sort()).toEqual([200, 409]);
      expect((await Promise.all([one, two].map(async id => (await admin.get(path(id))).body.state))).sort()).toEqual([
        'active',
        'closed',
      ]);
    }
  });
});

test('the board counts what is snoozed, and how many answers were in time', async () => {
  const queueId = stack.tenants[0]!.queues[0]!.id;
  const goals = (firstResponseMs: number): object => ({
    sla: [{ minPriority: 0, firstResponseMs, nextResponseMs: null, resolutionMs: null, warnBeforeMs: 0 }],
  });
  const row = async () => (await admin.get('/api/v1/board')).body.items.find(each => each.queueId === queueId)!;
  const answered = async (id: string): Promise<void> =>
    expect((await agents[0]!.post(path(id, '/messages'), { text: { body: 'answer' } })).status).toBe(202);
  const before = await row();
  await admin.put(`/api/v1/queues/${queueId}`, goals(3_600_000));
  await answered(await mine());
  await answered(await mine());
  await admin.put(`/api/v1/queues/${queueId}`, goals(1_000));
  const [late, overdue] = [await mine(), await mine()];
  await eventually(async () => (await row()).answers.late, 'two answers are late', {
    until: seen => seen === before.answers.late + 2,
  });
  await answered(late);
  await admin.post(path(overdue, '/snooze'), { until: new Date(Date.now() + 3_600_000).toISOString() });
  expect(await row()).toMatchObject({
    snoozed: before.snoozed + 1,
    answers: { kept: before.answers.kept + 2, late: before.answers.late + 2 },
  });
});
