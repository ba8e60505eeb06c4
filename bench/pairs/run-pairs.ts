import { inspect } from 'node:util';
import type { Measurement } from '../report.ts';
import type { MedianInterval } from './median.ts';
import { medianInterval, medianOf, verdictOf } from './median.ts';

/** Fewer say too little: with 15 the interval is from the 4th smallest to the 4th largest ratio. */
export const FEWEST_PAIRS = 15;

export type Side = 'head' | 'ref' | 'bare';

/** Something that is measured of every side, as a speed: more is better. */
export interface Quantity {
  readonly name: string;
  readonly unit: string;
  /** Times less than which this checkout's must not be of the other side's; null: it is only told. */
  readonly floors: Readonly<Partial<Record<'ref' | 'bare', number>>>;
  /** How a speed is shown; null: as it is. */
  readonly shownAs: { readonly unit: string; readonly from: (speed: number) => number } | null;
}

/** What one pair said: of every quantity the speed of each side. */
export type PairResult = Readonly<Record<string, Readonly<Partial<Record<Side, number>>>>>;

/** A quantity of all pairs, compared with one side. */
export interface Comparison {
  readonly quantity: Quantity;
  readonly other: 'ref' | 'bare';
  readonly ratios: readonly number[];
  readonly interval: MedianInterval;
}

/** Compares what pairs said: the ratio of each pair first, then the median of the ratios. */
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

/** Comparisons as rows of the report. @param label of the other head. */
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
 * Measures pair after pair, and says what each said.
 * @param measure one pair. Those of the same processes depend on each other a little: what these once compiled is
 * common to them.
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
