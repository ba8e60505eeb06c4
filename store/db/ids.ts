import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes for one key. */
const BYTES = 16;
/** Getting random bytes from the system costs more than making a key of them, so they are fetched for many at once. */
const pool = new Uint8Array(BYTES * 256);
let used = pool.length;
let msecs = -Infinity;
let seq = 0;

/**
 * A new key: a UUIDv7, so that rows created one after the other are neighbours in indexes. Within a process, each key
 * is greater than the one before.
 */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += BYTES));
  nextMoment(Date.now(), random);
  return v7({ random, msecs, seq });
}

/**
 * A new millisecond starts the counter at a random number of 31 bits. Within it, and while the clock is set back, the
 * counter goes up by one ("Monotonicity and Counters", RFC 9562, method 1).
 */
function nextMoment(now: number, random: Uint8Array): void {
  if (now > msecs) {
    msecs = now;
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff;
  } else seq++;
}
