import { createHash } from 'node:crypto';
import pg from 'pg';
import { urlFor, withClient } from '../ops/database-setup.ts';
import type { BenchEnvironment, Child } from './environment.ts';
import { load, webhookBody } from './load.ts';
import type { Measurement } from './report.ts';
import { median, spreadOf } from './report.ts';

const ROUNDS = 5;
const ROUND_MS = 4_000;
const WARM_UP_MS = 8_000;
const CONTACTS = 1_000;

/** (a) Durable acks of webhooks against a bare Express route that does one INSERT. */
export async function benchWebhook(environment: BenchEnvironment): Promise<Measurement[]> {
  const admin = new pg.Pool({ connectionString: environment.adminUrl, max: 2 });
  await admin.query('CREATE DATABASE bare');
  const launchBare = (): Promise<Child> => environment.launch('bare', 'bench/bare-express.ts', { BARE_DATABASE_URL: urlFor(environment.adminUrl, { database: 'bare' }) });
  let bare = await launchBare();
  let api = await environment.launch('api', 'api/main.ts');
  let turn = 0;
  const next = () => {
    const contact = turn++ % CONTACTS;
    return webhookBody(environment.tenants[contact % 2]?.phoneNumberId ?? '', contact);
  };
  // Every contact has its conversation before anything is measured.
  await load(api.url, '/webhooks/whatsapp', 32, WARM_UP_MS, next);
  await load(bare.url, '/bare', 32, WARM_UP_MS, next);
  // What autovacuum would do within the minute; for both.
  for (const database of ['bare', 'sigfollow']) await withClient(urlFor(environment.adminUrl, { database }), client => client.query('ANALYZE'));
  const ours: number[] = [];
  const theirs: number[] = [];
  const latency = { ours: [] as number[], theirs: [] as number[] };
  const p99: number[] = [];
  let lost = 0;
  let acked = 0;
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push((await load(bare.url, '/bare', 32, ROUND_MS, next)).perSecond);
    latency.theirs.push((await load(bare.url, '/bare', 1, 1_500, next)).p50);
    latency.ours.push((await load(api.url, '/webhooks/whatsapp', 1, 1_500, next)).p50);
    const running = load(api.url, '/webhooks/whatsapp', 32, ROUND_MS, next);
    const killer = setTimeout(() => api.process.kill('SIGKILL'), ROUND_MS - 20);
    const result = await running;
    clearTimeout(killer);
    api.process.kill('SIGKILL');
    ours.push(result.perSecond);
    p99.push(result.p99);
    acked += result.acked.length;
    const hashes = result.acked.map(wamid => createHash('sha256').update(wamid).digest('hex'));
    const { rows } = await admin.query<{ n: number }>("SELECT count(*)::int AS n FROM unnest($1::text[]) h WHERE NOT EXISTS (SELECT 1 FROM inbound_key k JOIN message m ON m.id = k.message_id WHERE k.wamid_hash = decode(h, 'hex'))", [hashes]);
    lost += rows[0]?.n ?? 0;
    console.log(`  webhook round ${round + 1}: bare ${Math.round(theirs.at(-1) ?? 0)}/s, ours ${Math.round(ours.at(-1) ?? 0)}/s (p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms); one caller: bare ${latency.theirs.at(-1)?.toFixed(2)} ms, ours ${latency.ours.at(-1)?.toFixed(2)} ms; lost ${lost}`);
    // Both begin the next round as new processes and warm up for as long.
    bare.process.kill('SIGKILL');
    [api, bare] = [await environment.launch('api', 'api/main.ts'), await launchBare()];
    await load(api.url, '/webhooks/whatsapp', 32, WARM_UP_MS, next);
    await load(bare.url, '/bare', 32, WARM_UP_MS, next);
  }
  await Promise.all([api.stop(), bare.stop()]);
  const { rows: [settings] } = await admin.query("SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit, (SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN ('message','conversation')) AS rls");
  console.log(`  settings: ${JSON.stringify(settings)}`);
  await admin.end();
  const ratio = median(ours) / median(theirs);
  const slower = median(latency.ours) / median(latency.theirs);
  return [
    { name: 'webhook acks at 32 callers', value: median(ours), unit: '/s', baseline: median(theirs), ratio, floor: '≥ 0.8× a bare INSERT (aim 1.5×)', holds: ratio >= 0.8, spread: spreadOf(ours) },
    { name: 'webhook latency at one caller, p50', value: median(latency.ours), unit: 'ms', baseline: median(latency.theirs), ratio: slower, floor: '≤ 2.5×', holds: slower <= 2.5, spread: spreadOf(latency.ours) },
    { name: 'webhook latency at 32 callers, p99', value: median(p99), unit: 'ms', baseline: null, ratio: null, floor: '–', holds: true, spread: spreadOf(p99) },
    { name: `acked messages lost by kill -9 (of ${acked})`, value: lost, unit: '', baseline: null, ratio: null, floor: '0', holds: lost === 0 },
  ];
}
