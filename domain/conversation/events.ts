import type { AiTurn, BroadcastOffer, ConversationState, Phase, SkillNeed, SlaTarget } from './state.ts';

/** Who caused an event. `system` is time, acting through the conversation's workflow or the matcher. */
export type ActorKind = 'contact' | 'user' | 'api_key' | 'system';
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string | null;
}
export const SYSTEM_ACTOR: Actor = { kind: 'system', id: null };

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

/** How long a burst of the contact is gathered, and when a turn is given up. */
interface Gathering {
  quietMs: number;
  capMs: number;
  deadlineMs: number;
  policyVersion: number;
}

export type CloseReason = 'agent' | 'administrator' | 'wrap_up_ended' | 'merged' | 'unanswered' | 'queue_full' | 'idle';

/** How a conversation waits. All but the first three are missing in events from before there were routing rules. */
interface Waiting {
  queueId: string;
  enqueuedAt: number;
  priority: number;
  needs?: readonly SkillNeed[];
  stepAt?: number | null;
  maxWaitAt?: number | null;
  /** When an agent who missed or refused it may be offered it again. */
  retryAt?: number | null;
  /** Another queue's step or longest wait sent it here: this one's are not taken. */
  resorted?: true;
}
/** The routing rule that decided; null where none matched. */
interface Ruled {
  rule?: { readonly id: string; readonly version: number } | null;
}

/** What an event says, by type. Deadlines are resolved here, so folding needs no settings and no clock. */
export interface EventData {
  /**
   * `outbound`: we wrote first, and nobody waits for an answer; the window of the contact's last message may still be
   * open.
   */
  opened: Waiting &
    Ruled & {
      policyVersion: number;
      outbound?: { readonly windowExpiresAt: number | null; readonly windowWarnsAt: number | null };
    };
  /** `windowWarnsAt` is missing in events from before there were warnings. */
  reopened: Waiting & Ruled & { windowExpiresAt: number | null; windowWarnsAt?: number | null; policyVersion: number };

