/**
 * The four-eyes rule: who may approve a change that needs a second person. Every kind of change that needs approval
 * uses it. API keys may propose but never approve. A key's proposal counts as one by the person who created the key.
 */

/** Who proposed it. */
export interface Proposer {
  readonly kind: string;
  readonly id: string | null;
  /**
   * Of an API key: the id of the person who created it; null if unknown, as for keys older than this record.
   */
  readonly keyMaker: string | null;
}

/** Somebody who approves now, or has approved before. */
export interface Consent {
  readonly kind: string;
  readonly id: string;
  /** Whether this is currently an administrator who is not disabled. */
  readonly active: boolean;
}

export type ApprovalRefusal = 'not_a_person' | 'not_an_administrator' | 'own' | 'own_key' | 'already_approved';

/** `approved`: the change takes effect. `counted`: recorded, but `missing` more people have to approve. */
export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'counted'; readonly missing: number }
  | { readonly kind: 'refused'; readonly why: ApprovalRefusal };

/** The number of active administrators the rule needs: one proposes, another one approves. */
export const FOUR_EYES_PEOPLE = 2;

/** The person behind a proposal; null if unknown: then it may be any one of those who approve. */
const personBehind = ({ kind, id, keyMaker }: Proposer): string | null =>
  kind === 'user' ? id : kind === 'api_key' ? keyMaker : null;

/** How many people have to approve: two if the proposer is unknown, because one of them may be the proposer. */
const needed = (proposer: Proposer): number => (personBehind(proposer) === null ? FOUR_EYES_PEOPLE : 1);

/** How many more people have to approve. Consents of people who are no longer active administrators do not count. */
export function missingConsents(proposer: Proposer, consents: readonly Consent[]): number {
  const behind = personBehind(proposer);
  const people = new Set(
    consents.filter(each => each.kind === 'user' && each.active && each.id !== behind).map(each => each.id),
  );
  return Math.max(0, needed(proposer) - people.size);
}

/** The result of `approver` approving now. @param before the consents given so far. */
export function judgeApproval(proposer: Proposer, approver: Consent, before: readonly Consent[]): Verdict {
  if (approver.kind !== 'user') return { kind: 'refused', why: 'not_a_person' };
  if (!approver.active) return { kind: 'refused', why: 'not_an_administrator' };
  if (approver.id === personBehind(proposer))
    return { kind: 'refused', why: proposer.kind === 'user' ? 'own' : 'own_key' };
  if (before.some(each => each.id === approver.id)) return { kind: 'refused', why: 'already_approved' };
  const missing = missingConsents(proposer, [...before, approver]);
  return missing === 0 ? { kind: 'approved' } : { kind: 'counted', missing };
}
