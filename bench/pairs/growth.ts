import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { Cost } from './conversation-cost.ts';
import { AT_ONCE, cpuOf, measure, statementsOf } from './conversation-cost.ts';
import type { Size } from './grow.ts';
import { grow, parkRunning } from './grow.ts';
import { FEW, plansSince, watchPlans } from './plans.ts';
import type { Running } from './conversation-running.ts';
import { launchHead, nextContacts } from './conversation-running.ts';
import { walkAll } from '../conversation/walk.ts';
import type { Measurement } from '../report.ts';
import { medianOf, orderOf } from './median.ts';
import type { Place, RunDatabase } from './place.ts';
import type { Quantity } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

const SMALL: Size = { running: 300, open: 0, messages: 0, agents: 0 };
const LARGE: Size = { running: 10_000, open: 90_000, messages: 11, agents: 2_000 };
/** Limit for the cost in the large database, as a multiple of the cost in the small one. */
const MOST = 1.2;
const WARM_UP = 200;
/** Conversations per walk. Each side has two walks in a pair (see `orderOf`). */
const CONVERSATIONS = 40;
/** Number of conversations whose query plans are examined. */
const EXPLAINED = 20;
/** Limit for the rows a statement looks at per row that it returns or writes. */
const MOST_ROWS = 20;

/** A periodic statement that does not belong to a conversation: marks agents whose connection was lost as away. */
const BY_THE_CLOCK = /^UPDATE agent_state a SET presence = 'away'/;
/** How long the processes need to notice that their database connections were terminated. */
const NOTICED_MS = 2_000;

const CPU: Quantity = {
  name: 'growth: a conversation’s CPU, API and worker',
  unit: '/s',
  floors: { ref: 1 / MOST },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};

/** Reported in addition, without a limit: PostgreSQL's CPU time, and conversations per second with both cores busy. */
const POSTGRES: Quantity = {
  name: 'growth: a conversation’s CPU, PostgreSQL',
  unit: '/s',
  floors: {},
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};
const SPEED: Quantity = { name: 'growth: conversations with both cores busy', unit: '/s', floors: {}, shownAs: null };
const QUANTITIES = [CPU, POSTGRES, SPEED];

/**
 * Measures what a conversation costs with 100,000 open conversations, 1,000,000 messages and 2,000 agents, compared
 * with 300 open conversations, and checks the query plans of its statements in the large database.
 */
export async function pairGrowth(place: Place, pairs: number): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: place.temporalAddress });
  const client = new Client({ connection });
  const costs = { head: [] as Cost[], ref: [] as Cost[] };
  const [many, few] = [await launch(place, 'many', LARGE), await launch(place, 'few', SMALL)];
  const sides = [
    { side: 'head' as const, ...many },
    { side: 'ref' as const, ...few },
  ];
  for (const { running } of sides) await walkAll(running.walked, nextContacts(WARM_UP), AT_ONCE);
  const results = await runPairs(QUANTITIES, pairs, async pair => {
    const found = { head: [] as Cost[], ref: [] as Cost[] };
    for (const { side, running } of orderOf(sides, pair))
      found[side].push(await measure(place, client, running, running.walked, CONVERSATIONS));
    costs.head.push(...found.head);
    costs.ref.push(...found.ref);
    const speeds = (of: (cost: Cost) => number) =>
      Object.fromEntries(
        (['head', 'ref'] as const).map(side => [
          side,
          found[side].length / found[side].reduce((all, cost) => all + of(cost), 0),
        ]),
      );
    return {
      [CPU.name]: speeds(cost => cpuOf(cost) / 1_000_000),
      [POSTGRES.name]: speeds(cost => cost.postgresMs / 1_000),
      [SPEED.name]: speeds(cost => cost.seconds),
    };
  });
  await few.running.stop();
  const [ours, theirs] = [medianOf(costs.head.map(statementsOf)), medianOf(costs.ref.map(statementsOf))];
  const explained = await explain(many);
  await many.running.stop();
  await connection.close();
  return [
    ...measurementsOf(compare(QUANTITIES, results), results, 'the same with 300 open'),
    {
      name: 'growth: statements a conversation',
      value: ours,
      unit: '',
      baseline: theirs,
      ratio: ours / theirs,
      floor: `≤ ${MOST}×`,
      holds: ours <= MOST * theirs,
    },
    ...explained,
  ];
}

interface Grown {
  readonly running: Running;
  readonly database: RunDatabase;
}

async function launch(place: Place, name: string, size: Size): Promise<Grown> {
  const [head] = place.heads;
  if (head === undefined) throw new Error('there is nothing to measure');
  const database = await place.database(head.template);
  const queue = await grow(database, size);
  const running = await launchHead(place, head, `growth-${name}`, { database });
  console.log(`  ${name}: the tables are filled`);
  await parkRunning(
    database,
    { apiUrl: running.api.url, phoneNumberId: head.made.phoneNumberIds[0] ?? '', queue },
    size,
  );
  await running.walked.idle();
  console.log(`  ${name}: ${size.running} workflows run`);
  return { running, database };
}

/** Checks the actual query plans of all statements that API and worker execute during some conversations. */
async function explain({ running, database }: Grown): Promise<Measurement[]> {
  const from = await watchPlans(database);
  await sleep(NOTICED_MS);
  for (const side of [running.walked, running.assisted])
    if (side !== null) await walkAll(side, nextContacts(EXPLAINED), AT_ONCE);
  const plans = (await plansSince(database, from)).filter(plan => !BY_THE_CLOCK.test(plan.text));
  const scanned = plans.filter(plan => plan.scanned.length > 0);
  for (const { text, scanned: tables } of scanned)
    console.log(`  reads all of ${tables.join(', ')}: ${text.slice(0, 300)}`);
  for (const { text, lookedForEach, count } of plans)
    if (lookedForEach > MOST_ROWS)
      console.log(
        `  looks at ${lookedForEach.toFixed(0)} rows for each, in the worst of ${count} runs: ${text.slice(0, 300)}`,
      );
  const worst = Math.max(...plans.map(plan => plan.lookedForEach));
  return [
    {
      name: `growth: statements that read a table of more than ${FEW} rows whole, of ${plans.length}`,
      value: scanned.length,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '0',
      holds: plans.length > 0 && scanned.length === 0,
    },
    {
      name: 'growth: rows looked at for each that is used, the worst run of a statement',
      value: worst,
      unit: '',
      baseline: null,
      ratio: null,
      floor: `≤ ${MOST_ROWS}`,
      holds: worst <= MOST_ROWS,
    },
  ];
}
