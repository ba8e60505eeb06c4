import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { NativeConnection } from '@temporalio/worker';
import { IN_FLIGHT_MARGIN_MS } from '../../domain/conversation/plan.ts';
import type { NumberTrouble, SendErrorClass } from '../../domain/whatsapp/error-table.ts';
import { errorOf } from '../../domain/whatsapp/error-table.ts';
import { explain, throttleDelayMs, troubleOf } from '../../domain/whatsapp/send-errors.ts';
import { META_ERRORS } from '../../simulator/errors.ts';
import type { FaultOrder } from '../../simulator/settings.ts';
import { noteTrouble } from '../../store/numbers/numbers.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { createWorker } from '../../workers/create-worker.ts';
import { testActivities } from '../support/activities.ts';
import { expectStatesEqual, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { refusalOf } from '../support/http-client.ts';
import { inParallel } from '../support/in-parallel.ts';
import { sentTo } from '../support/ledger.ts';
import { once } from '../support/once.ts';
import { holdRow } from '../support/row-lock.ts';
import { atFileEnd } from '../support/running-test.ts';
import { temporalAddress } from '../support/servers/temporal.ts';
import { workflowBundle } from '../support/servers/workflow-bundle.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook, textBody } from '../support/webhook.ts';

interface Place {
  readonly stack: Stack;
  readonly admin: HttpClient;
}
/** Waits for WhatsApp's answers for longer than any machine needs. */
let patient: Place;
/** Waits for a moment: for what hangs. */
let brief: Place;
let stack: Stack;
let admin: HttpClient;
let serial = 0;
/** The stacks' time; null: the machine's. */
let now: number | null = null;
const CONVERTER = dataConverter([{ id: 'test', key: Buffer.alloc(32, 7) }]);
async function place(sendTimeoutMs: number): Promise<Place> {
  const made = await createStack({ sendTimeoutMs, converter: CONVERTER, clock: () => now ?? Date.now() });
  return { stack: made, admin: await made.admin() };
}
const use = (which: Place): void => void ({ stack, admin } = which);
beforeAll(async () => {
  [patient, brief] = await Promise.all([place(30_000), place(1_000)]);
  use(patient);
});
afterAll(() => Promise.all([patient, brief].map(each => each.stack.close())));

async function conversation(): Promise<{ id: string; from: string }> {
  const from = `49600${++serial}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const { body } = await admin.get('/api/v1/conversations?limit=100');
  return { id: body.items.find(item => item.contact.waId === from)!.id, from };
}
const reply = async (id: string, text: string): Promise<string> =>
  (await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: text } })).body.id;
const messages = async (id: string) => (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items;
const message = async (id: string, messageId: string) => (await messages(id)).find(each => each.id === messageId)!;
const ended = async (id: string, messageId: string, ...as: string[]) => {
  await eventually(async () => (await message(id, messageId)).status!, as.join(' or '), {
    until: seen => as.includes(seen),
  });
  return message(id, messageId);
};
const ARRIVED = ['sent', 'delivered', 'read'];
const ledgerOf = (to: string): string[] => sentTo(stack, to).map(each => each.text!.body);
const fault = (kind: FaultOrder['kind'], to: string, code?: number): void =>
  stack.simulator.fault({ kind, to, ...(code === undefined ? {} : { code }) });
const codesOf = (trouble: NumberTrouble, send: SendErrorClass): number[] =>
  [...META_ERRORS.keys()].filter(code => troubleOf(code) === trouble && errorOf(code)?.send === send);

/** So many at a time. */
const AT_ONCE = 10;

/**
 * From now on the brief one has a worker that waits for WhatsApp as long as any machine needs.
 * @returns what gives it back its own.
 */
async function withPatience(): Promise<() => Promise<void>> {
  await brief.stack.stopWorker();
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  const parts = testActivities({
    app: brief.stack.app,
    tenants: brief.stack.db.tenants,
    simulatorUrl: brief.stack.simulatorUrl,
    clock: brief.stack.app.clock,
  });
  const worker = await createWorker({
    connection,
    namespace: 'default',
    taskQueue: brief.stack.taskQueue,
    bundle: { codePath: workflowBundle() },
    dataConverter: CONVERTER,
    activities: parts.activities,
  });
  const done = worker.run();
  const end = once(async () => {
    worker.shutdown();
    await done;
    await connection.close();
    await parts.close();
  });
  atFileEnd(end);
  return async () => {
    await end();
    await brief.stack.startWorker();
  };
}

/** Holds the simulator's answer to a message it has taken, until `letGo`. */
function holdAnswer(): () => void {
  const { response } = stack.simulator.server;
  const { json } = response;
  let resolve = (): void => undefined;
  const gone = new Promise<void>(go => (resolve = go));
  response.json = function (this: typeof response, body: object) {
    if ('messages' in body) void gone.then(() => json.call(this, body));
    else json.call(this, body);
    return this;
  };
  return () => {
    response.json = json;
    resolve();
  };
}

afterEach(() => use(patient));

describe('a send', () => {
  test.each([
    'accept_then_drop',
    'accept_then_reset',
    'accept_then_garble',
    'error_500_after',
    'accept_then_hang',
  ] as const)('%s: unknown or better, once in the ledger, settled by a status', async kind => {
    use(kind.endsWith('hang') ? brief : patient);
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    await ended(id, messageId, ...ARRIVED);
    expect(ledgerOf(from)).toEqual([kind]);
    await expectStatesEqual(stack);
  });

  test.each(['reset', 'error_500_before', 'hang'] as const)(
    '%s: unknown, never sent by itself; a person sends it again',
    async kind => {
      use(kind === 'hang' ? brief : patient);
      const { id, from } = await conversation();
      fault(kind, from);
      const messageId = await reply(id, kind);
      /** As if the time in which whoever lost the answer may still be writing were over, less `early`. */
      const resend = async (early: number): Promise<unknown[]> => {
        const {
          rows: [last],
        } = await stack.db.admin.query<{ deadline: Date }>(
          'SELECT deadline FROM send_attempt WHERE message_id = $1 ORDER BY number DESC LIMIT 1',
          [messageId],
        );
        now = last!.deadline.getTime() + IN_FLIGHT_MARGIN_MS - early;
        const { status, body } = await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/resend`);
        now = null;
        return [status, body.code];
      };
      await ended(id, messageId, 'unknown');
      expect(ledgerOf(from)).toEqual([]);
      // The second attempt hangs for nobody, and is waited for as long as it takes.
      await fetch(`${stack.simulatorUrl}/control/faults`, { method: 'DELETE' });
      const restore = kind === 'hang' ? await withPatience() : () => Promise.resolve();
      expect(await resend(1)).toEqual([409, 'not_due']);
      expect(await resend(0)).toEqual([202, undefined]);
      await ended(id, messageId, 'read');
      expect(ledgerOf(from)).toEqual([kind]);
      await restore();
    },
  );

  test('each refusal of WhatsApp: failed with Meta’s code and words and a sentence for people, asked once; nothing else stops', async () => {
    const codes = [...codesOf(null, 'rejected'), ...codesOf('warn', 'rejected')];
    expect(codes.length).toBeGreaterThan(30);
    await inParallel(codes, AT_ONCE, async code => {
      const { id, from } = await conversation();
      fault('error', from, code);
      const messageId = await reply(id, `error ${code}`);
      const { error } = await ended(id, messageId, 'failed');
      expect(error).toEqual({
        code: String(code),
        text: expect.stringContaining(`(#${code})`),
        explanation: explain(String(code)),
        templates: null,
      });
      expect(ledgerOf(from)).toEqual([]);
      await ended(id, await reply(id, `after ${code}`), 'read');
    });
  });

  test('each throttle: waits as long as the error asks, and is not sent before', async () => {
    const codes = [...codesOf(null, 'throttled'), ...codesOf('warn', 'throttled')];
    expect(codes).toEqual([2, 4, 80007, 130429, 131016, 131056, 131057, 139102, 139103, 131048]);
    await inParallel(codes, AT_ONCE, async code => {
      const { id, from } = await conversation();
      fault('error', from, code);
      const messageId = await reply(id, `error ${code}`);
      const attempt = async (number: number) =>
        (
          await stack.db.admin.query<{ not_before: Date | null; in_flight_at: Date | null; finished_at: Date | null }>(
            'SELECT not_before, in_flight_at, finished_at FROM send_attempt WHERE message_id = $1 AND number = $2',
            [messageId, number],
          )
        ).rows[0];
      const notBefore = (await eventually(() => attempt(2), 'the second attempt')).not_before!.getTime();
      const waitMs = throttleDelayMs(code, 0);
      expect(notBefore - (await attempt(1))!.finished_at!.getTime()).toBe(waitMs);
      // What is to wait for long is not waited for here. The next one is canceled before it is sent, unless the machine
      // is slower than WhatsApp asks for.
      const isCanceled =
        waitMs > 1_000 && (await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/cancel`)).status === 200;
      if (waitMs > 60_000) expect(isCanceled).toBe(true);
      if (!isCanceled) await ended(id, messageId, 'read');
      const begun = (await attempt(2))!.in_flight_at;
      if (isCanceled) expect(begun).toBeNull();
      else expect(begun!.getTime()).toBeGreaterThanOrEqual(notBefore);
    });
  });

  test('what stops the whole number pauses it until an administrator resumes it', async () => {
    const numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
    const numberNow = async () => (await admin.get('/api/v1/numbers')).body.items[0]!;
    for (const code of codesOf('pause', 'rejected')) {
      const [hit, waiting] = [await conversation(), await conversation()];
      fault('error', hit.from, code);
      // Both wait before the first leaves: whoever wants a place under the number's limit waits for its row.
      const held = await holdRow(stack.db.adminUrl, 'business_number WHERE id = $1', numberId);
      const [first, second] = [await reply(hit.id, `error ${code}`), await reply(hit.id, 'waits behind it')];
      await held.letGo();
      await ended(hit.id, first, 'failed');
      // What was waiting fails as well, and says why; nothing more is taken.
      expect((await ended(hit.id, second, 'failed')).error).toMatchObject({
        code: 'number_paused',
        explanation: explain('number_paused'),
      });
      const refused = await admin.post(`/api/v1/conversations/${waiting.id}/messages`, {
        text: { body: 'anybody there?' },
      });
      expect([refused.status, refused.body.code]).toEqual([409, 'number_paused']);
      expect((await admin.post(`/api/v1/conversations/${hit.id}/messages/${second}/resend`)).body.code).toBe(
        'number_paused',
      );
      expect((await admin.get(`/api/v1/conversations/${waiting.id}`)).body.number.sendingPaused).toBe(true);
      expect(await numberNow()).toMatchObject({
        sendingPaused: true,
        trouble: { code, text: expect.stringContaining(`(#${code})`), explanation: explain(String(code)) },
      });
      expect((await admin.post(`/api/v1/numbers/${numberId}/resume`)).body).toMatchObject({
        sendingPaused: false,
        trouble: null,
      });
      expect((await admin.post(`/api/v1/conversations/${hit.id}/messages/${second}/resend`)).status).toBe(202);
      await ended(hit.id, second, 'read');
    }
    const { rows } = await stack.db.admin.query<{ action: string; n: number }>(
      `
        SELECT action, count(*)::int AS n
        FROM audit
        WHERE action IN ('number.pause', 'number.resume')
        GROUP BY 1
        ORDER BY 1`,
    );
    const count = codesOf('pause', 'rejected').length;
    expect(rows).toEqual([
      { action: 'number.pause', n: count },
      { action: 'number.resume', n: count },
    ]);
    const agent = await stack.agent(0);
    expect([
      (await agent.get('/api/v1/numbers')).status,
      (await agent.post(`/api/v1/numbers/${numberId}/resume`)).status,
    ]).toEqual([403, 403]);
  });

  test('a number is troubled by a failure that comes later too, and not by one of a call that began before it was resumed', async () => {
    const numberId = (await admin.get('/api/v1/numbers')).body.items[0]!.id;
    const { phoneNumberId } = stack.tenants[0]!;
    const attemptOf = async (messageId: string) =>
      (
        await stack.db.admin.query<{ id: string; state: string; http_status: number | null }>(
          'SELECT id, state, http_status FROM send_attempt WHERE message_id = $1',
          [messageId],
        )
      ).rows[0]!;
    const failureOf = (attemptId: string): Promise<unknown> =>
      eventually(
        async () =>
          (
            await stack.db.admin.query("SELECT 1 FROM message_status WHERE attempt_id = $1 AND status = 'failed'", [
              attemptId,
            ])
          ).rowCount,
        'the failure',
        { until: seen => seen === 1 },
      );
    for (const order of ['answer first', 'failure first']) {
      const { id, from } = await conversation();
      if (order === 'answer first') {
        stack.simulator.change({ statuses: [] });
        const messageId = await reply(id, 'unpaid');
        const { wamid } = await ended(id, messageId, 'accepted');
        const { id: attemptId, state } = await attemptOf(messageId);
        expect(state).toBe('ACCEPTED');
        stack.simulator.change({ statuses: ['sent', 'delivered', 'read'] });
        const errors = [{ code: 131042, title: 'unpaid', message: 'unpaid', error_data: { details: 'unpaid' } }];
        await postWebhook(
          stack.baseUrl,
          messagesBody(phoneNumberId, {
            statuses: [
              {
                id: wamid,
                status: 'failed',
                timestamp: String(Math.floor(Date.now() / 1_000)),
                recipient_id: from,
                biz_opaque_callback_data: attemptId,
                errors,
              },
            ],
          }),
        );
        await failureOf(attemptId);
        await ended(id, messageId, 'failed');
      } else {
        const letGo = holdAnswer();
        try {
          fault('fails_later', from, 131042);
          const messageId = await reply(id, 'unpaid');
          await failureOf((await attemptOf(messageId)).id);
          expect((await attemptOf(messageId)).http_status).toBeNull();
          letGo();
          await untilQuiet(stack, [id]);
          await ended(id, messageId, 'failed');
        } finally {
          letGo();
        }
      }
      expect((await admin.get('/api/v1/numbers')).body.items[0]).toMatchObject({
        sendingPaused: false,
        trouble: { code: 131042 },
      });
      await admin.post(`/api/v1/numbers/${numberId}/resume`);
    }
    const at = Date.now();
    await admin.post(`/api/v1/numbers/${numberId}/resume`);
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit =>
      noteTrouble(unit, numberId, { code: 190, text: 'an old call' }, at - 1_000, at),
    );
    expect((await admin.get('/api/v1/numbers')).body.items[0]).toMatchObject({ sendingPaused: false, trouble: null });
  });

  test('throttled: sent later, order kept', async () => {
    const { id, from } = await conversation();
    fault('error', from, 130429);
    const first = await reply(id, 'first');
    const second = await reply(id, 'second');
    for (const each of [second, first]) await ended(id, each, 'read');
    expect(ledgerOf(from)).toEqual(['first', 'second']);
  });

  test('accepted and failed later: shown as failed, and the timeline says so', async () => {
    const { id, from } = await conversation();
    fault('fails_later', from, 131026);
    const messageId = await reply(id, 'too late');
    await ended(id, messageId, 'failed');
    const { body } = await admin.get(`/api/v1/conversations/${id}/timeline`);
    expect(body.items.map(item => item.type)).toContain('delivery_failed');
  });

  test('a waiting reply can be taken back; one that left cannot', async () => {
    const { id, from } = await conversation();
    const held = stack.simulator.sendGate.hold(to => to === from);
    const [first, second] = [await reply(id, 'first'), await reply(id, 'second')];
    await held.arrived;
    const cancel = async (messageId: string): Promise<unknown[]> => {
      const { status, body } = await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/cancel`);
      return [status, body.code];
    };
    expect([await cancel(second), await cancel(first)]).toEqual([
      [200, undefined],
      [409, 'message_not_cancelable'],
    ]);
    held.letGo();
    await ended(id, first, ...ARRIVED);
    await untilQuiet(stack, [id]);
    expect(ledgerOf(from)).toEqual(['first']);
    expect((await message(id, second)).status).toBe('canceled');
  });

  test('outside the window it is refused with the time it closed, and nothing is kept', async () => {
    const from = '496999';
    const writtenAt = Math.floor(Date.now() / 1_000 - 25 * 3_600) * 1_000;
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: writtenAt }));
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find(
      item => item.contact.waId === from,
    )!;
    const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'hello?' } });
    expect([answer.status, answer.body.code]).toEqual([409, 'window_closed']);
    expect(Date.parse(refusalOf<{ closedAt: string }>(answer).closedAt)).toBe(writtenAt + 24 * 3_600_000);
    expect((await messages(id)).filter(each => each.direction === 'outbound')).toEqual([]);
  });

  test('bad input names its field', async () => {
    const { id } = await conversation();
    for (const [body, field] of [
      [{ text: { body: '' } }, 'text.body'],
      [{ text: { body: 'x'.repeat(4097) } }, 'text.body'],
      [{}, 'text'],
      [{ type: 'image', text: { body: 'x' } }, 'image'],
      [{ type: 'poll', text: { body: 'x' } }, 'type'],
    ] as const) {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages`, body);
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_request', field]);
    }
  });
});

