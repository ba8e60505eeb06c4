import { isCancellation, log, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { beginOnce } from '../begin-once.ts';
import type { NumberActivities, NumberCheckInput, NumberOrderInput } from './contract.ts';
import { NUMBER_ORDER_WORKFLOW, numberOrderWorkflowId } from './contract.ts';

const records = proxyLocalActivities<Pick<NumberActivities, 'listNumbers' | 'giveUpNumberOrder'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
});
const doing = proxyActivities<Pick<NumberActivities, 'doNumberOrder'>>({
  startToCloseTimeout: '2 min',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '1 s', maximumInterval: '5 min' },
  summary: 'Do what is wanted with the number',
});
const checking = proxyActivities<Pick<NumberActivities, 'checkNumber'>>({
  startToCloseTimeout: '1 min',
  retry: { initialInterval: '5 s', maximumAttempts: 3 },
  summary: 'Ask WhatsApp how the number is',
});

/** Carries out one order of an administrator for a business number, such as connecting it. */
export async function numberOrderWorkflow(input: NumberOrderInput): Promise<void> {
  try {
    await doing.doNumberOrder(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    await records.giveUpNumberOrder(input);
  }
}

/**
 * Checks all business numbers, or one tenant's: first starts the workflows of waiting orders that do not run, then asks
 * WhatsApp for each number's state. A number that cannot be checked does not hold up the others.
 */
export async function numberCheckWorkflow(input: NumberCheckInput): Promise<void> {
  const { orders, numbers } = await records.listNumbers(input);
  for (const order of orders) await beginOnce(NUMBER_ORDER_WORKFLOW, numberOrderWorkflowId(order.orderId), order);
  for (const number of numbers) {
    try {
      await checking.checkNumber(number);
    } catch (error) {
      log.warn('a number could not be checked', { numberId: number.numberId, error });
    }
  }
}
