/**
 * The state of one conversation: what its database row holds and what its workflow folds from events.
 * It contains only ids, enums, numbers and times (epoch milliseconds), no content of messages, so that it may be passed
 * through Temporal.
 */

import type { SurveyState } from './survey.ts';

/**
 * Where a conversation stands. `queued` … `bot` (the AI answers) are open; a contact has at most one open conversation
 * per number.
 */
export const PHASES = [
  'queued',
  'offered',
  'active',
  'wrapping',
  'snoozed',
  'bot',
  'closed',
  'archived',
  'erased',
] as const;
export type Phase = (typeof PHASES)[number];

/** Phases in which the conversation counts as open; the database's partial unique index lists the same ones. */
export const OPEN_PHASES: readonly Phase[] = ['queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot'];

export function isOpen(phase: Phase): boolean {
  return OPEN_PHASES.includes(phase);
}

/** An outbound message whose outcome is pending. Only the first of a conversation may be in flight. */
export interface OpenSend {
  readonly messageId: string;
  readonly attemptId: string;
  /** PREPARED: nothing has been sent to WhatsApp yet. IN_FLIGHT: bytes may have been sent. */
  readonly attempt: 'PREPARED' | 'IN_FLIGHT';
  /** A throttled or paced send waits until then; null: it may be sent at once. */
  readonly notBefore: number | null;
  /** IN_FLIGHT only: the time by which the caller must have aborted; after it the outcome counts as UNKNOWN. */
  readonly deadline: number | null;
}

/**
 * One of several concurrent offers of a conversation (a broadcast). It holds no capacity of its agent until the agent
 * accepts.
 */
export interface BroadcastOffer {
  readonly offerId: string;
  readonly agentId: string;
  readonly weight: number;
}

/** A skill an agent needs for a conversation, at this level at least (1 to 5). */
export interface SkillNeed {
  readonly skillId: string;
  readonly level: number;
}

/** Service-level targets: a first answer, an answer to each later message, and the resolution of the matter. */
export const SLA_TARGETS = ['first_response', 'next_response', 'resolution'] as const;
export type SlaTarget = (typeof SLA_TARGETS)[number];

/** A running service-level clock. Its times use the business hours in force when it was started or last resumed. */
export interface SlaClock {
  readonly target: SlaTarget;
  /** The target is met up to and including this moment; null while the clock is paused. */
  readonly dueAt: number | null;
  /** When people are warned; null if they already were, or are not to be. */
  readonly warnsAt: number | null;
  /** Business time that was left when it was paused, milliseconds; null while it runs. */
  readonly remainingMs: number | null;
  readonly breached: boolean;
}

/** An AI turn: it answers, or drafts an answer to, everything the contact wrote since the last answer. */
export interface AiTurn {
  readonly number: number;
  readonly kind: 'answer' | 'suggest';
  /** When the first of the messages to be answered arrived. */
  readonly since: number;
  /** When the turn runs; until then more messages of the same burst are collected. */
  readonly dueAt: number;
  /** When the turn is given up and, if it was to answer, the conversation is handed over to people. */
  readonly deadlineAt: number;
}

/** The AI's part in a conversation. */
export interface AiState {
  /** `answer`: it answers the contact (phase `bot` only); `suggest`: it drafts for the agent. */
  readonly mode: 'answer' | 'suggest' | 'off';
  /** Fencing token, incremented whenever somebody else takes charge; AI work of an older epoch is never sent. */
  readonly epoch: number;
  /** Whether the AI drafts for agents while people are in charge. */
  readonly assists: boolean;
  /** A burst of messages ends `quietMs` after its latest or `capMs` after its first message, whichever is earlier. */
  readonly quietMs: number;
  readonly capMs: number;
  readonly deadlineMs: number;
  readonly lastTurn: number;
  readonly turn: AiTurn | null;
  /** Answers and clarifying questions it has sent since it last took part in the conversation. */
  readonly answers: number;
  /** Consecutive turns that asked for clarification instead of answering. */
  readonly unresolved: number;
  readonly handedOver: boolean;
}

export interface ConversationState {
  readonly phase: Phase;
  /** Sequence number (`seq`) of the last event folded. */
  readonly lastSeq: number;
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly offerId: string | null;
  /** Live offers of a broadcast to several agents; then neither `agentId` nor `offerId` is set. */
  readonly broadcast: readonly BroadcastOffer[];
  readonly assignmentId: string | null;
  /** Capacity units held at the agent by the live offer or assignment; 0 when none is held. */
  readonly weight: number;
  /** 0 (default) to 10; each step moves the conversation ahead by ten minutes of waiting time. */
  readonly priority: number;
  /** When the contact began to wait; kept across missed or rejected offers and transfers. */
  readonly enqueuedAt: number | null;
  /** Skills an agent must have, by ascending skill id, as already lowered by the routing steps that were taken. */
  readonly needs: readonly SkillNeed[];
  /** Number of the queue's routing steps that were taken since the conversation entered the queue. */
  readonly step: number;
  /** When the next routing step is due; null if none is left. */
  readonly stepAt: number | null;
  /** When the queue's maximum waiting time is reached; null: there is none, or it was already acted on. */
  readonly maxWaitAt: number | null;
  readonly offerExpiresAt: number | null;
  /**
   * When the first agent who missed or rejected the conversation may be offered it again, so that matching is retried.
   */
  readonly matchRetryAt: number | null;
  readonly wrapUpEndsAt: number | null;
  /** `snoozed` only: when it returns to its queue unless the contact writes first. `agentId` is who snoozed it. */
  readonly snoozedUntil: number | null;
  /**
   * When a contact who does not reply is reminded or, after the reminder (`idleReminded`), the conversation is closed;
   * in phase `bot` it is closed without a reminder. Null: no reply is awaited.
   */
  readonly idleAt: number | null;
  readonly idleReminded: boolean;
  readonly sla: readonly SlaClock[];
  /** Null: the AI takes no part in this conversation. */
  readonly ai: AiState | null;
  /** End of the customer-service window; kept after the window has closed. Null: none is known. */
  readonly windowExpiresAt: number | null;
  /** When people are warned that the window is about to close; null if they already were, or are not to be. */
  readonly windowWarnsAt: number | null;
  readonly windowExpiryNoted: boolean;
  readonly archiveAt: number | null;
  /** Retention: when the oldest content still stored must be deleted; null if no content is stored. */
  readonly retentionAt: number | null;
  readonly sends: readonly OpenSend[];
  /** Inbound message whose read receipt is still to be sent to WhatsApp; null: none. */
  readonly receiptMessageId: string | null;
  /** Null: the contact neither was nor is to be asked how satisfied it is. */
  readonly survey: SurveyState | null;
}

/** The state before the first event. */
export const INITIAL_STATE: ConversationState = {
  phase: 'queued',
  lastSeq: 0,
  queueId: null,
  agentId: null,
  offerId: null,
  broadcast: [],
  assignmentId: null,
  weight: 0,
  priority: 0,
  enqueuedAt: null,
  needs: [],
  step: 0,
  stepAt: null,
  maxWaitAt: null,
  offerExpiresAt: null,
  matchRetryAt: null,
  wrapUpEndsAt: null,
  snoozedUntil: null,
  idleAt: null,
  idleReminded: false,
  sla: [],
  ai: null,
  windowExpiresAt: null,
  windowWarnsAt: null,
  windowExpiryNoted: false,
  archiveAt: null,
  retentionAt: null,
  sends: [],
  receiptMessageId: null,
  survey: null,
};
