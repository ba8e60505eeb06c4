import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { IN_FLIGHT_MARGIN_MS } from '../../domain/conversation/plan.ts';
import type { NumberTrouble, SendErrorClass } from '../../domain/whatsapp/error-table.ts';
import { errorOf } from '../../domain/whatsapp/error-table.ts';
import { explain, throttleDelayMs, troubleOf } from '../../domain/whatsapp/send-errors.ts';
import { META_ERRORS } from '../../simulator/errors.ts';
import type { FaultOrder } from '../../simulator/settings.ts';
import { noteTrouble } from '../../store/numbers.ts';
import { expectStatesEqual, untilQuiet } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { inParallel } from '../support/in-parallel.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

interface Place { readonly stack: Stack; readonly admin: HttpClient }
/** Waits for WhatsApp's answers for longer than any machine needs. */
let patient: Place;
/** Waits for a moment: for what hangs. */
let brief: Place;
let stack: Stack;
let admin: HttpClient;
let serial = 0;
/** The stacks' time; null: the machine's. */
let now: number | null = null;
async function place(sendTimeoutMs: number): Promise<Place> {
  const made = await createStack({ sendTimeoutMs, clock: () => now ?? Date.now() });
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
  return { id: body.items.find((item: any) => item.contact.waId === from).id, from };
}
const reply = async (id: string, text: string): Promise<string> => (await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: text } })).body.id;
const messages = async (id: string): Promise<any[]> => (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items;
const message = async (id: string, messageId: string): Promise<any> => (await messages(id)).find(each => each.id === messageId);
const ended = async (id: string, messageId: string, ...as: string[]): Promise<any> => {
  await eventually(async () => (await message(id, messageId)).status as string, as.join(' or '), { until: seen => as.includes(seen) });
  return message(id, messageId);
};
const ARRIVED = ['sent', 'delivered', 'read'];
const ledgerOf = (to: string): string[] => stack.simulator.state.ledger.filter(entry => entry.to === to).map(entry => (entry.body['text'] as any).body);
const fault = (kind: FaultOrder['kind'], to: string, code?: number): void => stack.simulator.fault({ kind, to, ...(code === undefined ? {} : { code }) });
const codesOf = (trouble: NumberTrouble, send: SendErrorClass): number[] => [...META_ERRORS.keys()].filter(code => troubleOf(code) === trouble && errorOf(code)?.send === send);

/** So many at a time. */
const AT_ONCE = 10;

/** Lets a number's messages leave only after `work`: whoever wants a place under its limit waits for its row. */
async function whileNothingLeaves<T>(numberId: string, work: () => Promise<T>): Promise<T> {
  const client = await stack.db.admin.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM business_number WHERE id = $1 FOR NO KEY UPDATE', [numberId]);
    return await work();
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

afterEach(() => use(patient));

describe('a send', () => {
  test.each(['accept_then_drop', 'accept_then_reset', 'accept_then_garble', 'error_500_after', 'accept_then_hang'] as const)('%s: unknown or better, once in the ledger, settled by a status', async kind => {
    use(kind.endsWith('hang') ? brief : patient);
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    await ended(id, messageId, ...ARRIVED);
    expect(ledgerOf(from)).toEqual([kind]);
    await expectStatesEqual(stack);
  });

  test.each(['reset', 'error_500_before', 'hang'] as const)('%s: unknown, never sent by itself; a person sends it again', async kind => {
    use(kind === 'hang' ? brief : patient);
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    /** As if the time in which whoever lost the answer may still be writing were over, less `early`. */
    const resend = async (early: number): Promise<unknown[]> => {
      const { rows: [last] } = await stack.db.admin.query<{ deadline: Date }>('SELECT deadline FROM send_attempt WHERE message_id = $1 ORDER BY number DESC LIMIT 1', [messageId]);
      now = last!.deadline.getTime() + IN_FLIGHT_MARGIN_MS - early;
      const { status, body } = await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/resend`);
      now = null;
      return [status, body.code];
    };
    await ended(id, messageId, 'unknown');
    expect(ledgerOf(from)).toEqual([]);
    expect(await resend(1)).toEqual([409, 'not_due']);
    expect(await resend(0)).toEqual([202, undefined]);
    // A machine may be too slow for the brief one: then nothing was sent, and it is sent once more.
    while ((await ended(id, messageId, 'read', 'unknown')).status === 'unknown') if (ledgerOf(from).length === 0) await resend(0);
    expect(ledgerOf(from)).toEqual([kind]);
  });

  test('each refusal of WhatsApp: failed with Meta’s code and words and a sentence for people, asked once; nothing else stops', async () => {
    const codes = [...codesOf(null, 'rejected'), ...codesOf('warn', 'rejected')];
    expect(codes.length).toBeGreaterThan(30);
    await inParallel(codes, AT_ONCE, async code => {
      const { id, from } = await conversation();
      fault('error', from, code);
      const messageId = await reply(id, `error ${code}`);
      const { error } = await ended(id, messageId, 'failed');
      expect(error).toEqual({ code: String(code), text: expect.stringContaining(`(#${code})`), explanation: explain(String(code)), templates: null });
      expect(ledgerOf(from)).toEqual([]);
      await ended(id, await reply(id, `after ${code}`), 'read');
    });
  });

  test('each throttle: waits as long as the error asks, and is not sent before', async () => {
    const codes = [...codesOf(null, 'throttled'), ...codesOf('warn', 'throttled')];
    expect(codes).toEqual([2, 4, 80007, 130429, 131016, 131056, 131057, 131048]);
    await inParallel(codes, AT_ONCE, async code => {
      const { id, from } = await conversation();
      fault('error', from, code);
      const messageId = await reply(id, `error ${code}`);
      const attempt = async (number: number) => (await stack.db.admin.query<{ not_before: Date | null; in_flight_at: Date | null; finished_at: Date | null }>('SELECT not_before, in_flight_at, finished_at FROM send_attempt WHERE message_id = $1 AND number = $2', [messageId, number])).rows[0];
      const notBefore = (await eventually(() => attempt(2), 'the second attempt')).not_before!.getTime();
      const waitMs = throttleDelayMs(code, 0);
      expect(notBefore - (await attempt(1))!.finished_at!.getTime()).toBe(waitMs);
      // What is to wait for long is not waited for here. The next one is canceled before it is sent, unless the machine is slower than WhatsApp asks for.
      const isCanceled = waitMs > 1_000 && (await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/cancel`)).status === 200;
      if (waitMs > 60_000) expect(isCanceled).toBe(true);
      if (!isCanceled) await ended(id, messageId, 'read');
      const begun = (await attempt(2))!.in_flight_at;
      if (isCanceled) expect(begun).toBeNull();
      else expect(begun!.getTime()).toBeGreaterThanOrEqual(notBefore);
    });
  });

  test('what stops the whole number pauses it until an administrator resumes it', async () => {
    const numberId = (await admin.get('/api/v1/numbers')).body.items[0].id as string;
    const numberNow = async (): Promise<any> => (await admin.get('/api/v1/numbers')).body.items[0];
    for (const code of codesOf('pause', 'rejected')) {
      const [hit, waiting] = [await conversation(), await conversation()];
      fault('error', hit.from, code);
      const [first, second] = await whileNothingLeaves(numberId, async () => [await reply(hit.id, `error ${code}`), await reply(hit.id, 'waits behind it')] as const);
      await ended(hit.id, first, 'failed');
      // What was waiting fails as well, and says why; nothing more is taken.
      expect((await ended(hit.id, second, 'failed')).error).toMatchObject({ code: 'number_paused', explanation: explain('number_paused') });
      const refused = await admin.post(`/api/v1/conversations/${waiting.id}/messages`, { text: { body: 'anybody there?' } });
      expect([refused.status, refused.body.code]).toEqual([409, 'number_paused']);
      expect((await admin.post(`/api/v1/conversations/${hit.id}/messages/${second}/resend`)).body.code).toBe('number_paused');
      expect((await admin.get(`/api/v1/conversations/${waiting.id}`)).body.number.sendingPaused).toBe(true);
      expect(await numberNow()).toMatchObject({ sendingPaused: true, trouble: { code, text: expect.stringContaining(`(#${code})`), explanation: explain(String(code)) } });
      expect((await admin.post(`/api/v1/numbers/${numberId}/resume`)).body).toMatchObject({ sendingPaused: false, trouble: null });
      expect((await admin.post(`/api/v1/conversations/${hit.id}/messages/${second}/resend`)).status).toBe(202);
      await ended(hit.id, second, 'read');
    }
    const { rows } = await stack.db.admin.query<{ action: string; n: number }>("SELECT action, count(*)::int AS n FROM audit WHERE action IN ('number.pause', 'number.resume') GROUP BY 1 ORDER BY 1");
    const count = codesOf('pause', 'rejected').length;
    expect(rows).toEqual([{ action: 'number.pause', n: count }, { action: 'number.resume', n: count }]);
    const agent = await stack.agent(0);
    expect([(await agent.get('/api/v1/numbers')).status, (await agent.post(`/api/v1/numbers/${numberId}/resume`)).status]).toEqual([403, 403]);
  });

  test('a number is troubled by a failure that comes later too, and not by one of a call that began before it was resumed', async () => {
    const numberId = (await admin.get('/api/v1/numbers')).body.items[0].id as string;
    // The failure after the answer to the send, and before it.
    for (const answerDelayMs of [0, 300]) {
      stack.simulator.change({ answerDelayMs });
      const { id, from } = await conversation();
      fault('fails_later', from, 131042);
      await ended(id, await reply(id, 'unpaid'), 'failed');
      expect((await admin.get('/api/v1/numbers')).body.items[0]).toMatchObject({ sendingPaused: false, trouble: { code: 131042 } });
      await admin.post(`/api/v1/numbers/${numberId}/resume`);
    }
    stack.simulator.change({ answerDelayMs: 0 });
    const at = Date.now();
    await admin.post(`/api/v1/numbers/${numberId}/resume`);
    await stack.db.database.withTenant(stack.tenants[0]!.id, unit => noteTrouble(unit, numberId, { code: 190, text: 'an old call' }, at - 1_000, at));
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
    expect(body.items.map((item: any) => item.type)).toContain('delivery_failed');
  });

  test('a waiting reply can be taken back; one that left cannot', async () => {
    // WhatsApp answers the first as late as it takes to take back the second meanwhile.
    for (let answerDelayMs = 500; ; answerDelayMs *= 2) {
      stack.simulator.change({ answerDelayMs });
      const { id, from } = await conversation();
      const [first, second] = [await reply(id, 'first'), await reply(id, 'second')];
      const cancel = async (messageId: string): Promise<unknown[]> => {
        const { status, body } = await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/cancel`);
        return [status, body.code];
      };
      await ended(id, first, 'sending', 'accepted', ...ARRIVED);
      const answers = [await cancel(second), await cancel(first)];
      const { rows: [attempt] } = await stack.db.admin.query<{ state: string }>('SELECT state FROM send_attempt WHERE message_id = $1', [first]);
      await ended(id, first, ...ARRIVED);
      if (attempt!.state !== 'IN_FLIGHT') continue;
      expect(answers).toEqual([[200, undefined], [409, 'message_not_cancelable']]);
      await untilQuiet(stack, [id]);
      expect(ledgerOf(from)).toEqual(['first']);
      expect((await message(id, second)).status).toBe('canceled');
      break;
    }
    stack.simulator.change({ answerDelayMs: 0 });
  });

  test('outside the window it is refused with the time it closed, and nothing is kept', async () => {
    const from = '496999';
    const writtenAt = Math.floor(Date.now() / 1_000 - 25 * 3_600) * 1_000;
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: writtenAt }));
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find((item: any) => item.contact.waId === from);
    const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'hello?' } });
    expect([answer.status, answer.body.code]).toEqual([409, 'window_closed']);
    expect(Date.parse(answer.body.closedAt)).toBe(writtenAt + 24 * 3_600_000);
    expect((await messages(id)).filter(each => each.direction === 'outbound')).toEqual([]);
  });

  test('bad input names its field', async () => {
    const { id } = await conversation();
    for (const [body, field] of [[{ text: { body: '' } }, 'text.body'], [{ text: { body: 'x'.repeat(4097) } }, 'text.body'], [{}, 'text'], [{ type: 'image', text: { body: 'x' } }, 'image'], [{ type: 'poll', text: { body: 'x' } }, 'type']] as const) {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages`, body);
      expect([answer.status, answer.body.code, answer.body.field]).toEqual([400, 'invalid_request', field]);
    }
  });
});

describe('every kind', () => {
  const LINK = 'https://files.example.com/a';
  test.each([
    ['text', { body: LINK, preview_url: true }], ['image', { link: LINK, caption: 'c' }], ['video', { link: LINK }], ['audio', { link: LINK, voice: true }], ['document', { link: LINK, filename: 'a.pdf' }], ['sticker', { link: LINK }],
    ['location', { latitude: 52.5, longitude: 13.4, name: 'Here' }], ['contacts', [{ name: { formatted_name: 'Ada Byron', first_name: 'Ada' } }]],
    ['interactive', { type: 'button', body: { text: 'Yes or no?' }, action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] } }],
  ] as const)('%s reaches WhatsApp as it was given, quoting a message', async (type, content) => {
    const { id, from } = await conversation();
    const [quoted] = await messages(id);
    const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { type, [type]: content, context: { messageId: quoted.id } });
    expect([answer.status, answer.body.type]).toEqual([202, type]);
    await ended(id, answer.body.id, ...ARRIVED);
    const [entry] = stack.simulator.state.ledger.filter(each => each.to === from);
    expect(entry!.body).toMatchObject({ type, [type]: content, context: { message_id: quoted.wamid } });
    expect((await message(id, answer.body.id)).content).toEqual(type === 'contacts' ? { contacts: content } : content);
  });

  test('a reaction, and taking it back', async () => {
    const { id, from } = await conversation();
    const [target] = await messages(id);
    for (const emoji of ['👍', '']) {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { type: 'reaction', reaction: { messageId: target.id, emoji } });
      expect(answer.status).toBe(202);
      await eventually(async () => (await message(id, answer.body.id)).wamid !== null, 'the accept');
    }
    expect(stack.simulator.state.ledger.filter(each => each.to === from).map(each => each.body['reaction'])).toEqual([{ message_id: target.wamid, emoji: '👍' }, { message_id: target.wamid, emoji: '' }]);
    expect((await message(id, target.id)).happenings).toHaveLength(2);
  });

  test('a message of another conversation can be neither quoted nor reacted to', async () => {
    const [mine, other] = [await conversation(), await conversation()];
    const [foreign] = await messages(other.id);
    for (const [body, field] of [[{ text: { body: 'x' }, context: { messageId: foreign.id } }, 'context.messageId'], [{ type: 'reaction', reaction: { messageId: foreign.id, emoji: '👍' } }, 'reaction.messageId']] as const) {
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
    await eventually(() => stack.simulator.state.typing.has(newest.wamid), 'the indicator');
    expect(ledgerOf(from)).toEqual([]);
    const agent = await stack.agent(0);
    expect((await agent.post(`/api/v1/conversations/${id}/typing`)).body.code).toBe('not_assigned_to_you');
    const late = `49600${++serial}`;
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from: late, at: Date.now() - 25 * 3_600_000 }));
    const { body } = await admin.get('/api/v1/conversations?limit=100');
    expect((await admin.post(`/api/v1/conversations/${body.items.find((item: any) => item.contact.waId === late).id}/typing`)).body.code).toBe('window_closed');
  });
});
