import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import pg from 'pg';
import { withClient } from '../../ops/database-setup.ts';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import { assist } from '../conversation/assist.ts';
import { BARE_TABLES, BareSide } from '../conversation/bare-side.ts';
import { waIdOf } from '../conversation/contact.ts';
import { Meta } from '../conversation/meta.ts';
import { startModel } from '../conversation/model.ts';
import { SigFollowSide } from '../conversation/sigfollow-side.ts';
import type { WalkedSide } from '../conversation/walk.ts';
import { TURNS, walkAll } from '../conversation/walk.ts';
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
/** The same where the AI drafts the answers, which takes longer. */
const ASSISTED = 20;
/** Enough to keep two cores busy. */
const AT_ONCE = 12;
/** Agents have room for all, and are done with a conversation as soon as they close it. */
export const CONVERSATION_PLAN = { maxPerAgent: 1_000, wrapUpMs: 1 };
/** What a conversation may hand to node-postgres, in API and worker together. */
const MOST_STATEMENTS = 130;
/** An AI turn's statements, of another head's. */
const TURN_SHARE = 0.6;

const CPU: Quantity = { name: 'a conversation’s CPU, API and worker', unit: '/s', floors: { ref: 1 / 0.45 }, shownAs: { unit: 'ms', from: speed => 1_000 / speed } };
const SPEED: Quantity = { name: `conversations with both cores busy, ${AT_ONCE} at once`, unit: '/s', floors: { ref: 1.8, bare: 0.5 }, shownAs: null };
/** What a conversation costs more where the AI drafts the answers, for each of them. */
const TURN: Quantity = { name: 'an AI turn’s CPU, API and worker', unit: '/s', floors: { ref: 1 / TURN_SHARE }, shownAs: { unit: 'ms', from: speed => 1_000 / speed } };

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
  /** The same with a tenant whose AI drafts the answers; null: there is no AI. */
  readonly assisted: WalkedSide | null;
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
  const [costs, turns] = [new Map<Side, Cost[]>(), new Map<Side, Cost[]>()];
  const results = await runPairs([CPU, SPEED, TURN], pairs, async pair => {
    const running = await Promise.all([...place.heads.map(head => launchHead(place, head, pair)), launchBare(place, pair, bareBundle)]);
    const [found, withAi] = [new Map<Side, Cost[]>(), new Map<Side, Cost[]>()];
    for (const { walked } of running) await walkAll(walked, nextContacts(WARM_UP), AT_ONCE);
    for (const each of orderOf(running, pair)) keep(found, each.side, [await measure(place, client, each, each.walked, CONVERSATIONS)]);
    // Afterwards: what the AI has the processes do is no part of a conversation without one.
    for (const { assisted } of running) if (assisted !== null) await walkAll(assisted, nextContacts(ASSISTED), AT_ONCE);
    for (const each of orderOf(running, pair)) if (each.assisted !== null) keep(withAi, each.side, [await measure(place, client, each, each.assisted, ASSISTED)]);
    await Promise.all(running.map(each => each.stop()));
    for (const [side, some] of found) keep(costs, side, some);
    for (const [side, some] of withAi) keep(turns, side, some);
    const speeds = (of: (cost: Cost) => number): PairResult[string] => Object.fromEntries([...found].map(([side, some]) => [side, some.length / some.reduce((sum, cost) => sum + 1 / of(cost), 0)]));
    const ofTurns = Object.fromEntries([...withAi].flatMap(([side, some]) => {
      // Of two walks after each other: where the machine was that uneven, the pair says nothing of turns.
      const more = meanOf(some, cpuOf) - meanOf(found.get(side) ?? [], cpuOf);
      return more > 0 ? [[side, (1_000_000 * TURNS) / more]] : [];
    }));
    return { [CPU.name]: speeds(cost => 1_000_000 / cpuOf(cost)), [SPEED.name]: speeds(cost => 1 / cost.seconds), [TURN.name]: ofTurns };
  });
  await connection.close();
  const label = place.heads.find(head => head.name === 'ref')?.label ?? null;
  tell(costs, label, '');
  tell(turns, label, ', with an AI that drafts');
  tellTexts(costs.get('head') ?? [], '');
  tellTexts(turns.get('head') ?? [], 'with an AI: ');
  const statements = (side: Side): number | null => (costs.has(side) ? medianOf((costs.get(side) ?? []).map(statementsOf)) : null);
  const ofATurn = (side: Side): number | null => (turns.has(side) ? (medianOf((turns.get(side) ?? []).map(statementsOf)) - (statements(side) ?? NaN)) / TURNS : null);
  return [
    ...measurementsOf(compare([CPU, SPEED, TURN], results), results, label), counted('statements a conversation, API and worker', statements, { most: MOST_STATEMENTS }), counted('statements an AI turn, API and worker', ofATurn, { share: TURN_SHARE }),
  ];
}

