/**
 * `npm run chaos [-- steps|outage|loss|sends|acd|ai|fuzz|axe|browser|sizes|mutants]`: injects faults into a running SigFollow, or
 * into its code, and counts what was lost, duplicated or not detected.
 */
import { createBenchEnvironment } from '../../bench/environment.ts';
import { report } from '../../bench/report.ts';
import { inEnvironment, runParts } from '../../bench/run-parts.ts';
import { SEED } from '../support/random.ts';
import { chaosAcd } from './acd.ts';
import { chaosAi } from './ai.ts';
import { chaosFuzz } from './fuzz.ts';
import { chaosLoss } from './loss.ts';
import { chaosMutants } from './mutants/run.ts';
import { chaosOutage } from './outage.ts';
import { chaosSends } from './sends.ts';
import { chaosAxe, chaosBrowser, chaosSizes } from './sizes.ts';
import { chaosSteps } from './steps.ts';

const whole = inEnvironment(() =>
  createBenchEnvironment({ maxPerAgent: 100, wrapUpMs: 1_000, acceptTimeoutMs: 4_000, excludeMs: 60_000 }),
);
const measurements = await runParts('chaos', {
  steps: whole(chaosSteps),
  outage: whole(chaosOutage),
  loss: whole(chaosLoss),
  sends: whole(chaosSends),
  acd: whole(chaosAcd),
  ai: whole(chaosAi),
  fuzz: whole(chaosFuzz),
  axe: chaosAxe,
  browser: chaosBrowser,
  sizes: chaosSizes,
  mutants: signal => chaosMutants(signal, process.env['MUTANTS']),
});
report('chaos.json', measurements, { seed: SEED });
process.exit();
