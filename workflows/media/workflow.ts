import { ActivityFailure, ApplicationFailure, isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { MediaActivities, MediaInput } from '../contract.ts';

/**
 * WhatsApp keeps a file for seven days; as long it is tried, first quickly, then every hour. Each try begins from
 * nothing and can be repeated.
 */
const fetching = proxyActivities<Pick<MediaActivities, 'fetchMedia'>>({
  startToCloseTimeout: '10 min',
  scheduleToCloseTimeout: '7 days',
  heartbeatTimeout: '60 s',
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
  summary: 'Fetch the file from WhatsApp',
});

const records = proxyLocalActivities<Pick<MediaActivities, 'giveUpMedia'>>({ startToCloseTimeout: '15 s', localRetryThreshold: '5 s', retry: { initialInterval: '200 ms', maximumInterval: '30 s' } });

/** The file of one message, from WhatsApp into the media store; or the reason why not. */
export async function mediaWorkflow(input: MediaInput): Promise<void> {
  try {
    await fetching.fetchMedia(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof ActivityFailure ? error.cause : error;
    await records.giveUpMedia({ ...input, reason: cause instanceof ApplicationFailure ? (cause.type ?? 'not_fetched') : 'not_fetched' });
  }
}