const cpuOf = ({ api, worker }: Cost): number => api.cpuMicros + worker.cpuMicros;
const statementsOf = ({ api, worker }: Cost): number => api.statements + worker.statements;
const meanOf = (costs: readonly Cost[], of: (cost: Cost) => number): number => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length;

function keep(costs: Map<Side, Cost[]>, side: Side, more: readonly Cost[]): void {
  costs.set(side, [...(costs.get(side) ?? []), ...more]);
}

/** A count, which may be so much at most, or such a share of the other head's. */
function counted(name: string, of: (side: Side) => number | null, { most, share }: { readonly most?: number; readonly share?: number }): Measurement {
  const [ours, theirs] = [of('head') ?? NaN, of('ref')];
  const ratio = theirs === null ? null : ours / theirs;
  const holds = (most === undefined || ours <= most) && (share === undefined || ratio === null || ratio <= share);
  return { name, value: ours, unit: '', baseline: theirs, ratio, floor: most === undefined ? `≤ ${share ?? 0}×` : `≤ ${most}`, holds };
}

async function launchHead(place: Place, head: ReadyHead, pair: number): Promise<Running> {
  const database = await place.database(head.template);
  const taskQueue = `${head.name}-${pair}`;
  const { phoneNumberIds, agents, admins } = head.made;
  let apiUrl = '';
  const [meta, model] = await Promise.all([Meta.start({ webhookUrl: () => `${apiUrl}/webhooks/whatsapp` }), startModel()]);
  const launch = (file: string): Promise<Child> => place.launch(head, file, database, taskQueue, { metered: true, env: { META_GRAPH_URL: meta.url, ...model.env } });
  const [api, worker] = await Promise.all([launch('api/main.ts'), launch('workers/main.ts')]);
  apiUrl = api.url;
  await assist(apiUrl, admins[1] ?? '');
  const [walked, assisted] = await Promise.all([0, 1].map(tenant => SigFollowSide.open({ apiUrl, adminUrl: database.adminUrl, phoneNumberId: phoneNumberIds[tenant] ?? '', meta, agents: agents[tenant] ?? [], drafts: tenant === 1 })));
  if (walked === undefined || assisted === undefined) throw new Error('two tenants are measured');
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  const workflowIds = async (who: readonly number[]): Promise<string[]> => (await admin.query<{ id: string }>('SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = ANY($1)', [who.map(waIdOf)])).rows.map(row => conversationWorkflowId(row.id));
  const stop = async (): Promise<void> => {
    await Promise.all([walked.end(), assisted.end(), admin.end()]);
    await Promise.all([api.stop(), worker.stop()]);
    await Promise.all([meta.close(), model.close(), place.drop(database)]);
  };
  return { side: head.name, walked, assisted, api, worker, workflowIds, stop };
}