describe('every kind', () => {
  const LINK = 'https://files.example.com/a';
  test.each([
    ['text', { body: LINK, preview_url: true }],
    ['image', { link: LINK, caption: 'c' }],
    ['video', { link: LINK }],
    ['audio', { link: LINK, voice: true }],
    ['document', { link: LINK, filename: 'a.pdf' }],
    ['sticker', { link: LINK }],
    ['location', { latitude: 52.5, longitude: 13.4, name: 'Here' }],
    ['contacts', [{ name: { formatted_name: 'Ada Byron', first_name: 'Ada' } }]],
    [
      'interactive',
      {
        type: 'button',
        body: { text: 'Yes or no?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
      },
    ],
  ] as const)('%s reaches WhatsApp as it was given, quoting a message', async (type, content) => {
    const { id, from } = await conversation();
    const [quoted] = await messages(id);
    const answer = await admin.post(`/api/v1/conversations/${id}/messages`, {
      type,
      [type]: content,
      context: { messageId: quoted!.id },
    });
    expect([answer.status, answer.body.type]).toEqual([202, type]);
    await ended(id, answer.body.id, ...ARRIVED);
    const [entry] = stack.simulator.state.ledger.filter(each => each.to === from);
    expect(entry!.body).toMatchObject({ type, [type]: content, context: { message_id: quoted!.wamid } });
    expect((await message(id, answer.body.id)).content).toEqual(type === 'contacts' ? { contacts: content } : content);
  });

  test('a reaction, and taking it back', async () => {
    const { id, from } = await conversation();
    const [target] = await messages(id);
    for (const emoji of ['👍', '']) {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages`, {
        type: 'reaction',
        reaction: { messageId: target!.id, emoji },
      });
      expect(answer.status).toBe(202);
      await eventually(async () => (await message(id, answer.body.id)).wamid !== null, 'the accept');
    }
    expect(stack.simulator.state.ledger.filter(each => each.to === from).map(each => each.body['reaction'])).toEqual([
      { message_id: target!.wamid, emoji: '👍' },
      { message_id: target!.wamid, emoji: '' },
    ]);
    expect((await message(id, target!.id)).happenings).toHaveLength(2);
  });

  test('a message of another conversation can be neither quoted nor reacted to', async () => {
    const [mine, other] = [await conversation(), await conversation()];
    const [foreign] = await messages(other.id);
    for (const [body, field] of [
      [{ text: { body: 'x' }, context: { messageId: foreign!.id } }, 'context.messageId'],
      [{ type: 'reaction', reaction: { messageId: foreign!.id, emoji: '👍' } }, 'reaction.messageId'],
    ] as const) {
      const answer = await admin.post(`/api/v1/conversations/${mine.id}/messages`, body);
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_request', field]);
    }
  });
});

describe('a typing indicator', () => {
  test('is shown under the last message, once for several at once, and only by who may answer', async () => {
    const { id, from } = await conversation();
    const [newest] = await messages(id);
    const answers = await Promise.all([1, 2, 3].map(() => admin.post(`/api/v1/conversations/${id}/typing`)));
    expect(answers.map(each => each.status)).toEqual([202, 202, 202]);
    await eventually(() => stack.simulator.state.typing.has(newest!.wamid!), 'the indicator');
    expect(ledgerOf(from)).toEqual([]);
    // Over, so that the next one is shown; and no workflow of its own was needed.
    await eventually(
      async () =>
        (await stack.db.admin.query('SELECT 1 FROM typing_notice WHERE conversation_id = $1', [id])).rowCount === 0,
      'the end of the notice',
    );
    await expect(stack.client.workflow.getHandle(`typing/${id}`).describe()).rejects.toThrow('not found');
    const agent = await stack.agent(0);
    expect((await agent.post(`/api/v1/conversations/${id}/typing`)).body.code).toBe('not_assigned_to_you');
    const late = `49600${++serial}`;
    await postWebhook(
      stack.baseUrl,
      textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: late, at: Date.now() - 25 * 3_600_000 }),
    );
    const { body } = await admin.get('/api/v1/conversations?limit=100');
    expect(
      (await admin.post(`/api/v1/conversations/${body.items.find(item => item.contact.waId === late)!.id}/typing`)).body
        .code,
    ).toBe('window_closed');
  });
});
