/** What a tenant lets the AI do. Administrators write it; every version is kept. */
import type { AiMode } from '../conversation/ai-mode.ts';
import type { SkillNeed } from '../conversation/state.ts';

export interface AiPolicy {
  readonly mode: AiMode;
  /** In the place of `mode`; a number's comes before a queue's. */
  readonly numbers: readonly { readonly numberId: string; readonly mode: AiMode }[];
  readonly queues: readonly { readonly queueId: string; readonly mode: AiMode }[];
  readonly tone: 'friendly' | 'neutral' | 'formal';
  /** ISO 639-1 codes it may answer in; empty: any. */
  readonly languages: readonly string[];
  readonly instructions: string;
  /** Topics it may answer about, for the model to keep to; empty: whatever the knowledge base has. */
  readonly allowedTopics: readonly string[];
  /** Words of topics that people answer. */
  readonly forbiddenTopics: readonly string[];
  readonly handOver: {
    /** What the contact is told, and out of hours instead; null: nothing. */
    readonly text: string | null;
    readonly outOfHoursText: string | null;
    /** Words of the tenant's own that people answer, beside the ones known to be sensitive. */
    readonly sensitiveWords: readonly string[];
    readonly vip: boolean;
    readonly anger: boolean;
    /** An amount of money above this is people's; null: none is. */
    readonly moneyOver: number | null;
    /** After so many turns in a row that answered nothing. */
    readonly unresolved: number;
    /** Where such conversations wait; null: in the queue they came for. */
    readonly queueId: string | null;
    readonly priority: number | null;
    readonly needs: readonly SkillNeed[];
  };
  readonly caps: {
    readonly answersPerConversation: number;
    /** Micro-units of money; null: no cap. */
    readonly microsPerConversation: number | null;
    readonly tokensPerDay: number | null;
    readonly microsPerDay: number | null;
    readonly microsPerMonth: number | null;
  };
  /** Answers a contact who only says hello; null: people do. */
  readonly greeting: string | null;
  /**
   * Whether a contact who says thanks is answered with a word, once; else, and in policies from before, with nothing.
   */
  readonly courtesy?: boolean | undefined;
  /** Asks which of several topics is meant; they follow it. Null: such questions go to people. */
  readonly clarification: string | null;
  /** Told before the first answer; null: nothing is. */
  readonly disclosure: string | null;
  /** Whether contacts are told which article an answer is from, where it has an address. */
  readonly cite: boolean;
  /** Whether choices are sent as buttons. */
  readonly buttons: boolean;
  /** Hosts that may be linked to. */
  readonly linkHosts: readonly string[];
  /** Below this evidence (0 to 1) it does not answer. */
  readonly evidenceFloor: number;
  /**
   * With embeddings: a passage at least as near in meaning (cosine) is evidence, too. Null: words alone are. What is
   * near differs from model to model.
   */
  readonly similarityFloor: number | null;
  readonly gather: { readonly quietMs: number; readonly capMs: number; readonly deadlineMs: number };
  /** A conversation the AI answered is closed after so long without another message. */
  readonly closeAfterMs: number;
  /** Numbers of cards and identity documents are masked before a model sees them. */
  readonly mask: boolean;
}

export interface VersionedAiPolicy extends AiPolicy {
  readonly version: number;
}

/** A policy as it is applied; one that is in no version yet counts as version 0. */
export const versionedFor = (policy: AiPolicy, version: number | null): VersionedAiPolicy => ({
  ...policy,
  version: version ?? 0,
});

/** What the AI does in a conversation that begins, or waits again. */
export interface Part {
  readonly mode: 'off' | 'suggest' | 'answer';
  readonly assists: boolean;
}

interface Place {
  readonly queueId: string;
  readonly numberId: string;
  /** Whether the queue's hours are on. */
  readonly open: boolean;
  readonly handedOver: boolean;
  /** Of the routing rule or step. */
  readonly wanted: AiMode | null;
}

const MORE = ['off', 'suggest', 'answer'];

/**
 * @param policyIsMost whether a rule or step of the routing, which one administrator writes alone, may lower what the
 * policy says and never raise it: so where the policy is agreed to by two.
 */
export function partIn(policy: AiPolicy, { wanted, ...place }: Place, policyIsMost: boolean): Part {
  const agreed = partOf(
    policy.numbers.find(each => each.numberId === place.numberId)?.mode ??
      policy.queues.find(each => each.queueId === place.queueId)?.mode ??
      policy.mode,
    place,
  );
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
