import type { ConversationState, SlaTarget } from './state.ts';

/** How long after its deadline an IN_FLIGHT attempt becomes UNKNOWN: a margin for clock skew and a slow abort. */
export const IN_FLIGHT_MARGIN_MS = 5_000;

/**
 * What a deadline requires. Each command is a guarded transition, or a call to WhatsApp or the model; the workflow runs
 * it.
 */
export type Command =
  | { readonly kind: 'expireOffer'; readonly offerId: string }
  | { readonly kind: 'retryMatch' }
  | { readonly kind: 'widen' }
  | { readonly kind: 'endWait' }
  | { readonly kind: 'endWrapUp' }
  | { readonly kind: 'wake' }
  | { readonly kind: 'endIdle' }
  | { readonly kind: 'warnSla'; readonly target: SlaTarget }
  | { readonly kind: 'breachSla'; readonly target: SlaTarget }
  | { readonly kind: 'noteWindowExpiring' }
  | { readonly kind: 'noteWindowExpired' }
  | { readonly kind: 'askSurvey' }
  | { readonly kind: 'archive' }
  | { readonly kind: 'deleteContent' }
  | { readonly kind: 'erase' }
  | { readonly kind: 'giveUpTurn'; readonly turn: number; readonly why: 'deadline' | 'model_failed' }
  | { readonly kind: 'runTurn'; readonly turn: number }
  | { readonly kind: 'recoverSend'; readonly messageId: string; readonly attemptId: string }
  | { readonly kind: 'send'; readonly messageId: string; readonly attemptId: string }
  | { readonly kind: 'sendReceipt'; readonly messageId: string };

/** Commands that call WhatsApp or the model: an activity of their own, which the workflow does not wait for. */
const CALLS = ['send', 'sendReceipt', 'runTurn'] as const satisfies readonly Command['kind'][];

/** Commands that only change state. */
export type TimedCommand = Exclude<Command, { kind: (typeof CALLS)[number] }>;

export const isTimed = (command: Command): command is TimedCommand =>
  !(CALLS as readonly Command['kind'][]).includes(command.kind);

export interface Deadline {
  readonly at: number;
  readonly command: Command;
}

/**
 * All deadlines of a state, unordered. A deadline at `t` is due from `t` on, inclusive. What is due immediately has the
 * time 0.
 */
export function deadlines(state: ConversationState): Deadline[] {
  const found: Deadline[] = [];
  const add = (at: number | null, command: Command): void => {
    if (at !== null) found.push({ at, command });
  };
  if (state.phase === 'erased' || state.lastSeq === 0) return found;
  // Offers of one broadcast expire together: naming any of them expires them all.
  const offerId = state.offerId ?? state.broadcast[0]?.offerId ?? null;
  if (state.phase === 'offered' && offerId !== null) add(state.offerExpiresAt, { kind: 'expireOffer', offerId });
  if (state.phase === 'queued') add(state.matchRetryAt, { kind: 'retryMatch' });
  if (state.phase === 'queued') add(state.stepAt, { kind: 'widen' });
  if (state.phase === 'queued') add(state.maxWaitAt, { kind: 'endWait' });
  if (state.phase === 'snoozed') add(state.snoozedUntil, { kind: 'wake' });
  if (state.phase === 'active' || state.phase === 'bot') add(state.idleAt, { kind: 'endIdle' });
  if (state.phase === 'wrapping') add(state.wrapUpEndsAt, { kind: 'endWrapUp' });
  for (const { target, dueAt, warnsAt, breached } of state.sla) {
    add(warnsAt, { kind: 'warnSla', target });
    // An answer exactly at the due time still meets the target.
    if (dueAt !== null && !breached) add(dueAt + 1, { kind: 'breachSla', target });
  }
  const turn = state.ai?.turn ?? null;
  if (turn !== null) {
    add(turn.dueAt, { kind: 'runTurn', turn: turn.number });
    add(turn.deadlineAt, { kind: 'giveUpTurn', turn: turn.number, why: 'deadline' });
  }
  add(state.windowWarnsAt, { kind: 'noteWindowExpiring' });
  if (!state.windowExpiryNoted) add(state.windowExpiresAt, { kind: 'noteWindowExpired' });
  if (state.phase === 'closed') add(state.survey?.askAt ?? null, { kind: 'askSurvey' });
  if (state.phase === 'closed') add(state.archiveAt, { kind: 'archive' });
  add(state.retentionAt, { kind: 'deleteContent' });
  if (state.phase === 'archived' && state.retentionAt === null) add(0, { kind: 'erase' });
  const send = state.sends[0];
  if (send !== undefined) {
    const { messageId, attemptId } = send;
    if (send.attempt === 'PREPARED') add(send.notBefore ?? 0, { kind: 'send', messageId, attemptId });
    else add((send.deadline ?? 0) + IN_FLIGHT_MARGIN_MS, { kind: 'recoverSend', messageId, attemptId });
  }
  if (state.receiptMessageId !== null) add(0, { kind: 'sendReceipt', messageId: state.receiptMessageId });
  return found;
}

/** The commands due at `now` (epoch milliseconds), and the next deadline after it (null: there is none). */
export function plan(
  state: ConversationState,
  now: number,
): { readonly due: readonly Command[]; readonly nextAt: number | null } {
  const all = deadlines(state);
  const later = all.filter(deadline => deadline.at > now).map(deadline => deadline.at);
  return {
    due: all.filter(deadline => deadline.at <= now).map(deadline => deadline.command),
    nextAt: later.length === 0 ? null : Math.min(...later),
  };
}

/**
 * The earliest deadline of the conversation, null if it has none. Stored as `due_at`, where the sweep and `reconcile`
 * find conversations that are overdue.
 */
export function earliestDue(state: ConversationState): number | null {
  const all = deadlines(state).map(deadline => deadline.at);
  return all.length === 0 ? null : Math.min(...all);
}
