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
  /** Which of the message's attempts it is, from 1. */
  readonly number: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The earliest time to send it, epoch milliseconds; null for as soon as possible. */
  readonly notBefore: number | null;
}

/** Inserts a PREPARED attempt; the caller makes it part of the conversation's state by an event. */
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
