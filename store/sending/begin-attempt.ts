/** Begins an attempt to send: it becomes IN_FLIGHT right before the request leaves, or is put off. */
import { isRefusal, paceSend, startSend } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { isMediaKind } from '../../domain/whatsapp/media.ts';
import { explain } from '../../domain/whatsapp/send-errors.ts';
import { identityOf, userIdFor } from '../views/contact-names.ts';
import type { TenantUnit } from '../db/database.ts';
import { along, writing } from '../conversation/write.ts';
import { bool, bytes, int, json, nullable, statement, text, time, uuid } from '../db/statement.ts';
import { fallbackReply } from '../templates/fallback.ts';
import type { FileAtMeta } from '../media/meta-files.ts';
import { filesAtMeta } from '../media/meta-files.ts';
import { lockConversation, transition } from '../conversation/transition.ts';
import { acceptReply } from './replies.ts';
import type { Reply } from './replies.ts';
import type { AttemptMoment } from './end-attempt.ts';
import { END_ALONE, endOf } from './end-attempt.ts';

/** What is to be sent, once the attempt is IN_FLIGHT. */
export interface SendOrder {
  readonly attemptId: string;
  /** Which of the message's attempts it is, from 1. */
  readonly attemptNumber: number;
  /** When the answer must be there, epoch milliseconds. */
  readonly deadline: number;
  readonly phoneNumberId: string;
  /** Sealed by `SecretBox`. */
  readonly accessToken: Uint8Array;
  readonly numberId: string;
  readonly contactId: string;
  /** The recipient: by phone number if it is known, otherwise by business-scoped user id. */
  readonly to: { readonly waId: string } | { readonly userId: string };
  readonly kind: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly contextWamid: string | null;
  /** Our files that belong to the message, in the order in which its content names them. */
  readonly files: readonly FileAtMeta[];
}

const OUTGOING = statement('attempt_outgoing', {
  takes: { attempt: uuid },
  gives: {
    message_id: uuid,
    attempt_number: int,
    kind: text,
    content: nullable(json<Reply['content']>()),
    context_wamid: nullable(text),
    number_id: uuid,
    phone_number_id: text,
    access_token: bytes,
    sending_paused: bool,
    wa_id: nullable(text),
    user_id: nullable(text),
  },
  sql: `
    SELECT
      m.id AS message_id,
      a.number AS attempt_number,
      m.kind,
      m.content,
      m.context_wamid,
      n.id AS number_id,
      n.phone_number_id,
      n.access_token,
      n.sending_paused,
      ${identityOf('wa_id', 'c')} AS wa_id,
      ${userIdFor('c', 'n')} AS user_id
    FROM send_attempt a
      JOIN message m ON m.tenant_id = a.tenant_id
        AND m.id = a.message_id
      JOIN business_number n ON n.tenant_id = m.tenant_id
        AND n.id = m.number_id
      JOIN conversation c ON c.tenant_id = a.tenant_id
        AND c.id = a.conversation_id
    WHERE a.tenant_id = (SELECT current_tenant()) AND a.id = $attempt`,
});

/** Marks the attempt IN_FLIGHT, and its message as being sent. */
const FLY = writing('fly', {
  takes: { attempt: uuid, inFlightAt: time, deadline: time },
  gives: {},
  ctes: `flying AS (UPDATE send_attempt SET state = 'IN_FLIGHT', in_flight_at = $inFlightAt, deadline = $deadline WHERE tenant_id = (SELECT current_tenant()) AND id = $attempt RETURNING message_id),
    shown AS (UPDATE message m SET status = 'sending' FROM flying WHERE m.tenant_id = (SELECT current_tenant()) AND m.id = flying.message_id)`,
});

/**
 * PREPARED → IN_FLIGHT, compare-and-set. If the window has closed in the meantime, the attempt fails and the fallback
 * template, if there is one, is queued as a message of its own.
 * @param timeoutMs how long the request may take.
 * @returns null when the attempt must not be sent (canceled, too late, not its turn).
 */
export async function beginAttempt(
  unit: TenantUnit,
  { conversationId, attemptId, at }: AttemptMoment,
  timeoutMs: number,
): Promise<SendOrder | null> {
  const deadline = at + timeoutMs;
  // The second statement starts once the first has its lock, so it sees a change of the contact's number that was
  // committed while the lock was waited for.
  const [row, [order]] = await Promise.all([
    lockConversation(unit, conversationId),
    unit.run(OUTGOING, { attempt: attemptId }),
  ]);
  if (row === null || order === undefined) return null;
  const result = await transition(
    unit,
    { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, locked: row },
    state => {
      const decision = startSend(state, attemptId, at, deadline, {
        kind: order.kind,
        numberPaused: order.sending_paused,
      });
      return isRefusal(decision) || decision.events.some(event => event.type === 'send_failed')
        ? decision
        : {
            ...decision,
            along: along(FLY, { attempt: attemptId, inFlightAt: new Date(at), deadline: new Date(deadline) }),
          };
    },
  );
  if (!result.ok) return null;
  const failed = result.transition.events.find(event => event.type === 'send_failed');
  if (failed !== undefined) {
    await unit.write(
      END_ALONE,
      endOf(
        { attemptId, messageId: order.message_id, at },
        { kind: 'rejected', code: failed.data.code },
        { errorText: explain(failed.data.code) ?? failed.data.code },
      ),
    );
    // The reply itself is never sent as something else: the fallback is a message of its own, visible in the thread.
    const instead = failed.data.code === 'window_closed' ? await fallbackReply(unit, result.transition.row) : null;
    if (instead !== null) await acceptReply(unit, instead, at);
    return null;
  }
  return {
    attemptId,
    attemptNumber: order.attempt_number,
    deadline,
    phoneNumberId: order.phone_number_id,
    accessToken: order.access_token,
    numberId: order.number_id,
    contactId: row.contact_id,
    to: order.wa_id !== null ? { waId: order.wa_id } : { userId: order.user_id ?? '' },
    kind: order.kind,
    content: order.content ?? {},
    contextWamid: order.context_wamid,
    files: isMediaKind(order.kind) || order.kind === 'template' ? await filesAtMeta(unit, order.message_id) : [],
  };
}

/**
 * Puts a PREPARED attempt off until its turn under WhatsApp's rate limits. Times are epoch milliseconds.
 * @param slotAt the slot that it was given under the number's limit; null when it has none yet.
 */
export async function deferAttempt(
  unit: TenantUnit,
  { conversationId, attemptId, at }: AttemptMoment,
  { notBefore, slotAt }: { readonly notBefore: number; readonly slotAt: number | null },
): Promise<void> {
  const result = await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true }, state =>
    paceSend(state, attemptId, notBefore),
  );
  if (!result.ok) return;
  await unit.tx.sendAttempt.update({
    where: { id: attemptId },
    data: { notBefore: new Date(notBefore), slotAt: slotAt === null ? null : new Date(slotAt) },
  });
}
