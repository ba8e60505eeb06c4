/** `npm run chaos [-- steps|outage|loss]`: breaks a whole SigFollow of its own and counts what was lost or doubled. */
import { createBenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { report } from '../../bench/report.ts';
import { chaosLoss } from './loss.ts';
import { chaosOutage } from './outage.ts';
import { chaosSteps } from './steps.ts';

const CHAOS = { steps: chaosSteps, outage: chaosOutage, loss: chaosLoss } as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !(name in CHAOS));
if (unknown.length > 0) throw new Error(`there is no chaos ${unknown.join(', ')}; there are ${Object.keys(CHAOS).join(', ')}`);

const measurements: Measurement[] = [];
for (const [name, chaos] of Object.entries(CHAOS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`• ${name}`);
  const environment = await createBenchEnvironment({ maxPerAgent: 100, wrapUpMs: 1_000, acceptTimeoutMs: 4_000, excludeMs: 60_000 });
  try {
    measurements.push(...(await chaos(environment)));
  } finally {
    await environment.close();
  }
}
report('chaos.json', measurements, {});
process.exit();
