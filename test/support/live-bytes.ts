import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Less than this is the engine's own coming and going. */
const STIR_BYTES = 100_000;

/**
 * What this process holds and cannot let go of, in bytes: on the heap and beside it. What has a part beside the heap (a
 * socket, a buffer) lets go of it in a later turn than the one its object was collected in, so it is collected until
 * that brings nothing more.
 */
export async function liveBytes(): Promise<number> {
  for (let before = Infinity; ;) {
    collect();
    await new Promise(resolve => setImmediate(resolve));
    const { heapUsed, external } = process.memoryUsage();
    const now = heapUsed + external;
    if (now > before - STIR_BYTES) return Math.min(now, before);
    before = now;
  }
}
