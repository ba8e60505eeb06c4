import {
  continueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ContactActivities, ContactBlockInput, ContactImportInput } from './contract.ts';
import { contactBlockSignal } from './contract.ts';

const records = proxyLocalActivities<Pick<ContactActivities, 'giveUpBlocks'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
});
const telling = proxyActivities<Pick<ContactActivities, 'tellBlock'>>({
  startToCloseTimeout: '2 min',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '1 s', maximumInterval: '5 min' },
  summary: 'Tell WhatsApp whether the contact is blocked',
});
/** Reading a large file takes minutes; what was read is kept, and a heartbeat shows that it goes on. */
const reading = proxyActivities<Pick<ContactActivities, 'checkImport'>>({
  startToCloseTimeout: '2 h',
  heartbeatTimeout: '60 s',
  retry: { initialInterval: '1 s', maximumInterval: '1 min' },
  summary: 'Read the file',
});
const lines = proxyActivities<Pick<ContactActivities, 'carryOnImport'>>({
  startToCloseTimeout: '2 min',
  retry: { initialInterval: '500 ms', maximumInterval: '1 min' },
  summary: 'Carry on with the next lines',
});

/** Tells WhatsApp what is wished about a contact on one of our numbers, until nothing more is. */
export async function contactBlockWorkflow(input: ContactBlockInput): Promise<void> {
  let isWished = true;
  setHandler(contactBlockSignal, () => void (isWished = true));
  while (isWished) {
    isWished = false;
    try {
      while (await telling.tellBlock(input));
    } catch (error) {
      if (isCancellation(error)) throw error;
      await records.giveUpBlocks(input);
    }
  }
}

/** One step of an import: reading its file, doing what its lines say, or taking that back. */
export async function contactImportWorkflow(input: ContactImportInput): Promise<void> {
  if (input.step === 'checking') return reading.checkImport(input);
  while (await lines.carryOnImport(input))
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof contactImportWorkflow>(input);
}
