import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Deadline } from '../../domain/conversation/plan.ts';
import { deadlines } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { attributesOf } from './attributes.ts';

/** What operators see in Temporal's UI; upserted only on changes, because each upsert adds to the history. */
export class Visibility {
  #shown: Map<string, string>;

  /**
   * @param published the state whose attributes were already published (at the start, or before continue-as-new), if
   * any.
   */
  constructor(published: ConversationState | undefined) {
    this.#shown = new Map(
      published === undefined ? [] : attributesOf(published).map(pair => [pair.key.name, String(pair.value)]),
    );
  }

  show(state: ConversationState): void {
    const changed = attributesOf(state).filter(pair => this.#shown.get(pair.key.name) !== String(pair.value));
    if (changed.length > 0) upsertSearchAttributes(changed);
    for (const pair of changed) this.#shown.set(pair.key.name, String(pair.value));
    setCurrentDetails(detailsOf(state));
  }
}

const time = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';

function detailsOf(state: ConversationState): string {
  const where = {
    queued: `Waiting in queue ${state.queueId ?? '—'}`,
    offered: `Offered to agent ${state.agentId ?? '—'}${state.offerExpiresAt === null ? '' : ` until ${time(state.offerExpiresAt)}`}`,
    active: `With agent ${state.agentId ?? '—'}`,
    wrapping: `Wrap-up by agent ${state.agentId ?? '—'}${state.wrapUpEndsAt === null ? '' : ` until ${time(state.wrapUpEndsAt)}`}`,
    snoozed: `Put aside by agent ${state.agentId ?? '—'}${state.snoozedUntil === null ? '' : ` until ${time(state.snoozedUntil)}`}`,
    bot: `Answered by the AI${state.ai?.turn == null ? '' : `; turn ${state.ai.turn.number} until ${time(state.ai.turn.deadlineAt)}`}`,
    closed: `Closed${state.archiveAt === null ? '' : `; archived at ${time(state.archiveAt)}`}`,
    archived: 'Archived',
    erased: 'Erased',
  }[state.phase];
  const window =
    state.windowExpiresAt === null
      ? 'no customer-service window'
      : `customer-service window ${state.windowExpiryNoted ? 'closed at' : 'until'} ${time(state.windowExpiresAt)}`;
  const sends = state.sends.length === 0 ? '' : `; ${state.sends.length} message(s) waiting to be sent`;
  const retention = state.retentionAt === null ? '' : `; oldest content is deleted at ${time(state.retentionAt)}`;
  return `${where}; ${window}${sends}${retention}. Event ${state.lastSeq}.`;
}

const TIMER_WORDS: Record<Deadline['command']['kind'], string> = {
  expireOffer: 'accept time-out of the offer',
  retryMatch: 'offer again to who missed it',
  widen: 'next routing step',
  endWait: 'end of the longest wait',
  wake: 'end of snoozing',
  endIdle: 'the contact does not answer',
  warnSla: 'warning: a promise is due soon',
  breachSla: 'a promise is broken',
  endWrapUp: 'end of wrap-up',
  noteWindowExpiring: 'warning: the customer-service window closes',
  noteWindowExpired: 'end of the customer-service window',
  runTurn: 'the contact has written all of it',
  giveUpTurn: 'the AI takes too long: people answer',
  askSurvey: 'ask how satisfied the contact is',
  archive: 'archive',
  deleteContent: 'retention: delete what is due',
  erase: 'erase',
  send: 'throttled message may be sent',
  recoverSend: 'settle a lost send',
  sendReceipt: 'read receipt',
};

/** The summary shown for a timer that runs until `at`. */
export function timerSummary(state: ConversationState, at: number): string {
  const kind = deadlines(state).find(deadline => deadline.at === at)?.command.kind;
  return kind === undefined ? 'next look' : TIMER_WORDS[kind];
}
