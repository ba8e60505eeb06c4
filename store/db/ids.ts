import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Random bytes of one key. */
const BYTES = 16;
/** Asking the system for bytes costs more than making a key of them, so they come for many keys at once. */
const pool = new Uint8Array(BYTES * 256);
let used = pool.length;
let msecs = -Infinity;
let seq = 0;

/**
 * A new key: UUIDv7, so that rows made one after the other lie beside each other in indexes; later ones of this process
 * are greater.
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
 * Within a millisecond, and while the clock is behind, keys are counted on from a random number of 31 bits
 * ("Monotonicity and Counters", RFC 9562, method 1).
 */
function nextMoment(now: number, random: Uint8Array): void {
  if (now > msecs) {
    msecs = now;
    seq = new DataView(random.buffer, random.byteOffset).getUint32(6) & 0x7fff_ffff;
  } else seq++;
}
