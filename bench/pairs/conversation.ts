import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { AT_ONCE, cpuOf, meanOf, measure, statementsOf } from './conversation-cost.ts';
import type { Cost } from './conversation-cost.ts';
import type { Running } from './conversation-running.ts';
import { launchBare, launchHead, nextContacts } from './conversation-running.ts';
import { TURNS, walkAll } from '../conversation/walk.ts';
import type { Measurement } from '../report.ts';
import { medianOf, orderOf } from './median.ts';
import type { Place } from './place.ts';
import type { PairResult, Quantity, Side } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

/** Number of pairs for which the same processes are used, so that just-in-time compilation is not measured. */
const PAIRS_A_LAUNCH = 5;
/** Conversations before a side is measured, until hot code is compiled and the worker's caches are filled. */
const WARM_UP = 200;
/** The same for conversations whose replies the AI drafts. */
const ASSISTED_WARM_UP = 40;
/** Conversations per walk. Each side has two walks in a pair (see `orderOf`). */
const CONVERSATIONS = 40;
/** The same where the AI drafts the replies, which takes longer. */
const ASSISTED = 20;
/** Limit for the statements per conversation, in API and worker together. */
const MOST_STATEMENTS = 130;
/** Limit for the cost of an AI turn, as a share of the other head's. */
const TURN_SHARE = 0.6;

const CPU: Quantity = {
  name: 'a conversation’s CPU, API and worker',
  unit: '/s',
  floors: { ref: 1 / 0.45 },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};
const SPEED: Quantity = {
  name: `conversations with both cores busy, ${AT_ONCE} at once`,
  unit: '/s',
  floors: { ref: 1.8, bare: 0.5 },
  shownAs: null,
};
/** The additional cost of a conversation whose replies the AI drafts, divided by the number of AI turns. */
const TURN: Quantity = {
  name: 'an AI turn’s CPU, API and worker',
  unit: '/s',
  floors: { ref: 1 / TURN_SHARE },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};

/**
 * Measures what a conversation handled by agents costs, compared with the bare side (handlers and a workflow that do
 * the minimum for the same calls) and with another head.
 */
export async function pairConversation(place: Place, pairs: number): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: place.temporalAddress });
  const client = new Client({ connection });
  const bareBundle = join(place.folder, 'bare-conversation.js');
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: fileURLToPath(new URL('../conversation/bare-workflow.ts', import.meta.url)),
  });
  writeFileSync(bareBundle, code);
  const [costs, turns] = [new Map<Side, Cost[]>(), new Map<Side, Cost[]>()];
  let running: Running[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(running.map(each => each.stop())));
  const results = await runPairs([CPU, SPEED, TURN], pairs, async pair => {
    if (pair % PAIRS_A_LAUNCH === 0) {
      await stop();
      running = await Promise.all([
        ...place.heads.map(head => launchHead(place, head, `${head.name}-${pair}`)),
        launchBare(place, pair, bareBundle),
      ]);
      for (const { walked } of running) await walkAll(walked, nextContacts(WARM_UP), AT_ONCE);
      for (const { assisted } of running)
        if (assisted !== null) await walkAll(assisted, nextContacts(ASSISTED_WARM_UP), AT_ONCE);
    }
    const [found, withAi] = [new Map<Side, Cost[]>(), new Map<Side, Cost[]>()];
    for (const each of orderOf(running, pair))
      keep(found, each.side, [await measure(place, client, each, each.walked, CONVERSATIONS)]);
    for (const each of orderOf(running, pair))
      if (each.assisted !== null)
        keep(withAi, each.side, [await measure(place, client, each, each.assisted, ASSISTED)]);
    for (const [side, some] of found) keep(costs, side, some);
    for (const [side, some] of withAi) keep(turns, side, some);
    const speeds = (of: (cost: Cost) => number): PairResult[string] =>
      Object.fromEntries(
        [...found].map(([side, some]) => [side, some.length / some.reduce((sum, cost) => sum + 1 / of(cost), 0)]),
      );
    const ofTurns = Object.fromEntries(
      [...withAi].flatMap(([side, some]) => {
        // A difference of two consecutive walks: when noise makes it negative, the pair yields no value for turns.
        const more = meanOf(some, cpuOf) - meanOf(found.get(side) ?? [], cpuOf);
        return more > 0 ? [[side, (1_000_000 * TURNS) / more]] : [];
      }),
    );
    return {
      [CPU.name]: speeds(cost => 1_000_000 / cpuOf(cost)),
      [SPEED.name]: speeds(cost => 1 / cost.seconds),
      [TURN.name]: ofTurns,
    };
  });
  await stop();
  await connection.close();
  const label = place.heads.find(head => head.name === 'ref')?.label ?? null;
  tell(costs, label, '');
  tell(turns, label, ', with an AI that drafts');
  tellTexts(costs.get('head') ?? [], '');
  tellTexts(turns.get('head') ?? [], 'with an AI: ');
  const statements = (side: Side): number | null =>
    costs.has(side) ? medianOf((costs.get(side) ?? []).map(statementsOf)) : null;
  const ofATurn = (side: Side): number | null =>
    turns.has(side) ? (medianOf((turns.get(side) ?? []).map(statementsOf)) - (statements(side) ?? NaN)) / TURNS : null;
  return [
    ...measurementsOf(compare([CPU, SPEED, TURN], results), results, label),
    counted('statements a conversation, API and worker', statements, { most: MOST_STATEMENTS }),
    counted('statements an AI turn, API and worker', ofATurn, { share: TURN_SHARE }),
  ];
}

