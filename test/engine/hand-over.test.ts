/** Handing a conversation over, with a note on the way. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { agentsOf, assigned, workApart } from '../support/assigned.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import type { Answer, HttpClient } from '../support/http-client.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let admin: HttpClient;
let agents: HttpClient[];
let ids: string[];
beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  [admin, agents] = [await stack.admin(), await Promise.all([0, 1].map(index => stack.agent(index)))];
  ids = agentsOf(stack).map(({ id }) => id);
  await workApart(
    stack,
    ids.map((_, index) => (index === 0 ? 0 : 1)),
  );
});
afterAll(() => stack.close());

const texts = async (client: HttpClient, id: string) =>
  (await client.get(path(id, '/messages'))).body.items.map(message => message.words);
const codeOf = ({ status, body }: Answer<Pick<ProblemFields, 'code'>>): unknown[] => [status, body.code];
const mine = async (): Promise<string> => {
  const { id } = await assigned(stack, { id: ids[0]! }, 'Hello?');
  expect((await admin.post(path(id, '/transfer'), { queueId: stack.tenants[0]!.queues[0]!.id })).status).toBe(200);
  expect((await admin.post(path(id, '/assign'), { agentId: ids[0] })).status).toBe(200);
  return id;
};

describe('handing over with a note', () => {
  test('who gets it reads the note; where the hand-over is refused nothing is written', async () => {
    const id = await mine();
    const queue = stack.tenants[0]!.queues[1]!.id;
    // Not there, so that it is refused.
    expect((await agents[1]!.put('/api/v1/me/presence', { presence: 'offline' })).status).toBe(200);
    expect(
      codeOf(await agents[0]!.post(path(id, '/transfer'), { agentId: ids[1], note: 'She is in a hurry' })),
    ).toEqual([409, 'agent_unavailable']);
    expect(await texts(agents[0]!, id)).toEqual(['Hello?']);
    expect((await agents[0]!.post(path(id, '/transfer'), { queueId: queue, note: ' ' })).body).toMatchObject({
      status: 400,
      field: 'note',
    });
    const answer = await agents[0]!.post(path(id, '/transfer'), { queueId: queue, note: 'She wants the blue one' });
    expect(answer.body).toMatchObject({ state: 'queued', queueId: queue });
    expect(codeOf(await agents[0]!.get(path(id)))).toEqual([404, 'not_found']);
    expect(await texts(agents[1]!, id)).toEqual(['She wants the blue one', 'Hello?']);
  });

  test('sent twice with one key it is done once', async () => {
    const id = await mine();
    const body = { queueId: stack.tenants[0]!.queues[1]!.id, note: 'Once' };
    const key = { 'idempotency-key': `hand-over-${id}` };
    for (const _ of [1, 2]) expect((await admin.post(path(id, '/transfer'), body, key)).status).toBe(200);
    expect(await texts(admin, id)).toEqual(['Once', 'Hello?']);
  });
});
