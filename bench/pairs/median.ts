/** What many pairs of measurements say, when the machine does not say the same twice. */

/** The median of ratios with an interval that holds it. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /**
   * How often an interval made so holds the true median: at least what was asked for, where there are values enough.
   */
  readonly coverage: number;
}

/** The middle value; of an even number the mean of the two in the middle. NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * The interval between the k-th smallest and the k-th largest value, with the largest k that keeps the confidence: a
 * value lies below the median as often as above it, whatever else the values are like, so how many do follows the
 * binomial distribution (the sign test turned round). It takes nothing for granted of the noise but that pairs do not
 * depend on each other. Source: W. J. Conover, Practical Nonparametric Statistics, 3rd edition, chapter 3.2.
 * @returns all values' range, with the coverage that it has, where there are too few for the confidence.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const outside = (k: number): number => 2 * binomialAtMost(n, k - 1);
  let k = 1;
  while (k + 1 <= n / 2 && outside(k + 1) <= 1 - confidence) k += 1;
  return {
    median: medianOf(sorted),
    low: sorted[k - 1] ?? NaN,
    high: sorted[n - k] ?? NaN,
    coverage: Math.max(0, 1 - outside(k)),
  };
}

/** The chance that a fair coin, tossed n times, shows heads at most `most` times. */
function binomialAtMost(n: number, most: number): number {
  let term = 0.5 ** n;
  let sum = 0;
  for (let heads = 0; heads <= most; heads++) {
    sum += term;
    term *= (n - heads) / (heads + 1);
  }
  return sum;
}

/**
 * In which order the sides of a pair are measured: there and back again (A B B A), so that a machine that gets slower
 * or faster by the minute does so to all sides alike; another one begins each time.
 */
export function orderOf<Side>(sides: readonly Side[], pair: number): Side[] {
  const from = pair % sides.length;
  const there = [...sides.slice(from), ...sides.slice(0, from)];
  return [...there, ...there.toReversed()];
}

/** `holds` and `missed`: by the median. `sure`: the whole interval says the same. */
export interface Verdict {
  readonly holds: boolean;
  readonly sure: boolean;
}

/** What an interval says of a floor that its median is to reach. */
export function verdictOf({ median, low, high }: MedianInterval, floor: number): Verdict {
  const holds = median >= floor;
  return { holds, sure: holds ? low >= floor : high < floor };
}
