import type { AiTurn, BroadcastOffer, ConversationState, Phase, SkillNeed, SlaTarget } from './state.ts';
import type { SurveySkip } from './survey.ts';

/**
 * Who caused an event. `system`: nobody in person; a deadline in the conversation's workflow, the AI or the matcher.
 */
export type ActorKind = 'contact' | 'user' | 'api_key' | 'system';
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string | null;
}
export const SYSTEM_ACTOR: Actor = { kind: 'system', id: null };

/**
 * How an offer ended without acceptance: `rejected` by the agent; `expired` unanswered; `rescinded`: the conversation
 * was transferred, assigned or closed meanwhile; `canceled`: another agent of the broadcast accepted first.
 */
export type OfferEnd = 'rejected' | 'expired' | 'rescinded' | 'canceled';
/** Why the AI gave a conversation to people. */
export type HandOverReason =
  | 'asked_for_human'
  | 'no_evidence'
  | 'abstained'
  | 'unresolved'
  | 'sensitive_topic'
  | 'forbidden_topic'
  | 'anger'
  | 'vip'
  | 'money'
  | 'unreadable'
  | 'language'
  | 'turn_cap'
  | 'cost_cap'
  | 'deadline'
  | 'model_failed'
  | 'not_grounded'
  | 'window_closed'
  | 'human_stepped_in'
  | 'switched_off'
  | 'model_asked'
  | 'number_paused';

/** How long messages of a burst are collected, and when an AI turn is given up; milliseconds, see `AiState`. */
interface Gathering {
  quietMs: number;
  capMs: number;
  deadlineMs: number;
  policyVersion: number;
}

export type CloseReason = 'agent' | 'administrator' | 'wrap_up_ended' | 'merged' | 'unanswered' | 'queue_full' | 'idle';

/** How a conversation waits. Events from before routing rules existed have only the first three fields. */
interface Waiting {
  queueId: string;
  enqueuedAt: number;
  priority: number;
  needs?: readonly SkillNeed[];
  stepAt?: number | null;
  maxWaitAt?: number | null;
  /** When the first agent who missed or rejected it may be offered it again. */
  retryAt?: number | null;
  /** It was moved here by another queue's step or maximum waiting time; this queue's own ones do not apply to it. */
  resorted?: true;
}
/** The routing rule that decided; null if none matched. */
interface Ruled {
  rule?: { readonly id: string; readonly version: number } | null;
}

/** The data of each event type. Deadlines are stored as absolute times, so folding needs no settings and no clock. */
export interface EventData {
  /**
   * `outbound`: the tenant wrote first, so the contact is not waiting for an answer; the window opened by the contact's
   * last message may still be open.
   */
  opened: Waiting &
    Ruled & {
      policyVersion: number;
      outbound?: { readonly windowExpiresAt: number | null; readonly windowWarnsAt: number | null };
    };
  /** `windowWarnsAt` is missing in events from before these warnings existed. */
  reopened: Waiting & Ruled & { windowExpiresAt: number | null; windowWarnsAt?: number | null; policyVersion: number };

