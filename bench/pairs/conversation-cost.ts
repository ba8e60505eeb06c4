/** Resources that one conversation uses in a side's processes and in the servers that all sides share. */
import type { Client } from '@temporalio/client';
import type { Usage } from '../meter/meter.ts';
import { cpuOfTree, usageOf } from '../meter/meter.ts';
import { medianOf } from './median.ts';
import type { Place } from './place.ts';
import type { Running } from './conversation-running.ts';
import { nextContacts } from './conversation-running.ts';
import type { WalkedSide } from '../conversation/walk.ts';
import { walkAll } from '../conversation/walk.ts';

/** Number of concurrent conversations: enough to keep two cores busy. */
export const AT_ONCE = 12;

/** Resources used per conversation, as the mean of one walk. */
export interface Cost {
  /** `residentBytes` is that of the process after the walk; everything else is per conversation. */
  readonly api: Usage;
  readonly worker: Usage;
  /** CPU time of the servers. */
  readonly temporalMs: number;
  readonly postgresMs: number;
  /** Duration of the walk divided by its conversations. */
  readonly seconds: number;
  /** Median number of events in the workflows' histories. */
  readonly historyEvents: number;
}

/** CPU time of API and worker, in microseconds. */
export const cpuOf = ({ api, worker }: Cost): number => api.cpuMicros + worker.cpuMicros;
export const statementsOf = ({ api, worker }: Cost): number => api.statements + worker.statements;
export const meanOf = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;

/** Runs `count` conversations on one side and measures what its processes and the servers use meanwhile. */
export async function measure(
  place: Place,
  client: Client,
  { api, worker, workflowIds }: Running,
  walked: WalkedSide,
  count: number,
): Promise<Cost> {
  const read = async () => ({
    api: await usageOf(api.process),
    worker: await usageOf(worker.process),
    temporal: cpuOfTree(place.pids.temporal) ?? NaN,
    postgres: cpuOfTree(place.pids.postgres) ?? NaN,
  });
  const who = nextContacts(count);
  const before = await read();
  const ms = await walkAll(walked, who, AT_ONCE);
  const after = await read();
  const used = (what: 'api' | 'worker'): Usage => ({
    cpuMicros: (after[what].cpuMicros - before[what].cpuMicros) / count,
    residentBytes: after[what].residentBytes,
    statements: (after[what].statements - before[what].statements) / count,
    commits: (after[what].commits - before[what].commits) / count,
    texts: textsBetween(before[what].texts, after[what].texts, count),
  });
  const ids = await workflowIds(who.slice(0, 10));
  const lengths = await Promise.all(
    ids.map(async id => (await client.workflow.getHandle(id).describe()).historyLength),
  );
  return {
    api: used('api'),
    worker: used('worker'),
    seconds: ms / 1_000 / count,
    historyEvents: medianOf(lengths),
    temporalMs: (after.temporal - before.temporal) / 1_000 / count,
    postgresMs: (after.postgres - before.postgres) / 1_000 / count,
  };
}

/** The statements that were executed in between, with their number per conversation. */
function textsBetween(before: Usage['texts'], after: Usage['texts'], conversations: number): Usage['texts'] {
  if (before === null || after === null) return null;
  const already = new Map(before);
  return after
    .map(([text, count]) => [text, (count - (already.get(text) ?? 0)) / conversations] as const)
    .filter(([, count]) => count > 0);
}
