import type { ConversationState, SlaTarget } from './state.ts';

/** How long after an IN_FLIGHT attempt's deadline it is given up as UNKNOWN: the margin for clocks and a slow abort. */
export const IN_FLIGHT_MARGIN_MS = 5_000;

/** What time asks of a conversation. Each is a guarded transition or a call to WhatsApp, started by the workflow. */
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
  | { readonly kind: 'archive' }
  | { readonly kind: 'deleteContent' }
  | { readonly kind: 'erase' }
  | { readonly kind: 'giveUpTurn'; readonly turn: number; readonly why: 'deadline' | 'model_failed' }
  | { readonly kind: 'runTurn'; readonly turn: number }
  | { readonly kind: 'recoverSend'; readonly messageId: string; readonly attemptId: string }
  | { readonly kind: 'send'; readonly messageId: string; readonly attemptId: string }
  | { readonly kind: 'sendReceipt'; readonly messageId: string };

/** Commands that only change state; the others call WhatsApp or the model. */
export type TimedCommand = Exclude<Command, { kind: 'send' | 'sendReceipt' | 'runTurn' }>;

export interface Deadline {
  readonly at: number;
  readonly command: Command;
}

/**
 * Every deadline of a state, unordered. A deadline at `t` is due from `t` on (at `t − 1 ms` it is not).
 * What is owed at once is due at 0.
 */
export function deadlines(state: ConversationState): Deadline[] {
  const found: Deadline[] = [];
  const add = (at: number | null, command: Command): void => {
    if (at !== null) found.push({ at, command });
  };
  if (state.phase === 'erased' || state.lastSeq === 0) return found;
  // Offers that were made at once expire at once: any of them names them all.
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
    // Whoever answers at the very moment it is due keeps the promise.
    if (dueAt !== null && !breached) add(dueAt + 1, { kind: 'breachSla', target });
  }
  const turn = state.ai?.turn ?? null;
  if (turn !== null) {
    add(turn.dueAt, { kind: 'runTurn', turn: turn.number });
    add(turn.deadlineAt, { kind: 'giveUpTurn', turn: turn.number, why: 'deadline' });
  }
  add(state.windowWarnsAt, { kind: 'noteWindowExpiring' });
  if (!state.windowExpiryNoted) add(state.windowExpiresAt, { kind: 'noteWindowExpired' });
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

/** What is due at `now`, and when something is due next (null: nothing is). */
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

/** The earliest time anything is owed to this conversation; what the sweep and `reconcile` look for in the database. */
export function earliestDue(state: ConversationState): number | null {
  const all = deadlines(state).map(deadline => deadline.at);
  return all.length === 0 ? null : Math.min(...all);
}
