/** What it costs on the wire to have the inbox open while customers write. */
import { beforeAll, expect, test } from '@jest/globals';
import type { Message } from '../../client/schema.ts';
import { newContact, writes } from '../support/ai.ts';
import { countingProxy } from '../support/counting-proxy.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Told } from '../support/live-socket.ts';
import { LiveSocket } from '../support/live-socket.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

const MESSAGES = 20;
const MOST_BYTES = 30_000;
/** As people write. */
const TEXTS = [
  'Good morning, I have a question about my order',
  'It is number 4711-0815, I ordered it last Tuesday',
  'The tracking page says that it was delivered yesterday at noon, but nobody rang and there is no parcel',
  'ok',
  'I asked the neighbours on both sides and in the shop downstairs, nobody has it. What happens now?',
];

let stack: Stack;
let admin: HttpClient;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}] });
  admin = await stack.admin();
});

/** The messages of a conversation in each push that tells of it. */
const pushesOf = (told: readonly Told[], id: string): (readonly Message[])[] =>
  told.flatMap(message =>
    message.type === 'changed'
      ? message.conversations.flatMap(each => (each.conversation.id === id ? [each.messages] : []))
      : [],
  );
const wordsTold = (told: readonly Told[], id: string): (string | null)[] =>
  pushesOf(told, id).flatMap(messages => messages.map(({ words }) => words));

/** A conversation of the first agent's with a customer. */
async function assigned(contact: string): Promise<string> {
  const id = await writes(stack, contact, 'Hello?');
  const agent = stack.tenants[0]!.users.find(({ role }) => role === 'AGENT')!;
  expect((await admin.post(path(id, '/assign'), { agentId: agent.id })).status).toBe(200);
  return id;
}

test(`${MESSAGES} messages of a customer cost the agent’s workbench at most ${MOST_BYTES} bytes`, async () => {
  const contact = newContact();
  const id = await assigned(contact);
  const wire = await countingProxy(stack.baseUrl);
  const { told } = await LiveSocket.open(wire.baseUrl, await stack.agent(0));
  const texts = Array.from({ length: MESSAGES }, (_, index) => `${TEXTS[index % TEXTS.length]!} (${index})`);
  const before = wire.bytes();
  for (const text of texts) {
    await writes(stack, contact, text);
    // Only then the next one: what comes at once is told together, which costs less.
    await eventually(() => wordsTold(told, id).includes(text), `that the agent is told “${text}”`);
  }
  // Events may be told later than their messages: when all transactions before them have ended.
  const received = (): number =>
    told
      .flatMap(message => (message.type === 'changed' ? message.events : []))
      .filter(({ type, conversationId }) => type === 'message_received' && conversationId === id).length;
  await eventually(received, 'that the agent is told all events', { until: count => count >= MESSAGES });
  const [bytes, pushes] = [wire.bytes() - before, pushesOf(told, id).length];
  expect({ bytes, pushes, isCheap: bytes <= MOST_BYTES }).toMatchObject({ isCheap: true });
  // None twice; and what came before the socket was opened once, beside the first.
  expect(wordsTold(told, id).sort()).toEqual(['Hello?', ...texts].sort());
});

test('a message is told again when it has changed, whatever the customer wrote since', async () => {
  const contact = newContact();
  const id = await assigned(contact);
  const agent = await stack.agent(0);
  const { told } = await LiveSocket.open(stack.baseUrl, agent);
  stack.simulator.change({ statuses: [] });
  const { body: sent } = await agent.post(path(id, '/messages'), { text: { body: 'One moment, please.' } });
  const untilIt = (status: string): Promise<Message> =>
    eventually(
      () =>
        pushesOf(told, id)
          .flat()
          .find(message => message.id === sent.id && message.status === status),
      `that the agent is told it was ${status}`,
    );
  const { wamid } = await untilIt('accepted');
  const texts = Array.from({ length: 8 }, (_, index) => `Take your time (${index})`);
  for (const text of texts) await writes(stack, contact, text);
  await eventually(() => wordsTold(told, id).includes(texts.at(-1)!), 'that the agent is told what was written since');
  await postWebhook(
    stack.baseUrl,
    messagesBody(stack.tenants[0]!.phoneNumberId, {
      statuses: [
        { id: wamid, status: 'read', timestamp: String(Math.floor(Date.now() / 1_000)), recipient_id: contact },
      ],
    }),
  );
  await untilIt('read');
});
