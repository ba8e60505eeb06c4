import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../ops/root.ts';

/** A row of the report. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  /** Unit of `value` and `baseline`. */
  readonly unit: string;
  /** What it is compared with; null for nothing. */
  readonly baseline: number | null;
  readonly ratio: number | null;
  /** The limit in words, for display; `holds` says whether it was met. */
  readonly floor: string;
  readonly holds: boolean;
  /** Smallest and largest value of the rounds. */
  readonly spread?: readonly [number, number];
  /** For measurements in pairs: the 95 % confidence interval of `ratio`, which is the median of the pairs' ratios. */
  readonly interval?: readonly [number, number];
  readonly pairs?: number;
  /** Whether the whole interval lies on the same side of the floor as the median. */
  readonly sure?: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export const spreadOf = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

function spreadWords({ spread, interval, pairs }: Measurement, n: (value: number) => string): string {
  if (interval !== undefined)
    return `${interval.map(value => value.toFixed(3)).join(' … ')} (95 %, ${pairs ?? 0} pairs)`;
  return spread === undefined ? '' : spread.map(n).join(' … ');
}

/**
 * Prints the measurements as a table, writes them to `file` in the data folder, and sets exit code 1 when a limit is
 * missed.
 */
export function report(
  file: 'bench.json' | 'chaos.json',
  measurements: readonly Measurement[],
  settings: Readonly<Record<string, unknown>>,
): void {
  const n = (value: number | null): string =>
    value === null ? '–' : value >= 100 ? value.toFixed(0) : value.toFixed(2);
  console.log(
    `\nMachine: ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB. Settings: ${JSON.stringify(settings)}\n`,
  );
  console.table(
    measurements.map(each => ({
      name: each.name,
      value: `${n(each.value)} ${each.unit}`,
      baseline: n(each.baseline),
      ratio: n(each.ratio),
      spread: spreadWords(each, n),
      floor: each.floor,
      holds: `${each.holds ? 'yes' : 'NO'}${each.sure === false ? ', not surely' : ''}`,
    })),
  );
  const folder = process.env['SIGFOLLOW_DATA_DIR'] ?? join(root, '.data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${JSON.stringify(measurements, null, 2)}\n`);
  if (measurements.some(each => !each.holds)) process.exitCode = 1;
}
