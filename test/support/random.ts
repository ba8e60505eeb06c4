import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { testSignal } from './running-test.ts';

/**
 * The seed of the whole run. `npm test` chooses one and prints it; `SEED=… npm test` repeats a run with the same random
 * choices.
 */
export const SEED = Number(process.env['SEED'] ?? 1);
if (!Number.isSafeInteger(SEED)) throw new Error(`SEED is a whole number, not “${process.env['SEED']}”`);

/** A seeded random number generator. */
export interface Random {
  /** An integer from 0 to `limit` − 1. */
  readonly below: (limit: number) => number;
  /** A number from 0 to less than 1. */
  readonly fraction: () => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** A shuffled copy; every order is equally likely. */
  readonly shuffled: <T>(list: readonly T[]) => T[];
}

/** @param stream generators of the same name yield the same numbers in a run, others are independent. */
export function random(stream: string): Random {
  const source = xoroshiro128plus(createHash('sha256').update(`${SEED} ${stream}`).digest().readInt32LE(0));
  const below = (limit: number): number => {
    testSignal().throwIfAborted();
    return uniformInt(source, 0, limit - 1);
  };
  return {
    below,
    fraction: () => uniformInt(source, 0, 2 ** 24 - 1) / 2 ** 24,
    pick: list => list[below(list.length)]!,
    shuffled: list => {
      const copy = [...list];
      for (let at = copy.length - 1; at > 0; at--) {
        const other = below(at + 1);
        [copy[at], copy[other]] = [copy[other]!, copy[at]!];
      }
      return copy;
    },
  };
}
