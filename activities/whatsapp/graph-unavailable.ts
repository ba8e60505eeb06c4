import { ApplicationFailure } from '@temporalio/common';
import type { GraphResult } from './graph-client.ts';

/**
 * The error an activity throws to be retried after a call without a definite answer, not before the time WhatsApp
 * named.
 * @param type the failure's type, by which a workflow that gives up knows the reason.
 */
export function graphUnavailable(result: GraphResult, type: string): ApplicationFailure {
  const waitMs = result.kind === 'throttled' ? result.retryAfterMs : null;
  return ApplicationFailure.create({
    message: `WhatsApp did not answer: ${result.kind}`,
    type,
    ...(waitMs === null ? {} : { nextRetryDelay: waitMs }),
  });
}