  /**
   * `windowExpiresAt` is null if the message opens no window: notices by WhatsApp itself (a changed number) and group
   * messages.
   */
  message_received: {
    messageId: string;
    windowExpiresAt: number | null;
    windowWarnsAt?: number | null;
    retentionAt: number;
  };
  /**
   * A happening: an earlier message was reacted to, edited or deleted, or the contact changed (another number).
   * `windowExpiresAt` is null if the contact did not cause it. `revises`: it changes a message that still awaits an
   * answer.
   */
  message_noted: {
    messageId: string;
    windowExpiresAt: number | null;
    windowWarnsAt: number | null;
    retentionAt: number;
    revises?: true;
  };
  enqueued: Waiting;
  /** The queue's maximum waiting time was reached; the events of the resulting action follow. */
  max_wait_reached: Record<string, never>;
  /** A routing step was taken. `step`: how many were taken so far; `needs`: the skills still required. */
  widened: { step: number; needs: readonly SkillNeed[]; nextStepAt: number | null };
  offered: { offerId: string; agentId: string; weight: number; expiresAt: number };
  /** Offered to several agents at once; the first to accept gets it. */
  broadcast: { offers: readonly BroadcastOffer[]; expiresAt: number };
  /** One agent of a broadcast rejected the offer; the others can still accept. */
  broadcast_declined: { offerId: string; agentId: string; excludedUntil: number };
  /** A broadcast ended without anybody accepting; all its live offers end. */
  broadcast_ended: { end: OfferEnd; excludedUntil: number | null; retryAt: number | null };
  offer_accepted: { offerId: string; agentId: string; assignmentId: string };
  offer_ended: {
    offerId: string;
    agentId: string;
    end: OfferEnd;
    excludedUntil: number | null;
    /** When the first agent's exclusion ends; missing in older events. */ retryAt?: number | null;
  };
  match_retried: { nextRetryAt?: number | null };
  assigned: { agentId: string; assignmentId: string; weight: number };
  /** Its agent snoozed it; the agent's capacity is released meanwhile. */
  snoozed: { until: number };
  /** After an agent's answer: when the contact is reminded unless it replies; null: no reply is awaited any more. */
  idle_planned: { at: number | null };
  /** The contact was reminded; without a reply the conversation is closed at `closeAt`. */
  idle_reminded: { closeAt: number };
  sla_started: { target: SlaTarget; dueAt: number; warnsAt: number | null };
  sla_warned: { target: SlaTarget };
  sla_breached: { target: SlaTarget };
  /** The contact's reply is awaited; the remaining business time is kept. */
  sla_paused: { target: SlaTarget; remainingMs: number };
  sla_resumed: { target: SlaTarget; dueAt: number; warnsAt: number | null };
  sla_ended: { target: SlaTarget; outcome: 'met' | 'breached' | 'canceled' };
  /** The AI answers from now on. `assists`: it drafts for agents once it has handed over. */
  bot_started: Gathering & {
    assists: boolean;
    /** Earlier messages of the contact still await an answer. */ waiting: boolean;
  };
  /** The AI drafts for the agent from now on. */
  ai_assists: Gathering;
  /** An AI turn is to answer what the contact wrote, or to draft an answer; it replaces a turn that has not ended. */
  turn_planned: AiTurn;
  turn_ended: {
    number: number;
    outcome: 'answered' | 'clarified' | 'suggested' | 'handed_over' | 'nothing' | 'canceled';
    /** When the conversation is closed unless the contact writes; missing: unchanged. */ closesAt?: number | null;
  };
  /** The AI handed over to people; an `enqueued` event with the queue follows. */
  handed_over: { reason: HandOverReason };
  wrap_up_started: { endsAt: number };
  closed: {
    reason: CloseReason;
    archiveAt: number;
    /** What it was about, from the tenant’s list of dispositions. */ dispositionId?: string;
    /** When the contact is to be asked how satisfied it is, and with whose work; missing: it is not asked. */
    survey?: { readonly askAt: number; readonly agentId: string | null };
  };
  archived: Record<string, never>;
  content_deleted: { before: number; nextRetentionAt: number | null };
  erased: Record<string, never>;
  /** People were warned that the customer-service window is about to close. */
  window_expiring: Record<string, never>;
  window_expired: Record<string, never>;
  note_added: { messageId: string; retentionAt: number };
  /**
   * `answers`: it counts as an answer to the contact: sent by a person or an API key, and neither a template nor a
   * reaction.
   */
  message_queued: { messageId: string; attemptId: string; retentionAt: number; answers?: boolean };
  message_canceled: { messageId: string };
  message_resent: { messageId: string; attemptId: string };
  send_started: { messageId: string; attemptId: string; deadline: number };
  send_accepted: { messageId: string; attemptId: string };
  send_failed: { messageId: string; attemptId: string; code: string };
  send_unknown: { messageId: string; attemptId: string };
  /** WhatsApp throttled the attempt and sent nothing; the new attempt `nextAttemptId` waits until `notBefore`. */
  send_throttled: { messageId: string; attemptId: string; nextAttemptId: string; notBefore: number };
  /** Pacing: under WhatsApp’s rate limits the attempt may be sent at `notBefore`. */
  send_paced: { messageId: string; attemptId: string; notBefore: number };
  /** A later status from WhatsApp settled an UNKNOWN attempt. */
  send_settled: { messageId: string; attemptId: string; outcome: 'ACCEPTED' | 'REJECTED' };
  /** WhatsApp accepted the message and later said it could not deliver it. */
  delivery_failed: { messageId: string; code: number | null };
  /** The contact was asked how satisfied it is; the `message_queued` of the question follows. */
  survey_asked: { messageId: string; askedAt: number; language: string };
  /** The contact was to be asked, and is not. */
  survey_skipped: { reason: SurveySkip };
  /** The contact rated the conversation, 1 to 5, by a message that is noted. `commentUntil`: see `SurveyState`. */
  survey_rated: { messageId: string; rating: number; ratedAt: number; commentUntil: number | null };
  /** The contact said more about its rating. */
  survey_commented: { messageId: string };
  receipt_requested: { messageId: string };
  receipt_done: { messageId: string; ok: boolean };
  /** Settings changed: all deadlines derived from them. Fields that are missing stay as they were. */
  policy_applied: { policyVersion: number; archiveAt: number | null; retentionAt: number | null } & Partial<
    Pick<ConversationState, 'windowWarnsAt' | 'stepAt' | 'maxWaitAt' | 'idleAt' | 'sla'>
  >;
}

