import { Client, Connection } from '@temporalio/client';
import type { BenchEnvironment } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { Directory } from '../../store/directory.ts';
import { Database } from '../../store/database.ts';
import { createLogger } from '../../config/logger.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { reconcile } from '../../workers/reconcile.ts';
import { eventually } from '../support/eventually.ts';
import { Site } from './site.ts';

/** Temporal's database is deleted under 50 conversations in all states; after `reconcile` every deadline still fires. */
export async function chaosLoss(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Site.start(environment);
  const { admin } = site;
  await admin.query('UPDATE tenant SET archive_after_ms = 45000');
  await admin.query('UPDATE queue SET wrap_up_ms = 40000, accept_timeout_ms = 40000, miss_limit = 100');
  const agent = await site.agent(0);
  const boss = site.api();
  for (let n = 0; n < 50; n++) await site.write(`4977${String(n).padStart(5, '0')}`, 'hello');
  const list = async (): Promise<any[]> => (await boss.get('/api/v1/conversations?limit=100')).body.items;
  await eventually(async () => (await list()).length === 50, '50 conversations');
  const all = await list();
  const ids = environment.tenants[0]!.users.filter(user => user.role === 'AGENT').map(user => user.id);
  // Ten active, ten in wrap-up, ten closed, ten offered, ten queued.
  for (const each of all.slice(0, 30)) await boss.post(`/api/v1/conversations/${each.id}/assign`, { agentId: ids[1] });
  for (const each of all.slice(10, 30)) await boss.post(`/api/v1/conversations/${each.id}/close`);
  for (const each of all.slice(20, 30)) await boss.post(`/api/v1/conversations/${each.id}/close`);
  await admin.query('UPDATE agent_state SET max = 10 WHERE agent_id = $1', [ids[0]]);
  await agent.put('/api/v1/me/presence', { presence: 'online' });
  await eventually(async () => (await list()).filter(each => each.state === 'offered').length === 10, 'ten offers');
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
  // Windows that end soon, and content that is due soon.
  await admin.query("UPDATE conversation SET window_expires_at = now() + interval '40 seconds', due_at = least(due_at, now() + interval '40 seconds') WHERE phase IN ('active', 'queued')");
  await eventually(async () => (await admin.query('SELECT 1 FROM outbox LIMIT 1')).rowCount === 0, 'an empty outbox');
  const before = await admin.query<{ id: string; phase: string }>('SELECT id, phase FROM conversation');
  const states = Object.fromEntries(['queued', 'offered', 'active', 'wrapping', 'closed'].map(phase => [phase, before.rows.filter(row => row.phase === phase).length]));
  console.log(`  states before: ${JSON.stringify(states)}`);

  await environment.restartTemporal(true);
  const connection = await Connection.connect({ address: environment.temporal.address });
  const client = new Client({ connection, dataConverter: dataConverter([{ id: 'bench', key: environment.payloadKey }]) });
  const database = new Database({ url: environment.urls.app, poolSize: 4, maxWaitMs: 5_000, timeoutMs: 10_000 });
  const given = await reconcile({ database, directory: new Directory(database), client, taskQueue: 'sigfollow', continueAsNewAfterTurns: 150, log: createLogger('chaos', 'silent') });
  await database.close();
  await connection.close();

  const fired = async (type: string, phase: string): Promise<number> => (await admin.query<{ n: number }>(
    'SELECT count(DISTINCT conversation_id)::int AS n FROM conversation_event WHERE type = $1 AND conversation_id = ANY($2::uuid[])', [type, before.rows.filter(row => row.phase === phase).map(row => row.id)])).rows[0]?.n ?? 0;
  const expected = [['offer_ended', 'offered'], ['closed', 'wrapping'], ['archived', 'closed'], ['window_expired', 'active'], ['window_expired', 'queued']] as const;
  const counts: number[] = [];
  for (const [type, phase] of expected) counts.push(await eventually(async () => ((await fired(type, phase)) === states[phase] ? { n: states[phase] ?? 0 } : null), `${type} of every ${phase} conversation`, 120_000).then(({ n }) => n, () => fired(type, phase)));
  await admin.end();
  return [
    { name: 'conversations given a workflow by reconcile (of 50)', value: given, unit: '', baseline: null, ratio: null, floor: '50', holds: given === 50 },
    ...expected.map(([type, phase], index): Measurement => ({ name: `${type} fired for conversations that were ${phase} (of ${states[phase] ?? 0})`, value: counts[index] ?? 0, unit: '', baseline: null, ratio: null, floor: 'all', holds: counts[index] === states[phase] && (states[phase] ?? 0) > 0 })),
  ];
}
