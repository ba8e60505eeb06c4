/**
 * Runs Schemathesis on the served OpenAPI document, as every kind of caller. Without a worker, so that nothing it
 * requests has effects outside the API.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { BenchEnvironment } from '../../bench/environment.ts';
import { simulatorOptions } from '../../bench/environment.ts';
import type { Measurement } from '../../bench/report.ts';
import { root } from '../../ops/root.ts';
import { createPlatformUser } from '../../prisma/seed.ts';
import { directoryHash } from '../../store/tenant/directory.ts';
import { Database } from '../../store/db/database.ts';
import { newId } from '../../store/db/ids.ts';
import { HttpClient } from '../support/http-client.ts';
import { SEED } from '../support/random.ts';
import { installSchemathesis } from './fuzzing/install.ts';
import { fuzzIds } from './fuzzing/ids.ts';
import type { Tally } from './fuzzing/tally.ts';
import { tallyOf } from './fuzzing/tally.ts';

const CASES = 20_000;
/** Generated cases per operation and caller, in addition to those at the limits that the document states. */
const EXAMPLES = Number(process.env['FUZZ_EXAMPLES'] ?? 40);
/** `FUZZ=operator npm run chaos -- fuzz` runs only as callers whose name matches. */
const ONLY = new RegExp(process.env['FUZZ'] ?? '');
/** Queries a workflow, which needs a worker. */
const ASKS_A_WORKER = 'getConversationsIdWorkflow';
/** Would end the session that is in use. */
const ENDS_THE_SESSION = 'postAuthLogout';

/** Credentials of a caller, created for each run; null for none. */
type Pass = { readonly key: string } | { readonly session: string; readonly csrfToken: string } | null;

/** A kind of caller. */
interface Asker {
  readonly name: string;
  pass(): Promise<Pass>;
  /** Operations (by id) that are not called. */
  readonly leftOut: readonly string[];
}

/** Runs Schemathesis as every role, with sessions and with API keys, and without credentials. */
export async function chaosFuzz(environment: BenchEnvironment): Promise<Measurement[]> {
  const program = await installSchemathesis(line => console.log(`• ${line}`));
  const api = await environment.launch('api', 'api/main.ts');
  await environment.launch('simulator', 'simulator/main.ts', {
    SIMULATOR_OPTIONS: simulatorOptions(environment, `${api.url}/webhooks/whatsapp`),
  });
  const askers = (await askersOf(environment, api.url)).filter(({ name }) => ONLY.test(name));
  const ids = await fuzzIds(environment, api.url);
  const tallies: Tally[] = [];
  for (const asker of askers) {
    const report = join(environment.folder, `fuzz-${asker.name.replaceAll(' ', '-')}.ndjson`);
    await run(program, { url: api.url, asker, report, ids });
    const tally = await tallyOf(asker.name, report);
    tallies.push(tally);
    console.log(
      `  ${tally.name}: ${tally.cases} cases, ${tally.serverErrors} answers 5xx, ${tally.broken.size} ways in which the document is broken; answers ${JSON.stringify(tally.statuses)}`,
    );
    for (const [what, example] of tally.broken) console.log(`    ${what}\n${example.replaceAll(/^/gm, '      ')}`);
  }
  const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  const counted = (name: string, value: number, floor: string, holds: boolean): Measurement => ({
    name,
    value,
    unit: '',
    baseline: null,
    ratio: null,
    floor,
    holds,
  });
  const [cases, serverErrors, broken] = [
    sum(tally => tally.cases),
    sum(tally => tally.serverErrors),
    sum(tally => tally.broken.size),
  ];
  return [
    ...tallies.map(tally => counted(`requests of Schemathesis as ${tally.name}`, tally.cases, '', true)),
    counted('requests of Schemathesis in all', cases, `≥ ${CASES}`, cases >= CASES),
    counted('of them, answered 5xx', serverErrors, '0', serverErrors === 0),
    counted('ways in which the OpenAPI document is broken', broken, '0', broken === 0),
  ];
}

