import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { ConversationStoreActivities, WhatsAppActivities } from '../contract.ts';

/**
 * The database: milliseconds, safe to repeat, repeated for as long as it is away. Waits longer than the threshold become
 * timers, so that an outage of hours does not keep a workflow task alive.
 */
export const db = proxyLocalActivities<ConversationStoreActivities>({
  startToCloseTimeout: '15 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '200 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
});

/** One try: WhatsApp has no idempotency key, so whether to call again is the state's decision, never a retry's. */
export const sending = proxyActivities<Pick<WhatsAppActivities, 'sendMessage'>>({
  startToCloseTimeout: '40 s',
  retry: { maximumAttempts: 1 },
  summary: 'Send the next message to WhatsApp',
});

/** Marking as read twice does no harm; after five tries nobody cares any more. */
export const receipts = proxyActivities<Pick<WhatsAppActivities, 'sendReadReceipt'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '1 s', maximumAttempts: 5 },
  summary: 'Mark the last message as read at WhatsApp',
});

export const givingUp = proxyLocalActivities<Pick<WhatsAppActivities, 'giveUpReadReceipt'>>({ startToCloseTimeout: '15 s' });
