import { ApplicationFailure } from '@temporalio/common';
import type { GraphResult } from './graph-client.ts';

/**
 * What an activity throws to be tried again where WhatsApp gave no answer that counts; not before the time WhatsApp
 * named. `type`: what a workflow knows it by that gives up.
 */
export function graphUnavailable(result: GraphResult, type: string): ApplicationFailure {
  const waitMs = result.kind === 'throttled' ? result.retryAfterMs : null;
  return ApplicationFailure.create({
    message: `WhatsApp did not answer: ${result.kind}`,
    type,
    ...(waitMs === null ? {} : { nextRetryDelay: waitMs }),
  });
}
