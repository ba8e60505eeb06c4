/**
 * `npm run bench [-- NAME …] [--against REF] [--pairs N]`: starts what it needs, measures ratios, and exits with a
 * non-zero code when a result misses its floor.
 */
import { parseArgs } from 'node:util';
import { benchAi } from './ai.ts';
import { benchAcd } from './acd.ts';
import { POOL_SIZE, createBenchEnvironment } from './environment.ts';
import { benchHistory } from './history.ts';
import { benchMedia } from './media.ts';
import { benchPatterns } from './patterns.ts';
import { AGAINST_ANOTHER, inPairs } from './pairs/compare-pairs.ts';
import { FEWEST_PAIRS } from './pairs/run-pairs.ts';
import { report } from './report.ts';
import { inEnvironment, runParts } from './run-parts.ts';
import { benchSend } from './send.ts';

const HELP = `npm run bench [-- NAME …] [--against REF] [--pairs N]

NAME       webhook, engine, conversation, growth, latency, workbench, history, send, media, acd, ai, patterns; none: all of them
--against  another commit of this repository (${AGAINST_ANOTHER.join(' and ')}): both are built, and measured in alternated
           pairs with the bare side; what is printed is the median of the pairs' ratios and its 95 % interval
--pairs    how many, at least ${FEWEST_PAIRS} (the default)`;

const {
  values: { against = null, pairs: wanted = String(FEWEST_PAIRS), help },
  positionals,
} = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string' }, pairs: { type: 'string' }, help: { type: 'boolean' } },
});
if (help === true) {
  console.log(HELP);
  process.exit();
}
const pairs = Number(wanted);
const alone = positionals.filter(name => !AGAINST_ANOTHER.includes(name));
if (!Number.isSafeInteger(pairs) || pairs < FEWEST_PAIRS)
  throw new Error(`--pairs is a whole number from ${FEWEST_PAIRS} on\n\n${HELP}`);
if (against !== null && (positionals.length === 0 || alone.length > 0))
  throw new Error(
    `only ${AGAINST_ANOTHER.join(' and ')} are measured against another commit: name what to measure\n\n${HELP}`,
  );

const whole = inEnvironment(createBenchEnvironment);
const parts = {
  webhook: inPairs('webhook', against, pairs),
  engine: inPairs('engine', against, pairs),
  conversation: inPairs('conversation', against, pairs),
  growth: inPairs('growth', against, pairs),
  latency: inPairs('latency', against, pairs),
  workbench: inPairs('workbench', against, pairs),
  history: whole(benchHistory),
  send: whole(benchSend),
  media: whole(benchMedia),
  acd: whole(benchAcd),
  ai: whole(benchAi),
  patterns: benchPatterns,
};
const measurements = await runParts('bench', parts, positionals);
report('bench.json', measurements, {
  poolSize: POOL_SIZE,
  pairs,
  against,
  alternated: true,
  contacts: 1000,
  tenants: 2,
});
process.exit();
