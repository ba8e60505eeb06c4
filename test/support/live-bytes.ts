import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Differences below this are noise of the JavaScript engine. */
const STIR_BYTES = 100_000;

/**
 * The memory this process cannot free, in bytes: on and off the heap. An object with memory off the heap (a socket, a
 * buffer) releases that in a later turn of the event loop than the one it is collected in, so collection is repeated
 * until it frees nothing more.
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
