import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../ops/root.ts';

export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number | null;
  readonly ratio: number | null;
  readonly floor: string;
  readonly holds: boolean;
  /** Smallest and largest of the rounds. */
  readonly spread?: readonly [number, number];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export const spreadOf = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

/** Prints the table, writes it to the data folder and sets the exit code when a floor is missed. */
export function report(file: 'bench.json' | 'chaos.json', measurements: readonly Measurement[], settings: Readonly<Record<string, unknown>>): void {
  const n = (value: number | null): string => (value === null ? '–' : value >= 100 ? value.toFixed(0) : value.toFixed(2));
  console.log(`\nMachine: ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB. Settings: ${JSON.stringify(settings)}\n`);
  console.table(measurements.map(each => ({ name: each.name, value: `${n(each.value)} ${each.unit}`, baseline: n(each.baseline), ratio: n(each.ratio), spread: each.spread === undefined ? '' : each.spread.map(n).join(' … '), floor: each.floor, holds: each.holds ? 'yes' : 'NO' })));
  const folder = process.env['SIGFOLLOW_DATA_DIR'] ?? join(root, '.data');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), `${JSON.stringify(measurements, null, 2)}\n`);
  if (measurements.some(each => !each.holds)) process.exitCode = 1;
}
