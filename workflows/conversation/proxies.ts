import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AiActivities, ConversationStoreActivities, WhatsAppActivities } from '../contract.ts';

/**
 * Database work: takes milliseconds, is safe to repeat, and is retried while the database cannot be reached. Retry
 * delays longer than the threshold become timers, so that an outage of hours does not keep a workflow task alive.
 */
export const db = proxyLocalActivities<ConversationStoreActivities>({
  startToCloseTimeout: '15 s',
  localRetryThreshold: '5 s',
  retry: { initialInterval: '200 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
});

/** A single try: WhatsApp has no idempotency key, so only the conversation's state may decide to call again. */
export const sending = proxyActivities<Pick<WhatsAppActivities, 'sendMessage'>>({
  startToCloseTimeout: '40 s',
  retry: { maximumAttempts: 1 },
  summary: 'Send the next message to WhatsApp',
});

/**
 * Three tries of the model. An answer is accepted under the conversation's row lock, so a repeated try cannot answer
 * twice. Heartbeats let the activity learn that its turn was canceled.
 */
export const ai = proxyActivities<Pick<AiActivities, 'runTurn'>>({
  startToCloseTimeout: '75 s',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumAttempts: 3 },
  summary: 'Answer what the contact wrote',
});

/** Marking as read may be repeated; after five tries it is given up. */
export const receipts = proxyActivities<Pick<WhatsAppActivities, 'sendReadReceipt'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '1 s', maximumAttempts: 5 },
  summary: 'Mark the last message as read at WhatsApp',
});

export const givingUp = proxyLocalActivities<Pick<WhatsAppActivities, 'giveUpReadReceipt'>>({
  startToCloseTimeout: '15 s',
});
