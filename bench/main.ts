/** `npm run bench [-- webhook|engine|history|send|media|acd|ai|patterns]`: brings up what it needs, measures ratios, exits non-zero when a floor is missed. */
import { benchAi } from './ai.ts';
import { benchAcd } from './acd.ts';
import { benchEngine } from './engine.ts';
import { POOL_SIZE, createBenchEnvironment } from './environment.ts';
import { benchHistory } from './history.ts';
import { benchMedia } from './media.ts';
import { benchPatterns } from './patterns.ts';
import { report } from './report.ts';
import { inEnvironment, runParts } from './run-parts.ts';
import { benchSend } from './send.ts';
import { benchWebhook } from './webhook.ts';

const whole = inEnvironment(createBenchEnvironment);
const measurements = await runParts('bench', { webhook: whole(benchWebhook), engine: whole(benchEngine), history: whole(benchHistory), send: whole(benchSend), media: whole(benchMedia), acd: whole(benchAcd), ai: whole(benchAi), patterns: benchPatterns });
report('bench.json', measurements, { poolSize: POOL_SIZE, rounds: 5, alternated: true, contacts: 1000, tenants: 2 });
process.exit();
