/** Statistics over many pairs of measurements on a noisy machine. */

/** The median of ratios with its confidence interval. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /**
   * Probability that such an interval contains the true median: at least the wanted confidence, given enough values.
   */
  readonly coverage: number;
}

/** The middle value, or the mean of the two middle values; NaN without any value. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/**
 * The interval between the k-th smallest and the k-th largest value, with the largest k that keeps the confidence.
 * Values lie below and above the median with equal probability, whatever their distribution, so the number of values
 * below it is binomially distributed (the inversion of the sign test). The only assumption about the noise is that
 * pairs are independent. Source: W. J. Conover, Practical Nonparametric Statistics, 3rd edition, chapter 3.2.
 * @returns with too few values for the confidence, the range of all values and the coverage that this has.
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

/** The probability that a fair coin, tossed n times, shows heads at most `most` times. */
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
 * The order in which the sides of a pair are measured: forwards, then backwards (A B B A), so that gradual changes of
 * the machine's speed affect all sides alike. Each pair begins with another side.
 */
export function orderOf<Side>(sides: readonly Side[], pair: number): Side[] {
  const from = pair % sides.length;
  const there = [...sides.slice(from), ...sides.slice(0, from)];
  return [...there, ...there.toReversed()];
}

/** `holds`: whether the median reaches the floor. `sure`: whether the whole interval lies on the same side of it. */
export interface Verdict {
  readonly holds: boolean;
  readonly sure: boolean;
}

/** Compares an interval with the floor that its median is to reach. */
export function verdictOf({ median, low, high }: MedianInterval, floor: number): Verdict {
  const holds = median >= floor;
  return { holds, sure: holds ? low >= floor : high < floor };
}
