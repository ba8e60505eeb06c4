import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { MediaActivities, MediaInput } from './contract.ts';

/**
 * WhatsApp keeps a file for seven days, and it is tried for as long: at first quickly, later every hour. Each try
 * starts from the beginning and can be repeated.
 */
const fetching = proxyActivities<Pick<MediaActivities, 'fetchMedia'>>({
  startToCloseTimeout: '10 min',
  scheduleToCloseTimeout: '7 days',
  heartbeatTimeout: '60 s',
  retry: { initialInterval: '2 s', backoffCoefficient: 2, maximumInterval: '1 h' },
  summary: 'Fetch the file from WhatsApp',
});

/**
 * The message waits for its file while the customer-service window is running out: after an hour the upload fails, and
 * a person decides.
 */
const uploading = proxyActivities<Pick<MediaActivities, 'uploadMedia'>>({
  startToCloseTimeout: '10 min',
  scheduleToCloseTimeout: '1 h',
  heartbeatTimeout: '60 s',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
  summary: 'Bring the file to WhatsApp',
});

const records = proxyLocalActivities<Pick<MediaActivities, 'giveUpMedia' | 'giveUpUpload'>>({
  startToCloseTimeout: '15 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
});

/** Fetches the file of an inbound message into the media store, or records why it cannot be had. */
export async function mediaWorkflow(input: MediaInput): Promise<void> {
  try {
    await fetching.fetchMedia(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof ActivityFailure ? error.cause : error;
    await records.giveUpMedia({
      ...input,
      reason: cause instanceof ApplicationFailure ? (cause.type ?? 'not_fetched') : 'not_fetched',
    });
  }
}

/** Uploads the file of an outbound message to WhatsApp, or records that it failed. */
export async function mediaUploadWorkflow(input: MediaInput): Promise<void> {
  try {
    await uploading.uploadMedia(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await records.giveUpUpload(input);
  }
}
