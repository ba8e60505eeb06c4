import { proxyActivities } from '@temporalio/workflow';
import type { TypingInput, WhatsAppActivities } from '../contract.ts';

/** Worth showing for some seconds only: one try, and late is never. */
const { sendTyping } = proxyActivities<Pick<WhatsAppActivities, 'sendTyping'>>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '10 s',
  retry: { maximumAttempts: 1 },
  summary: 'Show the customer that somebody writes',
});

/**
 * Shows the customer that somebody writes. Not started any more (typing notices are rows, which workers take): it is here
 * for those that an older version has started.
 */
export async function typingWorkflow(input: TypingInput): Promise<void> {
  await sendTyping(input).catch(() => undefined);
}
