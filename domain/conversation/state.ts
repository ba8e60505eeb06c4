/**
 * The state of one conversation: what its database row holds and what its workflow folds from events.
 * Ids, enums, numbers and times only (epoch milliseconds), so it may travel through Temporal.
 */

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

/** Phases in which the conversation counts as open (the partial unique index of the database says the same). */
export const OPEN_PHASES: readonly Phase[] = ['queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot'];

export function isOpen(phase: Phase): boolean {
  return OPEN_PHASES.includes(phase);
}

/** An outbound message that is not settled yet. At most the first of a conversation is on its way. */
export interface OpenSend {
  readonly messageId: string;
  readonly attemptId: string;
  /** PREPARED: nothing was written to WhatsApp yet. IN_FLIGHT: bytes may have left. */
  readonly attempt: 'PREPARED' | 'IN_FLIGHT';
  /** A throttled send waits until then; null: at once. */
  readonly notBefore: number | null;
  /** IN_FLIGHT only: when the caller must have aborted; after it the outcome is UNKNOWN. */
  readonly deadline: number | null;
}

/**
 * One of several offers of a conversation that live at once. It holds no capacity: that is charged when its agent
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

/**
 * What a company promises its contacts: an answer to the first message, to each later one, and an end of the matter.
 */
export const SLA_TARGETS = ['first_response', 'next_response', 'resolution'] as const;
export type SlaTarget = (typeof SLA_TARGETS)[number];

/** A promise that runs. All times are resolved with the business hours that were in force when it began or went on. */
export interface SlaClock {
  readonly target: SlaTarget;
  /** Kept when something happens up to this very moment; null while it is paused. */
  readonly dueAt: number | null;
  /** When people are warned; null when they were, or are not to be. */
  readonly warnsAt: number | null;
  /** Business time that was left when it was paused; null while it runs. */
  readonly remainingMs: number | null;
  readonly breached: boolean;
}

/** What the AI is to answer, or to draft an answer to: all that the contact wrote since the last answer. */
export interface AiTurn {
  readonly number: number;
  readonly kind: 'answer' | 'suggest';
  /** When the first of its messages came. */
  readonly since: number;
  /** The contact may write more until then. */
  readonly dueAt: number;
  /** When it is given up, and the conversation handed to people. */
  readonly deadlineAt: number;
}

/** The AI's part in a conversation. */
export interface AiState {
  /** `answer` in phase `bot` only; `suggest`: it drafts for the agent. */
  readonly mode: 'answer' | 'suggest' | 'off';
  /** Counts who is in charge: what was begun under an older one is never sent. */
  readonly epoch: number;
  /** Whether it drafts for agents once people are in charge. */
  readonly assists: boolean;
  /** A burst of the contact is over after so long without another message, or so long after its first. */
  readonly quietMs: number;
  readonly capMs: number;
  readonly deadlineMs: number;
  readonly lastTurn: number;
  readonly turn: AiTurn | null;
  /** Answers it gave since it took the conversation. */
  readonly answers: number;
  /** Turns in a row that answered nothing. */
  readonly unresolved: number;
  readonly handedOver: boolean;
}

export interface ConversationState {
  readonly phase: Phase;
  /** `seq` of the last event folded. */
  readonly lastSeq: number;
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly offerId: string | null;
  /** Live offers where several agents were asked at once; then neither `agentId` nor `offerId` is set. */
  readonly broadcast: readonly BroadcastOffer[];
  readonly assignmentId: string | null;
  /** Capacity units held at the agent by the live offer or assignment; 0 when none is held. */
  readonly weight: number;
  readonly priority: number;
  /** When the contact began to wait; kept through missed and rejected offers and through transfers. */
  readonly enqueuedAt: number | null;
  /** What agents must be able to do, by ascending skill id; fewer when routing steps have lowered it. */
  readonly needs: readonly SkillNeed[];
  /** Routing steps of the queue that were taken since it entered it. */
  readonly step: number;
  /** When the next routing step widens who may get it; null when none is left. */
  readonly stepAt: number | null;
  /** When the contact has waited for as long as its queue wants anybody to; null: never, or it was acted on. */
  readonly maxWaitAt: number | null;
  readonly offerExpiresAt: number | null;
  /** When a conversation that agents missed or refused may be matched again. */
  readonly matchRetryAt: number | null;
  readonly wrapUpEndsAt: number | null;
  /** `snoozed` only: when it waits again, if the contact does not write before. `agentId` is who snoozed it. */
  readonly snoozedUntil: number | null;
  /**
   * When a contact who does not answer is reminded, or has been for long enough; null: the contact is not waited for.
   */
  readonly idleAt: number | null;
  readonly idleReminded: boolean;
  readonly sla: readonly SlaClock[];
  /** Null: the AI has no part in it. */
  readonly ai: AiState | null;
  /** End of the customer-service window; kept after it passed. */
  readonly windowExpiresAt: number | null;
  /** When people are warned that the window closes; null when they were, or are not to be. */
  readonly windowWarnsAt: number | null;
  readonly windowExpiryNoted: boolean;
  readonly archiveAt: number | null;
  /** When the oldest content still kept must be deleted; null when none is kept. */
  readonly retentionAt: number | null;
  readonly sends: readonly OpenSend[];
  /** Inbound message to be marked as read at WhatsApp; null when nothing is owed. */
  readonly receiptMessageId: string | null;
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
};
