import type { BenchEnvironment } from './environment.ts';
import type { Measurement } from './report.ts';

type Part = (environment: BenchEnvironment) => Promise<Measurement[]>;
/** Brings up what it needs itself. */
type PartAlone = () => Promise<Measurement[]>;

/** A part with a database and a Temporal of its own. */
export const inEnvironment = (create: () => Promise<BenchEnvironment>) => (part: Part): PartAlone => async () => {
  const environment = await create();
  try {
    return await part(environment);
  } finally {
    await environment.close();
  }
};

/** Runs the parts named on the command line, all without a name. */
export async function runParts(what: string, parts: Readonly<Record<string, PartAlone>>): Promise<Measurement[]> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter(name => !(name in parts));
  if (unknown.length > 0) throw new Error(`there is no ${what} ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  const measurements: Measurement[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`• ${name}`);
    measurements.push(...(await part()));
  }
  return measurements;
}
