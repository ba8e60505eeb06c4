import type { Outbox, OutboxEntry } from '../../lib/outbox/index.ts';
import { putBack } from './put-back.ts';

/** Takes back what was just sent off, with what was sent off together with it: it stands where it was written. */
export async function takeBack(userId: string, outbox: Outbox, entry: OutboxEntry): Promise<void> {
  const taken = await outbox.takeBack(entry.key);
  // What is put back comes before what is there: the last one first.
  for (const each of taken.toReversed()) putBack(userId, each, false);
}
