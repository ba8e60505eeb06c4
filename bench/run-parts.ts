import { INTERRUPTED, untilInterrupted, unlessInterrupted } from '../ops/test/interrupt.ts';
import type { BenchEnvironment } from './environment.ts';
import type { Measurement } from './report.ts';

type Part = (environment: BenchEnvironment) => Promise<Measurement[]>;
/**
 * Brings up what it needs itself, and takes it down again; also when the signal is aborted, of which it may throw the
 * reason.
 */
export type PartAlone = (signal: AbortSignal) => Promise<Measurement[]>;

/** A part with a database and a Temporal of its own. */
export const inEnvironment =
  (create: () => Promise<BenchEnvironment>) =>
  (part: Part): PartAlone =>
  async signal => {
    const environment = await create();
    try {
      return await unlessInterrupted(part(environment), signal);
    } finally {
      // An interrupted part is still at work: what it says of servers that end under it is nobody's error.
      if (signal.aborted) process.on('uncaughtException', () => undefined);
      await environment.close();
    }
  };

/**
 * Runs the parts that are wanted, those named on the command line if nobody says otherwise; all without a name.
 * Interrupted, it ends the process when all is taken down.
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
