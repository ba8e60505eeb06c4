/** What one conversation takes of the processes of a side and of the servers that all sides share. */
import type { Client } from '@temporalio/client';
import type { Usage } from '../meter/meter.ts';
import { cpuOfTree, usageOf } from '../meter/meter.ts';
import { medianOf } from './median.ts';
import type { Place } from './place.ts';
import type { Running } from './conversation-running.ts';
import { nextContacts } from './conversation-running.ts';
import type { WalkedSide } from '../conversation/walk.ts';
import { walkAll } from '../conversation/walk.ts';

/** Enough to keep two cores busy. */
export const AT_ONCE = 12;

/** What one conversation took: CPU in milliseconds, memory in bytes. */
export interface Cost {
  readonly api: Usage;
  readonly worker: Usage;
  readonly temporalMs: number;
  readonly postgresMs: number;
  readonly seconds: number;
  readonly historyEvents: number;
}

export const cpuOf = ({ api, worker }: Cost): number => api.cpuMicros + worker.cpuMicros;
export const statementsOf = ({ api, worker }: Cost): number => api.statements + worker.statements;
export const meanOf = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;

/** One walk of one side, by what its processes and the servers have used meanwhile. */
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

/** Statements that came more often by then, with how often for one conversation. */
function textsBetween(before: Usage['texts'], after: Usage['texts'], conversations: number): Usage['texts'] {
  if (before === null || after === null) return null;
  const already = new Map(before);
  return after
    .map(([text, count]) => [text, (count - (already.get(text) ?? 0)) / conversations] as const)
    .filter(([, count]) => count > 0);
}
