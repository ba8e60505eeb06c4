import { proxyActivities } from '@temporalio/workflow';
import type { TypingInput, WhatsAppActivities } from '../contract.ts';

/** Worth showing for some seconds only: one try, and late is never. */
const { sendTyping } = proxyActivities<Pick<WhatsAppActivities, 'sendTyping'>>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '10 s',
  retry: { maximumAttempts: 1 },
  summary: 'Show the customer that somebody writes',
});

/** Shows the customer that somebody writes; whether that comes off matters to nobody. */
export async function typingWorkflow(input: TypingInput): Promise<void> {
  await sendTyping(input).catch(() => undefined);
}
