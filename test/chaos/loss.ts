import pg from 'pg';
import { Client, Connection } from '@temporalio/client';
import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import type { Conversation } from '../../client/schema.ts';
import { Database } from '../../store/db/database.ts';
import { createLogger } from '../../config/logger.ts';
import { Tenants } from '../../store/tenant/tenants.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { reconcile } from '../../workers/reconcile.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { Site } from './site.ts';

/**
 * How many of the 50 conversations are brought into each state, and which events time must then cause for each of them.
 */
const STATES = {
  queued: { size: 8, fires: ['window_expired'] },
  offered: { size: 8, fires: ['offer_ended'] },
  active: { size: 8, fires: ['window_expired'] },
  wrapping: { size: 8, fires: ['closed'] },
  closed: { size: 6, fires: ['archived'] },
  archived: { size: 6, fires: ['content_deleted', 'erased'] },
  throttled: { size: 3, fires: ['send_accepted'] },
  inFlight: { size: 3, fires: ['send_unknown'] },
} as const;
type State = keyof typeof STATES;
const TOTAL = Object.values(STATES).reduce((sum, { size }) => sum + size, 0);

/**
 * Deletes Temporal's database while 50 conversations are in various states; after `reconcile` every deadline must still
 * fire.
 */
export async function chaosLoss(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(environment);
  const members = await bringAbout(site);
  console.log(
    `  states before: ${JSON.stringify(Object.fromEntries(Object.entries(members).map(([state, ids]) => [state, ids.length])))}`,
  );

  // Worker and Temporal are stopped together, with sends in flight: only the database still knows of these.
  site.end('worker');
  await environment.restartTemporal(true);
  const given = await reconcileAll(environment);
  await site.begin('worker');

  const measurements: Measurement[] = [
    {
      name: `conversations given a workflow by reconcile (of ${TOTAL})`,
      value: given,
      unit: '',
      baseline: null,
      ratio: null,
      floor: `${TOTAL}`,
      holds: given === TOTAL,
    },
  ];
  for (const [state, { size, fires }] of Object.entries(STATES)) {
    for (const type of fires) {
      const value = await countFired(site, type, members[state as State], size);
      measurements.push({
        name: `${type} fired for conversations that were ${state} (of ${size})`,
        value,
        unit: '',
        baseline: null,
        ratio: null,
        floor: 'all',
        holds: value === size,
      });
    }
  }
  await site.admin.end();
  return measurements;
}

async function bringAbout(site: Site): Promise<Record<State, readonly string[]>> {
  const { admin } = site;
  const boss = site.api();
  const users = site.environment.tenants[0]!.users.filter(user => user.role === 'AGENT');
  const phoneOf = (n: number): string => `4977${String(n).padStart(5, '0')}`;
  for (let n = 0; n < TOTAL; n++) await site.write(phoneOf(n), 'hello');
  const list = async () => (await boss.get('/api/v1/conversations?limit=100')).body.items;
  await eventually(async () => (await list()).length === TOTAL, 'all conversations');
  const left = [...(await list())];
  const take = (state: State): Conversation[] => left.splice(0, STATES[state].size);
  const assign = (each: Conversation): Promise<unknown> =>
    boss.post(`/api/v1/conversations/${each.id}/assign`, { agentId: users[1]!.id });
  const close = (each: Conversation): Promise<unknown> => boss.post(`/api/v1/conversations/${each.id}/close`);
  const until = (state: string, size: number): Promise<unknown> =>
    eventually(async () => (await list()).filter(each => each.state === state).length === size, `${size} ${state}`);

  await admin.query('UPDATE tenant SET archive_after_ms = 1000');
  const archived = take('archived');
  for (const each of archived) for (const step of [assign, close, close]) await step(each);
  await eventually(
    async () => (await admin.query("SELECT 1 FROM conversation WHERE phase = 'archived'")).rowCount === archived.length,
    'the archived',
  );

  await admin.query('UPDATE tenant SET archive_after_ms = 60000');
  await admin.query('UPDATE queue SET wrap_up_ms = 60000, accept_timeout_ms = 60000, miss_limit = 100');
  const [active, throttled, inFlight, wrapping, closed] = [
    take('active'),
    take('throttled'),
    take('inFlight'),
    take('wrapping'),
    take('closed'),
  ];
  for (const each of [...active, ...throttled, ...inFlight, ...wrapping, ...closed]) await assign(each);
  for (const each of [...wrapping, ...closed]) await close(each);
  for (const each of closed) await close(each);
  await admin.query('UPDATE agent_state SET max = $2 WHERE agent_id = $1', [users[0]!.id, STATES.offered.size]);
  const agent = await site.agent(0);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  await until('offered', STATES.offered.size);
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
  // Customer-service windows that end soon, and messages from 18 months ago.
  await admin.query(
    `
      UPDATE conversation
      SET
        window_expires_at = now() + interval '60 seconds',
        due_at = least(due_at, now() + interval '60 seconds')
      WHERE phase IN ('active', 'queued')`,
  );
  await admin.query(
    `
      UPDATE message
      SET received_at = received_at - interval '540 days' + interval '45 seconds'
      WHERE conversation_id = ANY($1::uuid[])`,
    [archived.map(each => each.id)],
  );
  await admin.query(
    `
      UPDATE conversation
      SET retention_at = now() + interval '60 seconds', due_at = now() + interval '60 seconds'
      WHERE phase = 'archived'`,
  );
  await startSends(site, boss, throttled, inFlight);
  const inPhase = async (phase: string): Promise<string[]> =>
    (await admin.query<{ id: string }>('SELECT id FROM conversation WHERE phase = $1', [phase])).rows.map(
      row => row.id,
    );
  const ids = (items: readonly Conversation[]): string[] => items.map(each => each.id);
  return {
    queued: await inPhase('queued'),
    offered: await inPhase('offered'),
    active: ids(active),
    wrapping: ids(wrapping),
    closed: ids(closed),
    archived: ids(archived),
    throttled: ids(throttled),
    inFlight: ids(inFlight),
  };
}

