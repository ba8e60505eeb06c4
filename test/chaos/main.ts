/** `npm run chaos [-- steps|outage|loss|sends|acd|ai]`: breaks a whole SigFollow of its own and counts what was lost or doubled. */
import { createBenchEnvironment } from '../../bench/environment.ts';
import { report } from '../../bench/report.ts';
import { runParts } from '../../bench/run-parts.ts';
import { chaosAcd } from './acd.ts';
import { chaosAi } from './ai.ts';
import { chaosLoss } from './loss.ts';
import { chaosOutage } from './outage.ts';
import { chaosSends } from './sends.ts';
import { chaosSteps } from './steps.ts';

const measurements = await runParts('chaos', { steps: chaosSteps, outage: chaosOutage, loss: chaosLoss, sends: chaosSends, acd: chaosAcd, ai: chaosAi }, () => createBenchEnvironment({ maxPerAgent: 100, wrapUpMs: 1_000, acceptTimeoutMs: 4_000, excludeMs: 60_000 }));
report('chaos.json', measurements, {});
process.exit();
