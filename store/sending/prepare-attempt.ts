import type { TenantUnit } from '../db/database.ts';
import { int, nullable, statement, time, uuid } from '../db/statement.ts';

const PREPARE = statement('attempt_prepare', {
  takes: { id: uuid, conversation: uuid, message: uuid, number: int, at: time, notBefore: nullable(time) },
  gives: {},
  sql: `
    INSERT INTO send_attempt (id, tenant_id, conversation_id, message_id, number, state, prepared_at, not_before)
    VALUES ($id, current_tenant(), $conversation, $message, $number, 'PREPARED', $at, $notBefore)`,
});

export interface PreparedAttempt {
  readonly conversationId: string;
  readonly messageId: string;
  readonly attemptId: string;
  /** Which of the message's attempts it is, from 1 on. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Not sent before; null: as soon as may be. */
  readonly notBefore: number | null;
}

/** One more attempt at a message, PREPARED. The state of its conversation has to know of it. */
export async function prepareAttempt(
  unit: TenantUnit,
  { conversationId, messageId, attemptId, number, at, notBefore }: PreparedAttempt,
): Promise<void> {
  await unit.write(PREPARE, {
    id: attemptId,
    conversation: conversationId,
    message: messageId,
    number,
    at: new Date(at),
    notBefore: notBefore === null ? null : new Date(notBefore),
  });
}
