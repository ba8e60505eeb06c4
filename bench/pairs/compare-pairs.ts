import type { PartAlone } from '../run-parts.ts';
import { unlessInterrupted } from '../../ops/test/interrupt.ts';
import type { Measurement } from '../report.ts';
import { CONVERSATION_PLAN } from './conversation-running.ts';
import { pairConversation } from './conversation.ts';
import { pairEngine } from './engine.ts';
import { pairGrowth } from './growth.ts';
import { pairLatency } from './latency.ts';
import { Place } from './place.ts';
import { pairWebhook } from './webhook.ts';
import { pairWorkbench } from '../workbench/workbench.ts';

const PARTS = {
  webhook: pairWebhook,
  engine: pairEngine,
  conversation: pairConversation,
  growth: pairGrowth,
  latency: pairLatency,
  workbench: pairWorkbench,
};
const WALKED: readonly string[] = ['conversation', 'growth', 'latency'];

/** The parts that compare this checkout with itself, among much and among little. */
const WITHIN: readonly string[] = ['growth', 'workbench'];
/** The parts that can be compared with another commit. */
export const AGAINST_ANOTHER = Object.keys(PARTS).filter(name => !WITHIN.includes(name));

/**
 * A part that is measured in pairs, with servers of its own.
 * @param against a commit to compare with; null compares with the bare side only.
 */
export const inPairs =
  (name: keyof typeof PARTS, against: string | null, pairs: number): PartAlone =>
  async signal => {
    const place = new Place();
    const measure = async (): Promise<Measurement[]> => {
      await place.open({
        against,
        withWorkers: name !== 'webhook',
        ...(WALKED.includes(name) ? { plan: CONVERSATION_PLAN } : {}),
      });
      return PARTS[name](place, pairs);
    };
    try {
      return await unlessInterrupted(measure(), signal);
    } finally {
      // An interrupted part is still running; its errors about servers that are being stopped are expected.
      if (signal.aborted) process.on('uncaughtException', () => undefined);
      await place.close();
    }
  };
