import type { QueueBoard } from '../../lib/api/index.ts';

/** Whether somebody waits for whom nobody is free. */
export const isStuck = ({ waiting, free }: QueueBoard): boolean => waiting > 0 && free === 0;

/** The queues that need somebody first: those where nobody is free for who waits, then by the longest wait. */
export const byRisk = (queues: readonly QueueBoard[]): readonly QueueBoard[] =>
  [...queues].sort((a, b) => Number(isStuck(b)) - Number(isStuck(a)) || waitingSince(a) - waitingSince(b));

/** Who does not wait comes after everybody who does. */
const waitingSince = ({ oldestSince }: QueueBoard): number =>
  oldestSince === null ? Number.MAX_SAFE_INTEGER : Date.parse(oldestSince);

/** The part of the answers that were in time, as a whole percentage that is never rounded up; null: there were none. */
export function partInTime({ kept, late }: QueueBoard['answers']): number | null {
  return kept + late === 0 ? null : Math.floor((100 * kept) / (kept + late)) / 100;
}