/** Sends replies that WhatsApp throttles, and replies that it never answers. */
async function startSends(
  site: Site,
  boss: HttpClient,
  throttled: readonly Conversation[],
  inFlight: readonly Conversation[],
): Promise<void> {
  const reply = (each: Conversation): Promise<unknown> =>
    boss.post(`/api/v1/conversations/${each.id}/messages`, { text: { body: `for ${each.contact.waId}` } });
  const attempts = async (state: string, number: number): Promise<number> =>
    (await site.admin.query('SELECT 1 FROM send_attempt WHERE state = $1 AND number = $2', [state, number])).rowCount ??
    0;
  for (const each of throttled) await site.fault('error', each.contact.waId!, { code: 130429, count: 2 });
  for (const each of throttled) await reply(each);
  // After the second refusal the wait is long enough.
  await eventually(async () => (await attempts('PREPARED', 3)) === throttled.length, 'the throttled');
  for (const each of inFlight) await site.fault('hang', each.contact.waId!);
  for (const each of inFlight) await reply(each);
  await eventually(async () => (await attempts('IN_FLIGHT', 1)) === inFlight.length, 'the hanging');
}

async function reconcileAll(environment: BenchEnvironment): Promise<number> {
  const connection = await Connection.connect({ address: environment.temporal.address });
  const client = new Client({
    connection,
    dataConverter: dataConverter([{ id: 'bench', key: environment.payloadKey }]),
  });
  const database = new Database({ url: environment.urls.app, poolSize: 4, maxWaitMs: 5_000, timeoutMs: 10_000 });
  const relayPool = new pg.Pool({ connectionString: environment.urls.relay, max: 1 });
  const given = await reconcile({
    database,
    tenants: new Tenants(relayPool),
    client,
    taskQueue: 'sigfollow',
    continueAsNewAfterTurns: 150,
    log: createLogger('chaos', 'silent'),
  });
  await Promise.all([database.close(), relayPool.end()]);
  await connection.close();
  return given;
}

/**
 * Waits until all of the conversations have an event of this type.
 * @returns how many have it, also after the deadline.
 */
async function countFired(site: Site, type: string, ids: readonly string[], size: number): Promise<number> {
  const fired = async (): Promise<number> =>
    (
      await site.admin.query(
        `
          SELECT 1
          FROM conversation_event
          WHERE type = $1 AND conversation_id = ANY($2::uuid[])
          GROUP BY conversation_id`,
        [type, ids],
      )
    ).rowCount ?? 0;
  await eventually(async () => (await fired()) === size, `${type} ${size} times`, { deadlineMs: 150_000 }).catch(
    () => undefined,
  );
  return fired();
}
