import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultOrder } from '../../simulator/settings.ts';
import { expectStatesEqual } from '../support/consistency.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { postWebhook, textBody } from '../support/webhook.ts';

let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ sendTimeoutMs: 1_000 });
  admin = await stack.admin();
});
afterAll(() => stack.close());

async function conversation(): Promise<{ id: string; from: string }> {
  const from = `49600${++serial}`;
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from }));
  const { body } = await admin.get('/api/v1/conversations?limit=100');
  return { id: body.items.find((item: any) => item.contact.waId === from).id, from };
}
const reply = async (id: string, text: string): Promise<string> => (await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: text } })).body.id;
const messages = async (id: string): Promise<any[]> => (await admin.get(`/api/v1/conversations/${id}/messages`)).body.items;
const status = async (id: string, messageId: string): Promise<any> => (await messages(id)).find(message => message.id === messageId);
const ledgerOf = (to: string): string[] => stack.simulator.state.ledger.filter(entry => entry.to === to).map(entry => (entry.body['text'] as any).body);
const fault = (kind: FaultOrder['kind'], to: string, count = 1): void => stack.simulator.fault({ kind, to, count });

describe('a send', () => {
  test.each(['accept_then_drop', 'accept_then_reset', 'error_500_after', 'accept_then_hang'] as const)('%s: unknown or better, once in the ledger, settled by a status', async kind => {
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    await eventually(async () => ['sent', 'delivered', 'read'].includes((await status(id, messageId)).status), 'the settlement', 30_000);
    expect(ledgerOf(from)).toEqual([kind]);
    await expectStatesEqual(stack);
  });

  test.each(['reset', 'error_500_before', 'hang'] as const)('%s: unknown, never sent by itself; a person sends it again', async kind => {
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    await eventually(async () => (await status(id, messageId)).status === 'unknown', 'unknown', 30_000);
    expect(ledgerOf(from)).toEqual([]);
    const resend = await eventually(async () => {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages/${messageId}/resend`);
      return answer.status === 202 ? answer : null;
    }, 'the resend', 15_000);
    expect(resend.status).toBe(202);
    await eventually(async () => (await status(id, messageId)).status === 'read', 'read');
    expect(ledgerOf(from)).toEqual([kind]);
  });

  test.each([['token_190', '190'], ['reject_131026', '131026']] as const)('%s: failed with Meta’s code and words, once asked', async (kind, code) => {
    const { id, from } = await conversation();
    fault(kind, from);
    const messageId = await reply(id, kind);
    const message = await eventually(async () => {
      const seen = await status(id, messageId);
      return seen.status === 'failed' ? seen : null;
    }, 'failed');
    expect(message.error.code).toBe(code);
    expect(message.error.text.length).toBeGreaterThan(10);
  });

  test('throttled: sent later, order kept', async () => {
    const { id, from } = await conversation();
    fault('throttle_130429', from);
    const first = await reply(id, 'first');
    const second = await reply(id, 'second');
    await eventually(async () => (await status(id, second)).status === 'read' && (await status(id, first)).status === 'read', 'both read', 30_000);
    expect(ledgerOf(from)).toEqual(['first', 'second']);
  });

  test('accepted and failed later: shown as failed, and the timeline says so', async () => {
    const { id, from } = await conversation();
    fault('async_failed_131026', from);
    const messageId = await reply(id, 'too late');
    await eventually(async () => (await status(id, messageId)).status === 'failed', 'failed');
    const { body } = await admin.get(`/api/v1/conversations/${id}/timeline`);
    expect(body.items.map((item: any) => item.type)).toContain('delivery_failed');
  });

  test('a waiting reply can be taken back; one that left cannot', async () => {
    const { id, from } = await conversation();
    fault('accept_then_hang', from);
    const first = await reply(id, 'first');
    const second = await reply(id, 'second');
    await eventually(async () => (await status(id, first)).status === 'sending', 'sending');
    expect((await admin.post(`/api/v1/conversations/${id}/messages/${second}/cancel`)).status).toBe(200);
    expect((await admin.post(`/api/v1/conversations/${id}/messages/${first}/cancel`)).body.code).toBe('message_not_cancelable');
    await eventually(async () => ['sent', 'delivered', 'read'].includes((await status(id, first)).status), 'the settlement', 30_000);
    expect(ledgerOf(from)).toEqual(['first']);
    expect((await status(id, second)).status).toBe('canceled');
  });

  test('outside the window it is refused with the time it closed, and nothing is kept', async () => {
    const from = '496999';
    await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: Date.now() - 25 * 3_600_000 }));
    const { id } = (await admin.get('/api/v1/conversations?limit=100')).body.items.find((item: any) => item.contact.waId === from);
    const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { text: { body: 'hello?' } });
    expect([answer.status, answer.body.code]).toEqual([409, 'window_closed']);
    expect(Math.abs(Date.parse(answer.body.closedAt) - (Date.now() - 3_600_000))).toBeLessThan(60_000);
    expect((await messages(id)).filter(message => message.direction === 'outbound')).toEqual([]);
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
    await eventually(async () => ['sent', 'delivered', 'read'].includes((await status(id, answer.body.id)).status), 'the delivery');
    const [entry] = stack.simulator.state.ledger.filter(each => each.to === from);
    expect(entry!.body).toMatchObject({ type, [type]: content, context: { message_id: quoted.wamid } });
    expect((await status(id, answer.body.id)).content).toEqual(type === 'contacts' ? { contacts: content } : content);
  });

  test('a reaction, and taking it back', async () => {
    const { id, from } = await conversation();
    const [target] = await messages(id);
    for (const emoji of ['👍', '']) {
      const answer = await admin.post(`/api/v1/conversations/${id}/messages`, { type: 'reaction', reaction: { messageId: target.id, emoji } });
      expect(answer.status).toBe(202);
      await eventually(async () => (await status(id, answer.body.id)).wamid !== null, 'the accept');
    }
    expect(stack.simulator.state.ledger.filter(each => each.to === from).map(each => each.body['reaction'])).toEqual([{ message_id: target.wamid, emoji: '👍' }, { message_id: target.wamid, emoji: '' }]);
    expect((await status(id, target.id)).happenings).toHaveLength(2);
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
