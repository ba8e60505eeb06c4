import { inspect } from 'node:util';
import type { Measurement } from '../report.ts';
import type { MedianInterval } from './median.ts';
import { medianInterval, medianOf, verdictOf } from './median.ts';

/** The minimum for a useful interval: with 15 pairs it reaches from the 4th smallest to the 4th largest ratio. */
export const FEWEST_PAIRS = 15;

export type Side = 'head' | 'ref' | 'bare';

/** Something that is measured on every side, as a speed: more is better. */
export interface Quantity {
  readonly name: string;
  readonly unit: string;
  /** The minimum for this checkout's speed divided by the other side's. Without a floor it is only reported. */
  readonly floors: Readonly<Partial<Record<'ref' | 'bare', number>>>;
  /** Unit and conversion for display; null shows the speed itself. */
  readonly shownAs: { readonly unit: string; readonly from: (speed: number) => number } | null;
}

/** Result of one pair: the speed of each side, by the quantity's name. */
export type PairResult = Readonly<Record<string, Readonly<Partial<Record<Side, number>>>>>;

/** A quantity over all pairs, compared with one other side. */
export interface Comparison {
  readonly quantity: Quantity;
  readonly other: 'ref' | 'bare';
  readonly ratios: readonly number[];
  readonly interval: MedianInterval;
}

/** Compares this checkout with the other sides: the ratio within each pair, then the median of these ratios. */
export function compare(quantities: readonly Quantity[], results: readonly PairResult[]): Comparison[] {
  return quantities.flatMap(quantity =>
    (['bare', 'ref'] as const).flatMap(other => {
      const ratios = results.flatMap(result => {
        const { head, [other]: theirs } = result[quantity.name] ?? {};
        return head === undefined || theirs === undefined ? [] : [head / theirs];
      });
      return ratios.length === 0 ? [] : [{ quantity, other, ratios, interval: medianInterval(ratios) }];
    }),
  );
}

/** Comparisons as rows of the report. @param label display name of the other head. */
export function measurementsOf(
  comparisons: readonly Comparison[],
  results: readonly PairResult[],
  label: string | null,
): Measurement[] {
  return comparisons.map(({ quantity, other, ratios, interval }) => {
    const speeds = (side: Side): number => medianOf(results.flatMap(result => result[quantity.name]?.[side] ?? []));
    const shown = quantity.shownAs?.from ?? ((speed: number) => speed);
    const floor = quantity.floors[other];
    const verdict = floor === undefined ? null : verdictOf(interval, floor);
    return {
      name: `${quantity.name}, against ${other === 'bare' ? 'the bare side' : (label ?? 'the other head')}`,
      value: shown(speeds('head')),
      unit: quantity.shownAs?.unit ?? quantity.unit,
      baseline: shown(speeds(other)),
      ratio: interval.median,
      interval: [interval.low, interval.high],
      pairs: ratios.length,
      floor: floor === undefined ? '–' : `≥ ${floor}×`,
      holds: verdict?.holds ?? true,
      sure: verdict?.sure ?? true,
    };
  });
}

/**
 * Measures one pair after the other and prints the result of each.
 * @param measure measures one pair. Pairs that use the same processes are not entirely independent, because those share
 *   the code that was compiled just in time.
 */
export async function runPairs(
  quantities: readonly Quantity[],
  pairs: number,
  measure: (pair: number) => Promise<PairResult>,
): Promise<PairResult[]> {
  const results: PairResult[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const result = await measure(pair);
    results.push(result);
    const ratios = compare(quantities, [result]).map(
      ({ quantity, other, interval }) => `${quantity.name} ${interval.median.toFixed(3)}× ${other}`,
    );
    console.log(
      `  pair ${pair + 1} of ${pairs}: ${ratios.join('; ')} ${inspect(rounded(result), { breakLength: Infinity, compact: true })}`,
    );
  }
  for (const { quantity, other, interval, ratios } of compare(quantities, results)) {
    console.log(
      `  ${quantity.name} against ${other}: median of ${ratios.length} ratios ${interval.median.toFixed(3)}, ${(interval.coverage * 100).toFixed(1)} % interval ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`,
    );
  }
  return results;
}

const rounded = (result: PairResult): object =>
  Object.fromEntries(
    Object.entries(result).map(([name, sides]) => [
      name,
      Object.fromEntries(Object.entries(sides).map(([side, speed]) => [side, Number(speed.toPrecision(4))])),
    ]),
  );
