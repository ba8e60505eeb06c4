/**
 * How an attempt to send ends: by WhatsApp's answer, by a status that proves what became of it, or as UNKNOWN when the
 * answer is lost. An UNKNOWN message is sent again only by a person.
 */
import type { SendOutcome } from '../../domain/conversation/decide.ts';
import { finishSend, isRefusal } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { IN_FLIGHT_MARGIN_MS } from '../../domain/conversation/plan.ts';
import type { TenantUnit } from '../db/database.ts';
import { CONVERSATION } from '../conversation/rows.ts';
import { along, writing } from '../conversation/write.ts';
import type { Values } from '../db/statement.ts';
import { bool, columns, int, nullable, statement, text, texts, time, uuid } from '../db/statement.ts';
import { LOCK_KEYS, inLockOrder, lockWamids, showStatuses } from './statuses.ts';
import type { TransitionResult } from '../conversation/transition.ts';
import { lockConversation, transition } from '../conversation/transition.ts';
import { prepareAttempt } from './prepare-attempt.ts';

/** An attempt to send a message of a conversation, and the time of what is done with it (`at`, epoch milliseconds). */
export interface AttemptMoment {
  readonly conversationId: string;
  readonly attemptId: string;
  readonly at: number;
}

/** What is recorded of WhatsApp's answer; without `wamid` it has not accepted the message. */
export interface SendAnswer {
  readonly wamid?: string;
  readonly httpStatus?: number;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** Takes the locks of `lockWamids`, and after them the conversation's. */
const LOCK_FOR_ANSWER = statement('attempt_lock_for_answer', {
  takes: { conversation: uuid, attempt: uuid, tenant: text, keys: texts },
  gives: { ...CONVERSATION, attempt_message: uuid, attempt_number: int },
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}, a.message_id AS attempt_message, a.number AS attempt_number
    FROM (SELECT count(*) AS taken FROM (${LOCK_KEYS}) locks OFFSET 0) held
      JOIN conversation c ON held.taken >= 0
      JOIN send_attempt a ON a.tenant_id = c.tenant_id
        AND a.conversation_id = c.id
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = $conversation AND a.id = $attempt
    FOR NO KEY UPDATE OF c`,
});

/**
 * Ends an attempt by WhatsApp's answer, or because none came. A throttled one gets a further attempt, PREPARED. When
 * the outcome is `unknown` but a status has already named the attempt, it ends as accepted.
 */
export async function finishAttempt(
  unit: TenantUnit,
  attempt: AttemptMoment,
  outcome: SendOutcome,
  answer: SendAnswer,
): Promise<TransitionResult> {
  const { conversationId, attemptId, at } = attempt;
  if (outcome.kind === 'unknown') {
    // A status may have arrived although the answer was lost: then WhatsApp has accepted the message.
    await lockWamids(unit, [attemptId]);
    const wamid = await wamidByStatus(unit, attemptId);
    if (wamid !== null) return finishAttempt(unit, attempt, { kind: 'accepted' }, { wamid });
  }
  const keys = inLockOrder([attemptId, ...(answer.wamid === undefined ? [] : [answer.wamid])]);
  const [row] = await unit.run(LOCK_FOR_ANSWER, {
    conversation: conversationId,
    attempt: attemptId,
    tenant: unit.tenantId,
    keys,
  });
  if (row === undefined) return { ok: false, refusal: { refused: 'conversation_not_found' } };
  const { attempt_message: messageId, attempt_number: number } = row;
  const result = await transition(
    unit,
    { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, locked: row },
    state => {
      const decision = finishSend(state, attemptId, outcome);
      return isRefusal(decision)
        ? decision
        : { ...decision, along: along(END, endOf({ attemptId, messageId, at }, outcome, answer)) };
    },
  );
  if (!result.ok) return result;
  // Some statuses arrived before the answer.
  if (outcome.kind === 'accepted' && answer.wamid !== undefined && result.transition.answer?.['reported'] === true)
    await showStatuses(unit, messageId, row.number_id, answer.wamid);
  if (outcome.kind === 'throttled')
    await prepareAttempt(unit, {
      conversationId,
      messageId,
      attemptId: outcome.nextAttemptId,
      number: number + 1,
      at,
      notBefore: outcome.notBefore,
    });
  return result;
}

const MESSAGE_STATUS = { accepted: 'accepted', rejected: 'failed', throttled: 'queued', unknown: 'unknown' } as const;
const ATTEMPT_STATE = {
  accepted: 'ACCEPTED',
  rejected: 'REJECTED',
  throttled: 'THROTTLED',
  unknown: 'UNKNOWN',
} as const;

const ENDED = {
  attempt: uuid,
  message: uuid,
  state: text,
  finishedAt: time,
  wamid: nullable(text),
  httpStatus: nullable(int),
  errorCode: nullable(text),
  errorText: nullable(text),
  status: text,
  shownCode: nullable(text),
  shownText: nullable(text),
} as const;
/** SQL: ends an attempt, and shows the outcome on its message. */
const END_ATTEMPT = `
    UPDATE send_attempt
    SET
      state = $state,
      finished_at = $finishedAt,
      wamid = $wamid,
      http_status = $httpStatus,
      error_code = $errorCode,
      error_text = $errorText
    WHERE tenant_id = (SELECT current_tenant()) AND id = $attempt`;
const SHOW_END = `
    UPDATE message
    SET status = $status, wamid = coalesce($wamid, wamid), error_code = $shownCode, error_text = $shownText
    WHERE tenant_id = (SELECT current_tenant()) AND id = $message`;
/** Also returns whether statuses of the message have arrived already (`reported`). */
const END = writing('end', {
  takes: ENDED,
  gives: { reported: bool },
  ctes: `ended AS (${END_ATTEMPT}), shown AS (${SHOW_END})`,
  select: `
      EXISTS (
        SELECT 1
        FROM message m
          JOIN message_status s ON s.tenant_id = m.tenant_id
            AND s.number_id = m.number_id
            AND s.wamid = $wamid
        WHERE m.tenant_id = (SELECT current_tenant()) AND m.id = $message
      ) AS reported`,
});
/** The same as a statement of its own, for a transition that was written by another statement. */
export const END_ALONE = statement('attempt_end', {
  takes: ENDED,
  gives: {},
  sql: `WITH ended AS (${END_ATTEMPT}) ${SHOW_END}`,
});

/**
 * The values of `END` and `END_ALONE`. A message that was accepted, or that waits for another attempt, shows no error,
 * even if the attempt has one.
 */
export function endOf(
  { attemptId, messageId, at }: Pick<AttemptMoment, 'attemptId' | 'at'> & { readonly messageId: string },
  outcome: SendOutcome,
  answer: SendAnswer,
): Values<typeof ENDED> {
  const errorCode = outcome.kind === 'rejected' ? outcome.code : (answer.errorCode ?? null);
  const isShown = outcome.kind !== 'accepted' && outcome.kind !== 'throttled';
  const shown = !isShown ? NO_ERROR : { code: errorCode, text: answer.errorText ?? null };
  return {
    attempt: attemptId,
    message: messageId,
    state: ATTEMPT_STATE[outcome.kind],
    finishedAt: new Date(at),
    wamid: answer.wamid ?? null,
    httpStatus: answer.httpStatus ?? null,
    errorCode,
    errorText: answer.errorText ?? null,
    status: MESSAGE_STATUS[outcome.kind],
    shownCode: shown.code,
    shownText: shown.text,
  };
}

const NO_ERROR = { code: null, text: null } as const;

/**
 * Recovers an attempt whose worker died. PREPARED stays as it is, since nothing was sent. IN_FLIGHT ends as accepted if
 * a status has arrived for it, and becomes UNKNOWN if its deadline and a margin are past; before that it is left alone.
 */
export async function recoverAttempt(unit: TenantUnit, attempt: AttemptMoment): Promise<void> {
  const { conversationId, attemptId, at } = attempt;
  await lockWamids(unit, [attemptId]);
  const wamid = await wamidByStatus(unit, attemptId);
  if (wamid !== null) await lockWamids(unit, [wamid]);
  const row = await lockConversation(unit, conversationId);
  const send = row?.sends.find(open => open.attemptId === attemptId);
  if (send?.attempt !== 'IN_FLIGHT') return;
  if (wamid === null && at < (send.deadline ?? 0) + IN_FLIGHT_MARGIN_MS) return;
  if (wamid === null)
    await finishAttempt(
      unit,
      attempt,
      { kind: 'unknown' },
      { errorText: 'WhatsApp’s answer was lost; the message may or may not have been sent.' },
    );
  else await finishAttempt(unit, attempt, { kind: 'accepted' }, { wamid });
}

const BY_STATUS = statement('wamid_by_status', {
  takes: { attempt: uuid },
  gives: { wamid: text },
  sql: 'SELECT wamid FROM message_status WHERE tenant_id = (SELECT current_tenant()) AND attempt_id = $attempt LIMIT 1',
});

async function wamidByStatus(unit: TenantUnit, attemptId: string): Promise<string | null> {
  return (await unit.run(BY_STATUS, { attempt: attemptId }))[0]?.wamid ?? null;
}
