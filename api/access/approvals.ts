/** How the API answers approvals of proposals that need a second person (four-eyes; `domain/access/four-eyes.ts`). */
import { z } from 'zod';
import type { ApprovalRefusal, Verdict } from '../../domain/access/four-eyes.ts';
import type { ProblemError } from '../http/problem.ts';
import { problem } from '../http/problem.ts';

/** The answer to an approval. The proposal takes effect with the last approval that it needs. */
export const agreed = z.object({
  ok: z.literal(true),
  missing: z.int().meta({ description: 'How many more people have to agree; 0: it takes effect.' }),
});

const REFUSALS: Readonly<Record<ApprovalRefusal, readonly [status: number, code: string, title: string]>> = {
  not_a_person: [403, 'not_a_person', 'Only people agree; an API key may propose.'],
  not_an_administrator: [403, 'forbidden', 'Your role does not allow this.'],
  own: [403, 'own_version', 'Another administrator has to agree.'],
  own_key: [403, 'own_key', 'An API key that you made has proposed it; another administrator has to agree.'],
  already_approved: [409, 'already_approved', 'You have agreed already; another administrator has to agree, too.'],
};

/**
 * The problem for somebody who may not approve.
 * @param ownCode the problem's code when it is the caller's own proposal.
 * @param field of the request that names the proposal, where one does.
 */
function refusal(why: ApprovalRefusal, ownCode: string, field?: string): ProblemError {
  const [status, code, title] = REFUSALS[why];
  return problem(status, why === 'own' ? ownCode : code, title, field === undefined ? {} : { field });
}

/**
 * How many more people have to approve; 0 when the proposal takes effect.
 * @param ownCode the problem's code when it is the caller's own proposal; `field`: of the request that names it.
 * @throws problem 403 or 409 when the caller may not approve.
 */
export function missingAfter(
  verdict: Verdict,
  { ownCode = 'own_version', field }: { readonly ownCode?: string; readonly field?: string } = {},
): number {
  if (verdict.kind === 'refused') throw refusal(verdict.why, ownCode, field);
  return verdict.kind === 'counted' ? verdict.missing : 0;
}