  /** `windowExpiresAt` is null for notices by WhatsApp itself (a changed number): that is not the contact writing. */
  message_received: {
    messageId: string;
    windowExpiresAt: number | null;
    windowWarnsAt?: number | null;
    retentionAt: number;
  };
  /**
   * Something became of an earlier message (a reaction, an edit, a deletion), or of the contact (another number).
   * `windowExpiresAt` is null for what is not the contact's doing. `revises`: what is not answered yet reads otherwise
   * now.
   */
  message_noted: {
    messageId: string;
    windowExpiresAt: number | null;
    windowWarnsAt: number | null;
    retentionAt: number;
    revises?: true;
  };
  enqueued: Waiting;
  /** The contact has waited for as long as the queue wants anybody to; what is done about it follows. */
  max_wait_reached: Record<string, never>;
  /** A routing step was taken. */
  widened: { step: number; needs: readonly SkillNeed[]; nextStepAt: number | null };
  offered: { offerId: string; agentId: string; weight: number; expiresAt: number };
  /** Several agents are asked at once; the first to accept has it. */
  broadcast: { offers: readonly BroadcastOffer[]; expiresAt: number };
  /** One of several who were asked at once does not want it; the others still may. */
  broadcast_declined: { offerId: string; agentId: string; excludedUntil: number };
  /** Nobody of those who were asked at once takes it any more. */
  broadcast_ended: { end: OfferEnd; excludedUntil: number | null; retryAt: number | null };
  offer_accepted: { offerId: string; agentId: string; assignmentId: string };
  offer_ended: {
    offerId: string;
    agentId: string;
    end: OfferEnd;
    excludedUntil: number | null;
    /** The first of the exclusions to end; missing in older events. */ retryAt?: number | null;
  };
  match_retried: { nextRetryAt?: number | null };
  assigned: { agentId: string; assignmentId: string; weight: number };
  /** Its agent put it aside; the capacity is free meanwhile. */
  snoozed: { until: number };
  /** The contact is waited for since an agent’s answer; null: no longer. */
  idle_planned: { at: number | null };
  /** The contact was reminded. */
  idle_reminded: { closeAt: number };
  sla_started: { target: SlaTarget; dueAt: number; warnsAt: number | null };
  sla_warned: { target: SlaTarget };
  sla_breached: { target: SlaTarget };
  /** The contact is to answer; what is left of the time is kept. */
  sla_paused: { target: SlaTarget; remainingMs: number };
  sla_resumed: { target: SlaTarget; dueAt: number; warnsAt: number | null };
  sla_ended: { target: SlaTarget; outcome: 'met' | 'breached' | 'canceled' };
  /** The AI answers from now on. `assists`: it drafts for agents once it has handed over. */
  bot_started: Gathering & {
    assists: boolean;
    /** The contact waits for an answer to what it wrote before. */ waiting: boolean;
  };
  /** The AI drafts for the agent from now on. */
  ai_assists: Gathering;
  /**
   * What the contact wrote is to be answered (or an answer drafted); it takes the place of a turn that has not ended.
   */
  turn_planned: AiTurn;
  turn_ended: {
    number: number;
    outcome: 'answered' | 'clarified' | 'suggested' | 'handed_over' | 'nothing' | 'canceled';
    /** When the conversation is closed unless the contact writes. */ closesAt?: number | null;
  };
  /** People are in charge; where it waits follows. */
  handed_over: { reason: HandOverReason };
  wrap_up_started: { endsAt: number };
  closed: {
    reason: CloseReason;
    archiveAt: number;
    /** What it was about, of the tenant’s list. */ dispositionId?: string;
  };
  archived: Record<string, never>;
  content_deleted: { before: number; nextRetentionAt: number | null };
  erased: Record<string, never>;
  /** The customer-service window closes soon. */
  window_expiring: Record<string, never>;
  window_expired: Record<string, never>;
  note_added: { messageId: string; retentionAt: number };
  /** `answers`: a person wrote it, and it is no template: the contact has been answered. */
  message_queued: { messageId: string; attemptId: string; retentionAt: number; answers?: boolean };
  message_canceled: { messageId: string };
  message_resent: { messageId: string; attemptId: string };
  send_started: { messageId: string; attemptId: string; deadline: number };
  send_accepted: { messageId: string; attemptId: string };
  send_failed: { messageId: string; attemptId: string; code: string };
  send_unknown: { messageId: string; attemptId: string };
  /** The attempt ended without a send; `nextAttemptId` waits until `notBefore`. */
  send_throttled: { messageId: string; attemptId: string; nextAttemptId: string; notBefore: number };
  /** WhatsApp’s limits give the attempt its place at `notBefore`. */
  send_paced: { messageId: string; attemptId: string; notBefore: number };
  /** A status of WhatsApp settled an UNKNOWN attempt. */
  send_settled: { messageId: string; attemptId: string; outcome: 'ACCEPTED' | 'REJECTED' };
  /** WhatsApp accepted the message and later said it could not deliver it. */
  delivery_failed: { messageId: string; code: number | null };
  receipt_requested: { messageId: string };
  receipt_done: { messageId: string; ok: boolean };
  /** Settings changed: all deadlines that follow from them. What is not given stays as it was. */
  policy_applied: { policyVersion: number; archiveAt: number | null; retentionAt: number | null } & Partial<
    Pick<ConversationState, 'windowWarnsAt' | 'stepAt' | 'maxWaitAt' | 'idleAt' | 'sla'>
  >;
}

export type EventType = keyof EventData;

/** An event as it is decided, before the transaction gives it its `seq`. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly data: Readonly<EventData[T]> } }[EventType];

/** An event of the log: gapless `seq` per conversation, in commit order. */
export type ConversationEvent = NewEvent & {
  readonly seq: number;
  readonly at: number;
  /**
   * `seq` of the event before this one that woke the workflow (0: none); the workflow checks that it misses nothing.
   */
  readonly prevWakeSeq: number;
};

/**
 * Where each event leads from each phase: the phase it results in, or null where it is not allowed.
 * Complete by type; `test/unit/conversation-table.test.ts` walks every cell.
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
    // A contact who writes during wrap-up goes on with the same agent.
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
    message_queued: whileOpen,
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
    receipt_requested: untilErased,
    receipt_done: untilErased,
    policy_applied: untilErased,
  };
})();
