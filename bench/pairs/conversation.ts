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

/** Pairs that the same processes are measured in: what they once compiled is no part of a conversation. */
const PAIRS_A_LAUNCH = 5;
/** Before a side is measured: it compiles what it runs often, and its workers' caches are in use. */
const WARM_UP = 200;
/** The same of conversations whose answers the AI drafts. */
const ASSISTED_WARM_UP = 40;
/** Each side has two walks in a pair: there and back. */
const CONVERSATIONS = 40;
/** The same where the AI drafts the answers, which takes longer. */
const ASSISTED = 20;
/** What a conversation may hand to node-postgres, in API and worker together. */
const MOST_STATEMENTS = 130;
/** An AI turn's statements, of another head's. */
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
/** What a conversation costs more where the AI drafts the answers, for each of them. */
const TURN: Quantity = {
  name: 'an AI turn’s CPU, API and worker',
  unit: '/s',
  floors: { ref: 1 / TURN_SHARE },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};

/**
 * What a conversation that people work in costs, against handlers and a workflow that do the least for the same calls,
 * and another head.
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
        // Of two walks after each other: where the machine was that uneven, the pair says nothing of turns.
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

/** A count, which may be so much at most, or such a share of the other head's. */
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

/** What this checkout hands to node-postgres, the most frequent first; with METER_TEXTS=1. */
function tellTexts(costs: readonly Cost[], of: string): void {
  for (const name of ['api', 'worker'] as const) {
    const { texts } = costs.at(-1)?.[name] ?? { texts: null };
    for (const [text, count] of [...(texts ?? [])].sort(([, a], [, b]) => b - a))
      console.log(`  ${of}${name} ${count.toFixed(2)} × ${text.replaceAll(/\s+/g, ' ').slice(0, 240)}`);
  }
}

/** A row a side of what one conversation took: medians of all walks. */
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
