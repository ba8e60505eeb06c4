/** `npm run bench [-- webhook|engine|history]`: brings up what it needs, measures ratios, exits non-zero when a floor is missed. */
import { benchEngine, benchHistory } from './engine.ts';
import { POOL_SIZE, createBenchEnvironment } from './environment.ts';
import type { Measurement } from './report.ts';
import { report } from './report.ts';
import { benchWebhook } from './webhook.ts';

const BENCHES = { webhook: benchWebhook, engine: benchEngine, history: benchHistory } as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !(name in BENCHES));
if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);

const measurements: Measurement[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`• ${name}`);
  // A database and a Temporal of its own for each: nothing one left behind weighs on the next.
  const environment = await createBenchEnvironment();
  try {
    measurements.push(...(await bench(environment)));
  } finally {
    await environment.close();
  }
}
report('bench.json', measurements, { poolSize: POOL_SIZE, rounds: 5, alternated: true, contacts: 1000, tenants: 2 });
process.exit();
