/**
 * Two workers want to send the same attempt, or one does while a person cancels the message: whoever locks the row
 * first wins.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beginAttempt } from '../../store/sending/begin-attempt.ts';
import { unitOfWork } from '../../store/db/retries.ts';
import { newContact, writes } from '../support/ai.ts';
import { atTheConversation } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

interface Reply {
  readonly conversationId: string;
  readonly messageId: string;
  readonly attemptId: string;
}

async function reply(): Promise<Reply> {
  const conversationId = await writes(stack, newContact(), 'hello');
  const { status, body } = await stack
    .api()
    .post(`/api/v1/conversations/${conversationId}/messages`, { text: { body: 'Good morning' } });
  expect(status).toBe(202);
  const { rows } = await stack.db.admin.query<{ id: string }>('SELECT id FROM send_attempt WHERE message_id = $1', [
    body.id,
  ]);
  return { conversationId, messageId: body.id, attemptId: rows[0]!.id };
}

/** @returns whether the caller may write bytes now. */
const begins = async ({ conversationId, attemptId }: Reply): Promise<boolean> =>
  (await unitOfWork(stack.db.database)(stack.tenants[0]!.id, unit =>
    beginAttempt(unit, { conversationId, attemptId, at: Date.now() }, 60_000),
  )) !== null;
const cancels = ({ conversationId, messageId }: Reply) =>
  stack.api().post(`/api/v1/conversations/${conversationId}/messages/${messageId}/cancel`);

test('two workers begin the same attempt: the first sends it, the second does not', async () => {
  const it = await reply();
  expect(
    await atTheConversation(
      stack.db.adminUrl,
      it.conversationId,
      () => begins(it),
      () => begins(it),
    ),
  ).toEqual([true, false]);
  expect(await begins(it)).toBe(false);
});

test('a message that is taken back first is not sent; one that is on its way cannot be taken back', async () => {
  const canceled = await reply();
  const [taken, begun] = await atTheConversation(
    stack.db.adminUrl,
    canceled.conversationId,
    () => cancels(canceled),
    () => begins(canceled),
  );
  expect([taken.status, begun]).toEqual([200, false]);
  const sent = await reply();
  const [sending, refused] = await atTheConversation(
    stack.db.adminUrl,
    sent.conversationId,
    () => begins(sent),
    () => cancels(sent),
  );
  expect([sending, refused.status, refused.body.code]).toEqual([true, 409, 'message_not_cancelable']);
});
