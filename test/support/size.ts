/**
 * TEST_SIZE multiplies the size of big tests: `TEST_SIZE=3 npm test -- test/engine/races`. `npm run chaos -- sizes`
 * uses `full`.
 */
const wanted = process.env['TEST_SIZE'] ?? '1';
const factor = wanted === 'full' ? Infinity : Number(wanted);
if (!(factor > 0)) throw new Error(`TEST_SIZE is “full” or a number above 0, not “${wanted}”`);

/**
 * The size of a big test, such as a number of rounds.
 * @param quick for `npm test`: enough to detect every mutant in test/chaos/mutants that the test is meant to detect.
 * @param full the maximum, used by `npm run chaos -- sizes`.
 */
export const size = ({ quick, full }: { readonly quick: number; readonly full: number }): number =>
  Math.min(full, Math.ceil(quick * factor));
