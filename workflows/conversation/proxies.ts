import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { AiActivities, ConversationStoreActivities, WhatsAppActivities } from '../contract.ts';

/**
 * The database: milliseconds, safe to repeat, repeated for as long as it is away. Waits longer than the threshold
 * become timers, so that an outage of hours does not keep a workflow task alive.
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

/**
 * Three tries of the model; an answer is decided under the conversation's lock, so a try that is repeated says nothing
 * twice. The heartbeat brings word that the turn is no longer wanted.
 */
export const ai = proxyActivities<Pick<AiActivities, 'runTurn'>>({
  startToCloseTimeout: '75 s',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumAttempts: 3 },
  summary: 'Answer what the contact wrote',
});

/** Marking as read twice does no harm; after five tries nobody cares any more. */
export const receipts = proxyActivities<Pick<WhatsAppActivities, 'sendReadReceipt'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '1 s', maximumAttempts: 5 },
  summary: 'Mark the last message as read at WhatsApp',
});

export const givingUp = proxyLocalActivities<Pick<WhatsAppActivities, 'giveUpReadReceipt'>>({
  startToCloseTimeout: '15 s',
});