function keep(costs: Map<Side, Cost[]>, side: Side, more: readonly Cost[]): void {
  costs.set(side, [...(costs.get(side) ?? []), ...more]);
}

/** A count as a measurement, with a limit that is absolute (`most`) or a share of the other head's count (`share`). */
function counted(
  name: string,
  of: (side: Side) => number | null,
  { most, share }: { readonly most?: number; readonly share?: number },
): Measurement {
  const [ours, theirs] = [of('head') ?? NaN, of('ref')];
  const ratio = theirs === null ? null : ours / theirs;
  const holds = (most === undefined || ours <= most) && (share === undefined || ratio === null || ratio <= share);
  return {
    name,
    value: ours,
    unit: '',
    baseline: theirs,
    ratio,
    floor: most === undefined ? `≤ ${share ?? 0}×` : `≤ ${most}`,
    holds,
  };
}

/** Prints the statements of this checkout, most frequent first; only with METER_TEXTS=1. */
function tellTexts(costs: readonly Cost[], of: string): void {
  for (const name of ['api', 'worker'] as const) {
    const { texts } = costs.at(-1)?.[name] ?? { texts: null };
    for (const [text, count] of [...(texts ?? [])].sort(([, a], [, b]) => b - a))
      console.log(`  ${of}${name} ${count.toFixed(2)} × ${text.replaceAll(/\s+/g, ' ').slice(0, 240)}`);
  }
}

/** Prints the cost per conversation, one row per side: medians of all walks. */
function tell(costs: ReadonlyMap<Side, readonly Cost[]>, label: string | null, how: string): void {
  const rows = [...costs].map(([side, some]) => {
    const of = (pick: (cost: Cost) => number): number => Number(medianOf(some.map(pick)).toFixed(1));
    const process_ = (name: 'api' | 'worker') => ({
      ms: of(cost => cost[name].cpuMicros / 1_000),
      mib: of(cost => cost[name].residentBytes / 2 ** 20),
      statements: of(cost => cost[name].statements),
      commits: of(cost => cost[name].commits),
    });
    const [api, worker] = [process_('api'), process_('worker')];
    return {
      side: `${side === 'ref' ? (label ?? side) : side}${how}`,
      'API ms': api.ms,
      'worker ms': worker.ms,
      'Temporal ms': of(cost => cost.temporalMs),
      'PostgreSQL ms': of(cost => cost.postgresMs),
      'API MiB': api.mib,
      'worker MiB': worker.mib,
      'API statements': api.statements,
      'worker statements': worker.statements,
      'API commits': api.commits,
      'worker commits': worker.commits,
      'history events': of(cost => cost.historyEvents),
      '/s': of(cost => 1 / cost.seconds),
    };
  });
  console.table(rows);
}
