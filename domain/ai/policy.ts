/** The AI policy: what a tenant lets the AI do. Administrators write it; every version is kept. */
import type { AiMode } from '../conversation/ai-mode.ts';
import type { SkillNeed } from '../conversation/state.ts';

/** Whose voice messages are written down: nobody's, of contacts whose consent is recorded, everybody's. */
export const TRANSCRIPT_MODES = ['off', 'consented', 'all'] as const;
type TranscriptMode = (typeof TRANSCRIPT_MODES)[number];

export interface AiPolicy {
  readonly mode: AiMode;
  /** Overrides of `mode` by business number and by queue; a number's takes precedence over a queue's. */
  readonly numbers: readonly { readonly numberId: string; readonly mode: AiMode }[];
  readonly queues: readonly { readonly queueId: string; readonly mode: AiMode }[];
  readonly tone: 'friendly' | 'neutral' | 'formal';
  /** ISO 639-1 codes it may answer in; empty: any. */
  readonly languages: readonly string[];
  readonly instructions: string;
  /** Topics it may answer about, as an instruction to the model; empty: whatever the knowledge base covers. */
  readonly allowedTopics: readonly string[];
  /** Words; a message that contains one is handed over to people. */
  readonly forbiddenTopics: readonly string[];
  readonly handOver: {
    /** What the contact is told at a hand-over, and the text used instead outside business hours; null: nothing. */
    readonly text: string | null;
    readonly outOfHoursText: string | null;
    /** The tenant's own sensitive words, in addition to the built-in ones; they hand over to people. */
    readonly sensitiveWords: readonly string[];
    /** Whether VIP contacts are handed over. */
    readonly vip: boolean;
    /** Whether angry contacts are handed over. */
    readonly anger: boolean;
    /** A message that names an amount of money above this (whole units, any currency) is handed over; null: never. */
    readonly moneyOver: number | null;
    /** Hand over after this many consecutive turns that only asked for clarification. */
    readonly unresolved: number;
    /** The queue of handed-over conversations; null: the conversation's own queue. */
    readonly queueId: string | null;
    readonly priority: number | null;
    readonly needs: readonly SkillNeed[];
  };
  readonly caps: {
    readonly answersPerConversation: number;
    /** `micros…`: millionths of the currency in which the endpoint's prices are given; null: no cap. */
    readonly microsPerConversation: number | null;
    readonly tokensPerDay: number | null;
    readonly microsPerDay: number | null;
    readonly microsPerMonth: number | null;
  };
  /** The answer to a contact who only says hello; null: such a contact is handed over to people. */
  readonly greeting: string | null;
  /** Whether thanks are answered, once, with a polite word; missing in older policies: false. */
  readonly courtesy?: boolean | undefined;
  /** Asks which of several topics is meant, followed by the topics; null: such questions are handed over to people. */
  readonly clarification: string | null;
  /** Tells the contact that an AI answers, before its first answer; null: nothing is told. */
  readonly disclosure: string | null;
  /**
   * Whether an answer to a contact ends with the address of a cited article, if it has one at a host of `linkHosts`.
   */
  readonly cite: boolean;
  /** Whether the topics of a clarification are sent as buttons. */
  readonly buttons: boolean;
  /** Hosts that answers may link to. */
  readonly linkHosts: readonly string[];
  /** Below this evidence (0 to 1), the share of the question found in the best passage, the model is not asked. */
  readonly evidenceFloor: number;
  /**
   * With embeddings: a passage of at least this cosine similarity counts as evidence, too. Null: only words do. Typical
   * similarities differ between embedding models.
   */
  readonly similarityFloor: number | null;
  /** How messages of a burst are collected, and when a turn is given up; see `AiState`. */
  readonly gather: { readonly quietMs: number; readonly capMs: number; readonly deadlineMs: number };
  /** A conversation that the AI answered is closed after this time without another message. */
  readonly closeAfterMs: number;
  /**
   * Whether card, account and identity numbers in what contacts and agents wrote in the conversation are masked before
   * a model sees them.
   */
  readonly mask: boolean;
  /** Whose voice messages are written down by a model; missing in older policies: nobody's. */
  readonly transcripts?: TranscriptMode | undefined;
}

export interface VersionedAiPolicy extends AiPolicy {
  readonly version: number;
}

/** A policy as it is applied; an unsaved one (null) counts as version 0. */
export const versionedFor = (policy: AiPolicy, version: number | null): VersionedAiPolicy => ({
  ...policy,
  version: version ?? 0,
});

/**
 * What the AI does in a conversation that begins or waits again. `assists`: whether it drafts while people are in
 * charge.
 */
export interface Part {
  readonly mode: 'off' | 'suggest' | 'answer';
  readonly assists: boolean;
}

interface Place {
  readonly queueId: string;
  readonly numberId: string;
  /** Whether the queue's business hours are open. */
  readonly open: boolean;
  /** Whether the AI once handed this conversation over. */
  readonly handedOver: boolean;
  /** The mode that a routing rule or step asks for; null: none. */
  readonly wanted: AiMode | null;
}

const MORE = ['off', 'suggest', 'answer'];

/** The mode of the policy for a number and a queue. */
export const modeAt = (
  policy: AiPolicy,
  { numberId, queueId }: { readonly numberId: string; readonly queueId: string | null },
): AiMode =>
  policy.numbers.find(each => each.numberId === numberId)?.mode ??
  policy.queues.find(each => each.queueId === queueId)?.mode ??
  policy.mode;

/**
 * The AI's part in a conversation.
 * @param policyIsMost whether a routing rule or step may only lower the mode of the policy, never raise it. So where
 * the policy needs the approval of two people, because one administrator alone can change the routing.
 */
export function partIn(policy: AiPolicy, { wanted, ...place }: Place, policyIsMost: boolean): Part {
  const agreed = partOf(modeAt(policy, place), place);
  if (wanted === null) return agreed;
  const part = partOf(wanted, place);
  return policyIsMost && MORE.indexOf(part.mode) > MORE.indexOf(agreed.mode) ? agreed : part;
}

function partOf(mode: AiMode, { open, handedOver }: Pick<Place, 'open' | 'handedOver'>): Part {
  switch (mode) {
    case 'off':
      return { mode: 'off', assists: false };
    case 'suggest':
      return { mode: 'suggest', assists: true };
    case 'answer':
      return { mode: 'answer', assists: true };
    case 'until_handed_over':
      return { mode: handedOver ? 'suggest' : 'answer', assists: true };
    case 'out_of_hours':
      return { mode: open ? 'suggest' : 'answer', assists: true };
  }
}
