import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { Told } from '../support/live-socket.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { reconcile } from '../../workers/reconcile.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ worker: false, continueAsNewAfterTurns: 3 })));
afterAll(() => stack.close());

describe('without the engine', () => {
  test('messages and replies are taken, and all reach their workflows later', async () => {
    await stack.relay.stop();
    const { phoneNumberId } = stack.tenants[0]!;
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        postWebhook(stack.baseUrl, textBody({ phoneNumberId, from: `4970${index % 100}` })),
      ),
    );
    expect(answers.every(answer => answer.status === 200)).toBe(true);
    const admin = await stack.admin();
    const { items } = (await admin.get('/api/v1/conversations?limit=100')).body;
    const replies = await Promise.all(
      items
        .slice(0, 30)
        .map(item => admin.post(`/api/v1/conversations/${item.id}/messages`, { text: { body: 'taken' } })),
    );
    expect(replies.map(reply => reply.status)).toEqual(Array.from({ length: 30 }, () => 202));
    expect((await admin.get(`/api/v1/conversations/${items[0]!.id}/workflow`)).status).not.toBe(200);

    const relay = new (await import('../../workers/relay.ts')).Relay({
      pool: stack.db.relayPool,
      client: () => Promise.resolve(stack.client),
      taskQueue: stack.taskQueue,
      continueAsNewAfterTurns: 3,
      log: stack.app.log,
    });
    relay.start();
    await stack.startWorker();
    try {
      await eventually(() => stack.simulator.state.ledger.length, 'every reply in the ledger', {
        until: seen => seen === 30,
      });
      await expectStatesEqual(stack);
      expect((await stack.db.admin.query('SELECT 1 FROM engine_counter WHERE value > 0')).rowCount).toBe(0);
    } finally {
      await relay.stop();
    }
  });

  test('workflows that were lost are given back by reconcile', async () => {
    const { rows } = await stack.db.admin.query<{ id: string }>('SELECT id FROM conversation ORDER BY id LIMIT 20');
    for (const { id } of rows)
      await stack.client.workflow.getHandle(conversationWorkflowId(id)).terminate('lost on purpose');
    const { app, client, taskQueue } = stack;
    await reconcile({
      database: app.database,
      tenants: stack.db.tenants,
      client,
      taskQueue,
      continueAsNewAfterTurns: 3,
      log: app.log,
    });
    await expectStatesEqual(stack);
  });
});

describe('the WebSocket', () => {
  test('tells agents what they may see, resumes by cursor, and never crosses tenants', async () => {
    const agent = await stack.agent(0);
    const open = (cookie: string, origin = stack.baseUrl): Promise<{ socket: WebSocket; seen: Told[] }> =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${stack.baseUrl.replace('http', 'ws')}/ws`, { headers: { cookie, origin } });
        const seen: Told[] = [];
        socket.on('message', data => {
          seen.push(JSON.parse((data as Buffer).toString()) as Told);
          resolve({ socket, seen });
        });
        socket.on('error', reject);
      });
    const [mine, foreign] = [
      await open(agent.headers['cookie']!),
      await open((await stack.agent(0, 1)).headers['cookie']!),
    ];
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: '497999', text: 'ws hello' }),
    );
    const pushed = await eventually(
      () => mine.seen.filter(item => item.type === 'changed').find(item => JSON.stringify(item).includes('ws hello')),
      'the push',
    );
    expect(pushed.conversations[0]!.conversation.unread).toBe(1);
    const { cursor } = mine.seen.find(item => item.type === 'ready')!;
    mine.socket.close();
    const again = await open(agent.headers['cookie']!);
    again.socket.send(JSON.stringify({ type: 'resume', cursor }));
    await eventually(
      () =>
        again.seen.some(
          item => item.type === 'changed' && item.events.some(event => event.type === 'message_received'),
        ),
      'the resumed events',
    );
    // What comes later to the other tenant is told to it, and nothing else has been.
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[1]!.phoneNumberId, from: '497999', text: 'of their own' }),
    );
    await eventually(() => JSON.stringify(foreign.seen), 'the other’s push', {
      until: seen => seen.includes('of their own'),
    });
    expect(JSON.stringify(foreign.seen)).not.toContain('ws hello');
    again.socket.close();
    foreign.socket.close();
    await expect(open('sid=wrong')).rejects.toThrow('401');
    await expect(open(agent.headers['cookie']!, 'https://elsewhere.example')).rejects.toThrow('403');
  });
});
