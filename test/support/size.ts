/**
 * Multiplies how much big tests do: `TEST_SIZE=3 npm test -- test/engine/races`; `full` is what `npm run chaos --
 * sizes` takes.
 */
const wanted = process.env['TEST_SIZE'] ?? '1';
const factor = wanted === 'full' ? Infinity : Number(wanted);
if (!(factor > 0)) throw new Error(`TEST_SIZE is “full” or a number above 0, not “${wanted}”`);

/**
 * How much a big test does.
 * @param quick in `npm test`: enough to see every mutant of test/chaos/mutants that is about it.
 * @param full the most it ever does, in `npm run chaos -- sizes`.
 */
export const size = ({ quick, full }: { readonly quick: number; readonly full: number }): number =>
  Math.min(full, Math.ceil(quick * factor));
