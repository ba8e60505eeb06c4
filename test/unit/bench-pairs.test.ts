/** The statistics over pairs of measurements. */
import { describe, expect, test } from '@jest/globals';
import { packagesOf } from '../../bench/pairs/heads.ts';
import { medianInterval, medianOf, orderOf, verdictOf } from '../../bench/pairs/median.ts';
import type { PairResult, Quantity } from '../../bench/pairs/run-pairs.ts';
import { compare, measurementsOf } from '../../bench/pairs/run-pairs.ts';
import { random } from '../support/random.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1);

describe('the median of the pairs', () => {
  test.each<[number[], number]>([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[10, -1], 4.5],
  ])('of %j is %d', (values, median) => expect(medianOf(values)).toBe(median));

  // Ranks and coverage as tables of the sign test have them (for n values, of the smallest and largest of the
  // interval).
  test.each([
    [6, 1, 6, 0.9688],
    [8, 1, 8, 0.9922],
    [9, 2, 8, 0.9609],
    [10, 2, 9, 0.9785],
    [12, 3, 10, 0.9614],
    [15, 4, 12, 0.9648],
    [16, 4, 13, 0.9787],
    [20, 6, 15, 0.9586],
    [25, 8, 18, 0.9567],
    [30, 10, 21, 0.9572],
    [40, 14, 27, 0.9615],
    [50, 18, 33, 0.9672],
  ])('of %d values lies between the %d. and the %d.: %d', (n, low, high, coverage) => {
    const interval = medianInterval(random(`values ${n}`).shuffled(upTo(n)));
    expect([interval.low, interval.high]).toEqual([low, high]);
    expect(interval.coverage).toBeCloseTo(coverage, 4);
  });

  test('of too few is somewhere among all of them, and that is said', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toMatchObject({ median: 3, low: 1, high: 5, coverage: 1 - 2 / 32 });
    expect(medianInterval([7])).toMatchObject({ median: 7, low: 7, high: 7, coverage: 0 });
    expect(medianInterval([]).median).toBeNaN();
  });

  test('is in the interval as often as is said, whatever the noise is like', () => {
    const chance = random('coverage');
    // A machine that is sometimes half as fast: the ratios lie on one side, the median is 1.
    const ratio = (): number => (chance.below(2) === 0 ? 1 - chance.fraction() ** 4 / 2 : 1 + chance.fraction() / 100);
    const runs = 4_000;
    let inside = 0;
    for (let run = 0; run < runs; run++) {
      const { low, high } = medianInterval(Array.from({ length: 15 }, ratio));
      if (low <= 1 && high >= 1) inside += 1;
    }
    // 96.48 %, within five times its own spread.
    expect(Math.abs(inside / runs - 0.9648)).toBeLessThan(5 * Math.sqrt((0.9648 * 0.0352) / runs));
  });

  test('is held against a floor: by itself, and surely where the whole interval says so', () => {
    const interval = medianInterval(upTo(15).map(each => each / 10));
    expect(interval).toMatchObject({ median: 0.8, low: 0.4, high: 1.2 });
    expect(verdictOf(interval, 0.8)).toEqual({ holds: true, sure: false });
    expect(verdictOf(interval, 0.4)).toEqual({ holds: true, sure: true });
    expect(verdictOf(interval, 0.81)).toEqual({ holds: false, sure: false });
    expect(verdictOf(interval, 1.3)).toEqual({ holds: false, sure: true });
  });
});

test('the sides of a pair are measured there and back, another first each time', () => {
  expect(orderOf(['A', 'B'], 0)).toEqual(['A', 'B', 'B', 'A']);
  expect(orderOf(['A', 'B'], 1)).toEqual(['B', 'A', 'A', 'B']);
  expect([0, 1, 2, 3].map(pair => orderOf(['A', 'B', 'C'], pair).join(''))).toEqual([
    'ABCCBA',
    'BCAACB',
    'CABBAC',
    'ABCCBA',
  ]);
  // What gets slower at an even pace does so to all alike.
  for (const pair of upTo(6)) {
    const order = orderOf(['A', 'B', 'C'], pair);
    for (const side of ['A', 'B', 'C'])
      expect(order.reduce((sum, each, at) => (each === side ? sum + at : sum), 0)).toBe(5);
  }
});

test('ratios are made in each pair, before the median: a machine that changes from pair to pair changes none of them', () => {
  const quantity: Quantity = { name: 'acks', unit: '/s', floors: { bare: 0.8, ref: 0.95 }, shownAs: null };
  const chance = random('machine');
  const results: PairResult[] = upTo(15).map(() => {
    const machine = 0.1 + chance.fraction();
    return { acks: { head: 900 * machine, ref: 1_000 * machine, bare: 1_100 * machine } };
  });
  const comparisons = compare([quantity], results);
  expect(
    comparisons.map(({ other, interval }) => [
      other,
      interval.median.toFixed(4),
      interval.low.toFixed(4),
      interval.high.toFixed(4),
    ]),
  ).toEqual([
    ['bare', '0.8182', '0.8182', '0.8182'],
    ['ref', '0.9000', '0.9000', '0.9000'],
  ]);
  expect(measurementsOf(comparisons, results, '24ed726')).toMatchObject([
    { name: 'acks, against the bare side', floor: '≥ 0.8×', holds: true, sure: true, pairs: 15 },
    { name: 'acks, against 24ed726', floor: '≥ 0.95×', holds: false, sure: true, pairs: 15 },
  ]);
  expect(
    compare(
      [quantity],
      results.map(({ acks }) => ({ acks: { head: acks!.head!, bare: acks!.bare! } })),
    ).map(each => each.other),
  ).toEqual(['bare']);
});

test('two locks of the same packages are one, whatever the project lists; another version is not', () => {
  const lock = (own: object, version: string) =>
    JSON.stringify({
      name: 'x',
      packages: { '': own, 'node_modules/b': { version }, 'node_modules/a': { version: '1.0.0' } },
    });
  expect(packagesOf(lock({ devDependencies: { a: '1.0.0' } }, '2.0.0'))).toBe(packagesOf(lock({}, '2.0.0')));
  expect(packagesOf(lock({}, '2.0.1'))).not.toBe(packagesOf(lock({}, '2.0.0')));
});
