import { proxyActivities } from '@temporalio/workflow';
import type { TypingInput, WhatsAppActivities } from '../contract.ts';

/** Useful for some seconds only: a single try, and not at all if it is late. */
const { sendTyping } = proxyActivities<Pick<WhatsAppActivities, 'sendTyping'>>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '10 s',
  retry: { maximumAttempts: 1 },
  summary: 'Show the customer that somebody writes',
});

/**
 * Shows the contact a typing indicator; failures do not matter. Not started any more (workers read typing notices from a
 * table): it stays for those that an older version has started.
 */
export async function typingWorkflow(input: TypingInput): Promise<void> {
  await sendTyping(input).catch(() => undefined);
}
