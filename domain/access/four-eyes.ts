/**
 * The one rule of four eyes: who may agree to what waits for another person. Everything that waits asks here.
 * API keys propose and never agree. What a key proposed was, as far as anybody can tell, proposed by whoever made the
 * key.
 */

/** Who proposed it. */
export interface Proposer {
  readonly kind: string;
  readonly id: string | null;
  /**
   * Of an API key: the person it was made by; null where that is not known, as of keys from before it was written down.
   */
  readonly keyMaker: string | null;
}

/** Who agrees now, or has agreed before. */
export interface Consent {
  readonly kind: string;
  readonly id: string;
  /** At this moment an administrator who is not disabled. */
  readonly active: boolean;
}

export type ApprovalRefusal = 'not_a_person' | 'not_an_administrator' | 'own' | 'own_key' | 'already_approved';

/** `approved`: it takes effect. `counted`: so many more people have to agree. */
export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'counted'; readonly missing: number }
  | { readonly kind: 'refused'; readonly why: ApprovalRefusal };

/** Four eyes need so many active administrators: who proposes, and who agrees. */
export const FOUR_EYES_PEOPLE = 2;

/** The person behind a proposal; null: it is not known, so that it may be any one of those who agree. */
const personBehind = ({ kind, id, keyMaker }: Proposer): string | null =>
  kind === 'user' ? id : kind === 'api_key' ? keyMaker : null;

/** How many people have to agree. Where nobody knows who proposed, one of two may be who did; the other is not. */
const needed = (proposer: Proposer): number => (personBehind(proposer) === null ? FOUR_EYES_PEOPLE : 1);

/** How many people have still to agree. Consents of people who are no administrators any more do not count. */
export function missingConsents(proposer: Proposer, consents: readonly Consent[]): number {
  const behind = personBehind(proposer);
  const people = new Set(
    consents.filter(each => each.kind === 'user' && each.active && each.id !== behind).map(each => each.id),
  );
  return Math.max(0, needed(proposer) - people.size);
}

/** What comes of `approver` agreeing now. @param before who has agreed until now. */
export function judgeApproval(proposer: Proposer, approver: Consent, before: readonly Consent[]): Verdict {
  if (approver.kind !== 'user') return { kind: 'refused', why: 'not_a_person' };
  if (!approver.active) return { kind: 'refused', why: 'not_an_administrator' };
  if (approver.id === personBehind(proposer))
    return { kind: 'refused', why: proposer.kind === 'user' ? 'own' : 'own_key' };
  if (before.some(each => each.id === approver.id)) return { kind: 'refused', why: 'already_approved' };
  const missing = missingConsents(proposer, [...before, approver]);
  return missing === 0 ? { kind: 'approved' } : { kind: 'counted', missing };
}
