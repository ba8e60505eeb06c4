/** The typed client as a tenant's program uses it, and its example as a process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SigFollowClient } from '../../client/index.ts';
import { SigFollowError, answerOf, createClient } from '../../client/index.ts';
import { root } from '../../ops/root.ts';
import { eventually } from '../support/eventually.ts';
import { testSignal } from '../support/running-test.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let apiKey: string;
let sigfollow: SigFollowClient;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ agents: [] }, {}] });
  apiKey = stack.tenants[0]!.apiKey;
  sigfollow = createClient({ baseUrl: stack.baseUrl, apiKey });
});
afterAll(() => stack.close());

const queued = () =>
  answerOf(sigfollow.GET('/api/v1/conversations', { params: { query: { state: 'queued', limit: 100 } } }));
const ledgerOf = (to: string) => stack.simulator.state.ledger.filter(entry => entry.to === to);

async function example(env: NodeJS.ProcessEnv): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'client/example.ts')], {
    env: { ...process.env, SIGFOLLOW_URL: stack.baseUrl, ...env },
    signal: testSignal(),
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', chunk => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

test('the example answers who waits longest, and says when nobody does', async () => {
  expect(await example({ SIGFOLLOW_API_KEY: apiKey })).toEqual({ code: 0, said: 'Nobody waits.\n' });
  const [first, second] = ['491700000001', '491700000002'];
  for (const [index, from] of [first, second].entries())
    await postWebhook(
      stack.baseUrl,
      textBody({
        phoneNumberId: stack.tenants[0]!.phoneNumberId,
        from,
        text: 'Hello',
        at: Date.now() - (2 - index) * 60_000,
      }),
    );
  await eventually(async () => (await queued()).items.length === 2, 'both wait');
  // Who writes again waits no shorter for it.
  const again = textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: first, text: 'Hello?' });
  await postWebhook(stack.baseUrl, again);
  const { code, said } = await example({ SIGFOLLOW_API_KEY: apiKey });
  expect(said).toMatch(/^Message [-0-9a-f]{36} to Customer 491700000001 is (queued|sent)\.\n$/);
  expect(code).toBe(0);
  await eventually(() => ledgerOf(first).length === 1, 'the answer on the phone');
  expect((await example({ SIGFOLLOW_API_KEY: apiKey })).said).toBe(said);
  expect([ledgerOf(first).length, ledgerOf(second)]).toEqual([1, []]);
});

test('a refusal is an error with its problem, for a program and for who reads it', async () => {
  const call = answerOf(
    sigfollow.GET('/api/v1/conversations/{id}', { params: { path: { id: '01920000-0000-7000-8000-000000000000' } } }),
  );
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SigFollowError);
  expect(error).toMatchObject({ status: 404, problem: { code: 'not_found' } });
  expect(await example({ SIGFOLLOW_API_KEY: 'nobody' })).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^unauthenticated: /),
  });
});

test('what answers in the place of the API is an error without a problem', async () => {
  const proxied = createClient({
    baseUrl: stack.baseUrl,
    apiKey,
    fetch: () => Promise.resolve(new Response('<h1>Bad Gateway</h1>', { status: 502 })),
  });
  await expect(answerOf(proxied.GET('/api/v1/me'))).rejects.toMatchObject({ status: 502, problem: null });
});

test('the same Idempotency-Key sends once', async () => {
  const from = '491700000003';
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const conversation = (await queued()).items.find(each => each.contact.waId === from);
  const send = () =>
    answerOf(
      sigfollow.POST('/api/v1/conversations/{id}/messages', {
        params: { path: { id: conversation!.id }, header: { 'Idempotency-Key': 'once' } },
        body: { type: 'text', text: { body: 'Only once.' } },
      }),
    );
  const [one, other] = [await send(), await send()];
  expect(other.id).toBe(one.id);
  await eventually(() => ledgerOf(from).length > 0, 'the message on the phone');
  expect(ledgerOf(from)).toHaveLength(1);
});