export type EventType = keyof EventData;

/** An event as decided, before the transaction assigns its sequence number (`seq`). */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: Readonly<EventData[T]> } }[EventType];

/** An event of the log. Sequence numbers (`seq`) are gapless per conversation, in commit order. */
export type ConversationEvent = NewEvent & {
  readonly seq: number;
  readonly at: number;
  /**
   * `seq` of the previous event that the workflow was signalled about (0: none), so that the workflow can detect that
   * it missed one.
   */
  readonly prevWakeSeq: number;
};

/**
 * The phase that each event leads to from each phase; null where the event is not allowed.
 * The type makes the table complete; `test/unit/conversation-table.test.ts` checks every cell.
 */
export const TRANSITIONS: { readonly [T in EventType]: { readonly [P in Phase | 'new']: Phase | null } } = (() => {
  const everywhereBut = (...not: (Phase | 'new')[]): Record<Phase | 'new', Phase | null> => {
    const cell = (phase: Phase): Phase | null => (not.includes(phase) ? null : phase);
    return {
      new: null,
      queued: cell('queued'),
      offered: cell('offered'),
      active: cell('active'),
      wrapping: cell('wrapping'),
      snoozed: cell('snoozed'),
      bot: cell('bot'),
      closed: cell('closed'),
      archived: cell('archived'),
      erased: null,
    };
  };
  const none = {
    new: null,
    queued: null,
    offered: null,
    active: null,
    wrapping: null,
    snoozed: null,
    bot: null,
    closed: null,
    archived: null,
    erased: null,
  };
  const untilErased = everywhereBut();
  const whileOpen = everywhereBut('closed', 'archived');
  return {
    opened: { ...none, new: 'queued' },
    reopened: { ...none, closed: 'queued' },
    // A contact who writes during wrap-up continues with the same agent.
    message_received: { ...whileOpen, wrapping: 'active' },
    message_noted: untilErased,
    enqueued: { ...none, queued: 'queued', active: 'queued', wrapping: 'queued', snoozed: 'queued', bot: 'queued' },
    max_wait_reached: { ...none, queued: 'queued' },
    widened: { ...none, queued: 'queued' },
    offered: { ...none, queued: 'offered' },
    broadcast: { ...none, queued: 'offered' },
    broadcast_declined: { ...none, offered: 'offered' },
    broadcast_ended: { ...none, offered: 'queued' },
    offer_accepted: { ...none, offered: 'active' },
    offer_ended: { ...none, offered: 'queued' },
    match_retried: { ...none, queued: 'queued' },
    assigned: { ...none, queued: 'active', active: 'active', wrapping: 'active', snoozed: 'active', bot: 'active' },
    snoozed: { ...none, active: 'snoozed', wrapping: 'snoozed' },
    idle_planned: { ...none, active: 'active', bot: 'bot' },
    idle_reminded: { ...none, active: 'active' },
    sla_started: whileOpen,
    sla_warned: whileOpen,
    sla_breached: whileOpen,
    sla_paused: whileOpen,
    sla_resumed: whileOpen,
    sla_ended: whileOpen,
    bot_started: { ...none, queued: 'bot', active: 'bot', wrapping: 'bot', snoozed: 'bot' },
    ai_assists: whileOpen,
    turn_planned: whileOpen,
    turn_ended: whileOpen,
    handed_over: { ...none, bot: 'bot' },
    wrap_up_started: { ...none, active: 'wrapping' },
    closed: { ...none, queued: 'closed', active: 'closed', wrapping: 'closed', snoozed: 'closed', bot: 'closed' },
    archived: { ...none, closed: 'archived' },
    content_deleted: untilErased,
    erased: { ...none, archived: 'erased' },
    window_expiring: whileOpen,
    window_expired: untilErased,
    note_added: untilErased,
    // While it is closed only messages of its survey.
    message_queued: everywhereBut('archived'),
    message_canceled: untilErased,
    message_resent: whileOpen,
    send_started: untilErased,
    send_accepted: untilErased,
    send_failed: untilErased,
    send_unknown: untilErased,
    send_throttled: untilErased,
    send_paced: untilErased,
    send_settled: untilErased,
    delivery_failed: untilErased,
    survey_asked: { ...none, closed: 'closed' },
    survey_skipped: { ...none, closed: 'closed' },
    survey_rated: untilErased,
    survey_commented: untilErased,
    receipt_requested: untilErased,
    receipt_done: untilErased,
    policy_applied: untilErased,
  };
})();

/** All types of events. */
export const EVENT_TYPES = Object.keys(TRANSITIONS) as readonly EventType[] as readonly [EventType, ...EventType[]];
