import { INTERRUPTED, untilInterrupted, unlessInterrupted } from '../ops/test/interrupt.ts';
import type { BenchEnvironment } from './environment.ts';
import type { Measurement } from './report.ts';

type Part = (environment: BenchEnvironment) => Promise<Measurement[]>;
/**
 * A part that starts and stops what it needs by itself. When the signal is aborted it stops everything and may throw
 * the signal's reason.
 */
export type PartAlone = (signal: AbortSignal) => Promise<Measurement[]>;

/** Gives a part a PostgreSQL and a Temporal server of its own. */
export const inEnvironment =
  (create: () => Promise<BenchEnvironment>) =>
  (part: Part): PartAlone =>
  async signal => {
    const environment = await create();
    try {
      return await unlessInterrupted(part(environment), signal);
    } finally {
      // An interrupted part is still running; its errors about servers that are being stopped are expected.
      if (signal.aborted) process.on('uncaughtException', () => undefined);
      await environment.close();
    }
  };

/**
 * Runs the wanted parts in order, by default those named on the command line; all parts when none is named. When
 * interrupted, it exits the process after everything has been stopped.
 * @param what the kind of part, for the error message.
 * @throws when a wanted part does not exist.
 */
export async function runParts(
  what: string,
  parts: Readonly<Record<string, PartAlone>>,
  wanted: readonly string[] = process.argv.slice(2),
): Promise<Measurement[]> {
  const unknown = wanted.filter(name => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`there is no ${what} ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  const interrupted = untilInterrupted(line => console.log(`• ${line}`));
  const measurements: Measurement[] = [];
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      console.log(`• ${name}`);
      measurements.push(...(await part(interrupted)));
      interrupted.throwIfAborted();
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
    process.exit(INTERRUPTED);
  }
  return measurements;
}