async function askersOf({ tenants, urls, adminUrl }: BenchEnvironment, baseUrl: string): Promise<Asker[]> {
  const [tenant] = tenants;
  if (tenant === undefined) throw new Error('there is no tenant');
  // Only the owner of the database may create operators.
  const database = new Database({ url: urls.owner, poolSize: 2, maxWaitMs: 60_000, timeoutMs: 60_000 });
  const operator = await createPlatformUser(database, 'operator@fuzz.example', 'Operator', Date.now()).finally(() =>
    database.close(),
  );
  const agentKey = await addAgentKey(adminUrl, tenant.id);
  const person = (name: string, user: { readonly email: string; readonly password: string } | undefined): Asker => ({
    name,
    leftOut: [ASKS_A_WORKER, ENDS_THE_SESSION],
    pass: async () => (user === undefined ? null : passOf(await HttpClient.login(baseUrl, user))),
  });
  const bearer = (name: string, key: string): Asker => ({
    name,
    leftOut: [ASKS_A_WORKER],
    pass: () => Promise.resolve({ key }),
  });
  return [
    { name: 'nobody', leftOut: [], pass: () => Promise.resolve(null) },
    person(
      'an agent',
      tenant.users.find(user => user.role === 'AGENT'),
    ),
    person(
      'an administrator',
      tenant.users.find(user => user.role === 'TENANT_ADMIN'),
    ),
    person('an operator', operator),
    bearer('the key of an agent', agentKey),
    bearer('the key of an administrator', tenant.apiKey),
  ];
}

function passOf({ headers }: HttpClient): Pass {
  return { session: /sid=([^;]*)/.exec(headers['cookie'] ?? '')?.[1] ?? '', csrfToken: headers['x-csrf-token'] ?? '' };
}

/** Inserts an API key of the role AGENT, as the store would. @returns the key. */
async function addAgentKey(adminUrl: string, tenantId: string): Promise<string> {
  const [id, key] = [newId(), `sf_live_${createHash('sha256').update(`fuzz ${SEED}`).digest('base64url')}`];
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(
      "INSERT INTO api_key (id, tenant_id, name, prefix, role, created_at) VALUES ($1, $2, 'Fuzz', $3, 'AGENT', now())",
      [id, tenantId, key.slice(0, 12)],
    );
    await admin.query(
      `
        INSERT INTO directory_credential (hash, kind, tenant_id, user_id, created_at)
        VALUES ($1, 'api_key', $2, $3, now())`,
      [directoryHash('api_key', key), tenantId, id],
    );
  } finally {
    await admin.end();
  }
  return key;
}

interface Run {
  readonly url: string;
  readonly asker: Asker;
  readonly report: string;
  readonly ids: object;
}

/** Runs Schemathesis as one caller. Its findings are in the report, so exit code 1 is no error. */
async function run(program: string, { url, asker, report, ids }: Run): Promise<void> {
  const pass = await asker.pass();
  const folder = join(report, '..');
  const config = report.replace(/ndjson$/, 'toml');
  // Schemathesis has to know the credentials, because it checks that requests without them are refused.
  const auth =
    pass === null
      ? ''
      : 'key' in pass
        ? `[auth.openapi.apiKey]\nbearer = "${pass.key}"\n`
        : `[auth.openapi.session]\napi_key = "${pass.session}"\n`;
  writeFileSync(config, `${readFileSync(join(root, 'test/chaos/fuzzing/schemathesis.toml'), 'utf8')}\n${auth}`, {
    mode: 0o600,
  });
  const args = [
    '--config-file',
    config,
    'run',
    `${url}/openapi.json`,
    '--no-color',
    '--max-examples',
    String(EXAMPLES),
    '--seed',
    String(SEED),
    '--report',
    'ndjson',
    '--report-ndjson-path',
    report,
    ...(pass !== null && 'session' in pass ? ['--header', `x-csrf-token: ${pass.csrfToken}`] : []),
    ...asker.leftOut.flatMap(id => ['--exclude-operation-id', id]),
  ];
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      SCHEMATHESIS_HOOKS: join(root, 'test/chaos/fuzzing/hooks.py'),
      FUZZ_IDS: JSON.stringify(ids),
      PYTHONDONTWRITEBYTECODE: '1',
      NO_PROXY: '127.0.0.1',
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0 && code !== 1) throw new Error(`Schemathesis ended with ${String(code)}:\n${said}`);
  if (process.env['FUZZ_SAYS'] !== undefined) console.log(said);
  if (readFileSync(report, 'utf8').trim() === '') throw new Error(`Schemathesis wrote no report:\n${said}`);
}