async function launchBare(place: Place, pair: number, bundle: string): Promise<Running> {
  const database = await place.database(null);
  await withClient(database.adminUrl, client => client.query(BARE_TABLES));
  const taskQueue = `bare-conversation-${pair}`;
  let apiUrl = '';
  const phoneNumberId = place.heads[0]?.made.phoneNumberIds[0] ?? '';
  const meta = await Meta.start({ webhookUrl: () => `${apiUrl}/webhook` });
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
  return { side: 'bare', walked, assisted: null, api, worker, workflowIds: who => Promise.resolve(who.map(contact => `${taskQueue}/${waIdOf(contact)}`)), stop };
}

/** One walk of one side, by what its processes and the servers have used meanwhile. */
async function measure(place: Place, client: Client, { api, worker, workflowIds }: Running, walked: WalkedSide, count: number): Promise<Cost> {
  const read = async () => ({ api: await usageOf(api.process), worker: await usageOf(worker.process), temporal: cpuOfTree(place.pids.temporal) ?? NaN, postgres: cpuOfTree(place.pids.postgres) ?? NaN });
  const who = nextContacts(count);
  const before = await read();
  const ms = await walkAll(walked, who, AT_ONCE);
  const after = await read();
  const used = (what: 'api' | 'worker'): Usage => ({
    cpuMicros: (after[what].cpuMicros - before[what].cpuMicros) / count, residentBytes: after[what].residentBytes,
    statements: (after[what].statements - before[what].statements) / count, commits: (after[what].commits - before[what].commits) / count, texts: textsBetween(before[what].texts, after[what].texts, count),
  });
  const ids = await workflowIds(who.slice(0, 10));
  const lengths = await Promise.all(ids.map(async id => (await client.workflow.getHandle(id).describe()).historyLength));
  return {
    api: used('api'), worker: used('worker'), seconds: ms / 1_000 / count, historyEvents: medianOf(lengths),
    temporalMs: (after.temporal - before.temporal) / 1_000 / count, postgresMs: (after.postgres - before.postgres) / 1_000 / count,
  };
}

/** Statements that came more often by then, with how often for one conversation. */
function textsBetween(before: Usage['texts'], after: Usage['texts'], conversations: number): Usage['texts'] {
  if (before === null || after === null) return null;
  const already = new Map(before);
  return after.map(([text, count]) => [text, (count - (already.get(text) ?? 0)) / conversations] as const).filter(([, count]) => count > 0);
}

/** What this checkout hands to node-postgres, the most frequent first; with METER_TEXTS=1. */
function tellTexts(costs: readonly Cost[], of: string): void {
  for (const name of ['api', 'worker'] as const) {
    const { texts } = costs.at(-1)?.[name] ?? { texts: null };
    for (const [text, count] of [...(texts ?? [])].sort(([, a], [, b]) => b - a)) console.log(`  ${of}${name} ${count.toFixed(2)} × ${text.replaceAll(/\s+/g, ' ').slice(0, 240)}`);
  }
}

/** A row a side of what one conversation took: medians of all walks. */
function tell(costs: ReadonlyMap<Side, readonly Cost[]>, label: string | null, how: string): void {
  const rows = [...costs].map(([side, some]) => {
    const of = (pick: (cost: Cost) => number): number => Number(medianOf(some.map(pick)).toFixed(1));
    const process_ = (name: 'api' | 'worker') => ({ ms: of(cost => cost[name].cpuMicros / 1_000), mib: of(cost => cost[name].residentBytes / 2 ** 20), statements: of(cost => cost[name].statements), commits: of(cost => cost[name].commits) });
    const [api, worker] = [process_('api'), process_('worker')];
    return {
      side: `${side === 'ref' ? (label ?? side) : side}${how}`, 'API ms': api.ms, 'worker ms': worker.ms, 'Temporal ms': of(cost => cost.temporalMs), 'PostgreSQL ms': of(cost => cost.postgresMs), 'API MiB': api.mib, 'worker MiB': worker.mib,
      'API statements': api.statements, 'worker statements': worker.statements, 'API commits': api.commits, 'worker commits': worker.commits, 'history events': of(cost => cost.historyEvents), '/s': of(cost => 1 / cost.seconds),
    };
  });
  console.table(rows);
}
