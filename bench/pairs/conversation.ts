import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import pg from 'pg';
import { withClient } from '../../ops/database-setup.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import { BARE_TABLES, BareSide } from '../conversation/bare-side.ts';
import { waIdOf } from '../conversation/contact.ts';
import { Meta } from '../conversation/meta.ts';
import { SigFollowSide } from '../conversation/sigfollow-side.ts';
import type { WalkedSide } from '../conversation/walk.ts';
import { walkAll } from '../conversation/walk.ts';
import type { Child } from '../environment.ts';
import type { Usage } from '../meter/meter.ts';
import { cpuOfTree, usageOf } from '../meter/meter.ts';
import type { Measurement } from '../report.ts';
import { medianOf, orderOf } from './median.ts';
import type { Place, ReadyHead } from './place.ts';
import type { PairResult, Quantity, Side } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

/** Before a side is measured: it compiles what it runs often, and its workers' caches are in use. */
const WARM_UP = 60;
/** Each side has two walks in a pair: there and back. */
const CONVERSATIONS = 40;
/** Enough to keep two cores busy. */
const AT_ONCE = 12;
/** Agents have room for all, and are done with a conversation as soon as they close it. */
export const CONVERSATION_PLAN = { maxPerAgent: 1_000, wrapUpMs: 1 };
/** What a conversation may hand to node-postgres, in API and worker together. */
const MOST_STATEMENTS = 130;

const CPU: Quantity = { name: 'a conversation’s CPU, API and worker', unit: '/s', floors: { ref: 1 / 0.45 }, shownAs: { unit: 'ms', from: speed => 1_000 / speed } };
const SPEED: Quantity = { name: `conversations with both cores busy, ${AT_ONCE} at once`, unit: '/s', floors: { ref: 1.8, bare: 0.5 }, shownAs: null };

/** What one conversation took: CPU in milliseconds, memory in bytes. */
interface Cost {
  readonly api: Usage;
  readonly worker: Usage;
  readonly temporalMs: number;
  readonly postgresMs: number;
  readonly seconds: number;
  readonly historyEvents: number;
}

interface Running {
  readonly side: Side;
  readonly walked: WalkedSide;
  readonly api: Child;
  readonly worker: Child;
  readonly workflowIds: (contacts: readonly number[]) => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

let contacts = 200_000;
const nextContacts = (count: number): number[] => Array.from({ length: count }, () => contacts++);

/** What a conversation that people work in costs, against handlers and a workflow that do the least for the same calls, and another head. */
export async function pairConversation(place: Place, pairs: number): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: place.temporalAddress });
  const client = new Client({ connection });
  const bareBundle = join(place.folder, 'bare-conversation.js');
  const { code } = await bundleWorkflowCode({ logger: new DefaultLogger('WARN'), workflowsPath: fileURLToPath(new URL('../conversation/bare-workflow.ts', import.meta.url)) });
  writeFileSync(bareBundle, code);
  const costs = new Map<Side, Cost[]>();
  const results = await runPairs([CPU, SPEED], pairs, async pair => {
    const running = await Promise.all([...place.heads.map(head => launchHead(place, head, pair)), launchBare(place, pair, bareBundle)]);
    for (const { walked } of running) await walkAll(walked, nextContacts(WARM_UP), AT_ONCE);
    const found = new Map<Side, Cost[]>();
    for (const each of orderOf(running, pair)) found.set(each.side, [...(found.get(each.side) ?? []), await measure(place, client, each)]);
    await Promise.all(running.map(each => each.stop()));
    for (const [side, some] of found) costs.set(side, [...(costs.get(side) ?? []), ...some]);
    const speeds = (of: (cost: Cost) => number): PairResult[string] => Object.fromEntries([...found].map(([side, some]) => [side, some.length / some.reduce((sum, cost) => sum + 1 / of(cost), 0)]));
    return { [CPU.name]: speeds(cost => 1_000_000 / (cost.api.cpuMicros + cost.worker.cpuMicros)), [SPEED.name]: speeds(cost => 1 / cost.seconds) };
  });
  await connection.close();
  const label = place.heads.find(head => head.name === 'ref')?.label ?? null;
  tell(costs, label);
  tellTexts(costs.get('head') ?? []);
  const statements = (side: Side): number | null => (costs.has(side) ? medianOf((costs.get(side) ?? []).map(cost => cost.api.statements + cost.worker.statements)) : null);
  const ours = statements('head') ?? NaN;
  return [
    ...measurementsOf(compare([CPU, SPEED], results), results, label),
    { name: 'statements a conversation, API and worker', value: ours, unit: '', baseline: statements('ref'), ratio: statements('ref') === null ? null : ours / (statements('ref') ?? NaN), floor: `≤ ${MOST_STATEMENTS}`, holds: ours <= MOST_STATEMENTS },
  ];
}

async function launchHead(place: Place, head: ReadyHead, pair: number): Promise<Running> {
  const database = await place.database(head.template);
  const taskQueue = `${head.name}-${pair}`;
  const [phoneNumberId = ''] = head.made.phoneNumberIds;
  let apiUrl = '';
  const meta = await Meta.start({ phoneNumberId, webhookUrl: () => `${apiUrl}/webhooks/whatsapp` });
  const launch = (file: string): Promise<Child> => place.launch(head, file, database, taskQueue, { metered: true, env: { META_GRAPH_URL: meta.url } });
  const [api, worker] = await Promise.all([launch('api/main.ts'), launch('workers/main.ts')]);
  apiUrl = api.url;
  const walked = await SigFollowSide.open({ apiUrl, adminUrl: database.adminUrl, phoneNumberId, meta, agents: head.made.agents[0] ?? [] });
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  const workflowIds = async (who: readonly number[]): Promise<string[]> => (await admin.query<{ id: string }>('SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = ANY($1)', [who.map(waIdOf)])).rows.map(row => conversationWorkflowId(row.id));
  const stop = async (): Promise<void> => {
    await Promise.all([walked.end(), admin.end()]);
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([meta.close(), place.drop(database)]);
  };
  return { side: head.name, walked, api, worker, workflowIds, stop };
}

async function launchBare(place: Place, pair: number, bundle: string): Promise<Running> {
  const database = await place.database(null);
  await withClient(database.adminUrl, client => client.query(BARE_TABLES));
  const taskQueue = `bare-conversation-${pair}`;
  let apiUrl = '';
  const phoneNumberId = place.heads[0]?.made.phoneNumberIds[0] ?? '';
  const meta = await Meta.start({ phoneNumberId, webhookUrl: () => `${apiUrl}/webhook` });
  const env = { BARE_TASK_QUEUE: taskQueue, BARE_BUNDLE: bundle, META_GRAPH_URL: meta.url };
  const [api, worker] = await Promise.all(['bench/conversation/bare-api.ts', 'bench/conversation/bare-worker.ts'].map(file => place.launchBare(file, database, env, true)));
  if (api === undefined || worker === undefined) throw new Error('the bare side did not begin');
  apiUrl = api.url;
  const walked = new BareSide({ apiUrl, adminUrl: database.adminUrl, phoneNumberId, meta });
  const stop = async (): Promise<void> => {
    await walked.end();
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([meta.close(), place.drop(database)]);
  };
  return { side: 'bare', walked, api, worker, workflowIds: who => Promise.resolve(who.map(contact => `${taskQueue}/${waIdOf(contact)}`)), stop };
}

/** One walk of one side, by what its processes and the servers have used meanwhile. */
async function measure(place: Place, client: Client, { walked, api, worker, workflowIds }: Running): Promise<Cost> {
  const read = async () => ({ api: await usageOf(api.process), worker: await usageOf(worker.process), temporal: cpuOfTree(place.pids.temporal) ?? NaN, postgres: cpuOfTree(place.pids.postgres) ?? NaN });
  const who = nextContacts(CONVERSATIONS);
  const before = await read();
  const ms = await walkAll(walked, who, AT_ONCE);
  const after = await read();
  const used = (what: 'api' | 'worker'): Usage => ({
    cpuMicros: (after[what].cpuMicros - before[what].cpuMicros) / CONVERSATIONS, residentBytes: after[what].residentBytes,
    statements: (after[what].statements - before[what].statements) / CONVERSATIONS, commits: (after[what].commits - before[what].commits) / CONVERSATIONS, texts: textsBetween(before[what].texts, after[what].texts),
  });
  const ids = await workflowIds(who.slice(0, 10));
  const lengths = await Promise.all(ids.map(async id => (await client.workflow.getHandle(id).describe()).historyLength));
  return {
    api: used('api'), worker: used('worker'), seconds: ms / 1_000 / CONVERSATIONS, historyEvents: medianOf(lengths),
    temporalMs: (after.temporal - before.temporal) / 1_000 / CONVERSATIONS, postgresMs: (after.postgres - before.postgres) / 1_000 / CONVERSATIONS,
  };
}

/** Statements that came more often by then, with how often for one conversation. */
function textsBetween(before: Usage['texts'], after: Usage['texts']): Usage['texts'] {
  if (before === null || after === null) return null;
  const already = new Map(before);
  return after.map(([text, count]) => [text, (count - (already.get(text) ?? 0)) / CONVERSATIONS] as const).filter(([, count]) => count > 0);
}

/** What this checkout hands to node-postgres, the most frequent first; with METER_TEXTS=1. */
function tellTexts(costs: readonly Cost[]): void {
  for (const name of ['api', 'worker'] as const) {
    const { texts } = costs.at(-1)?.[name] ?? { texts: null };
    for (const [text, count] of [...(texts ?? [])].sort(([, a], [, b]) => b - a)) console.log(`  ${name} ${count.toFixed(2)} × ${text.replaceAll(/\s+/g, ' ').slice(0, 240)}`);
  }
}

/** A row a side of what one conversation took: medians of all walks. */
function tell(costs: ReadonlyMap<Side, readonly Cost[]>, label: string | null): void {
  const rows = [...costs].map(([side, some]) => {
    const of = (pick: (cost: Cost) => number): number => Number(medianOf(some.map(pick)).toFixed(1));
    const process_ = (name: 'api' | 'worker') => ({ ms: of(cost => cost[name].cpuMicros / 1_000), mib: of(cost => cost[name].residentBytes / 2 ** 20), statements: of(cost => cost[name].statements), commits: of(cost => cost[name].commits) });
    const [api, worker] = [process_('api'), process_('worker')];
    return {
      side: side === 'ref' ? (label ?? side) : side, 'API ms': api.ms, 'worker ms': worker.ms, 'Temporal ms': of(cost => cost.temporalMs), 'PostgreSQL ms': of(cost => cost.postgresMs), 'API MiB': api.mib, 'worker MiB': worker.mib,
      'API statements': api.statements, 'worker statements': worker.statements, 'API commits': api.commits, 'worker commits': worker.commits, 'history events': of(cost => cost.historyEvents), '/s': of(cost => 1 / cost.seconds),
    };
  });
  console.table(rows);
}
