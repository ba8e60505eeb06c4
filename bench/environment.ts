/** A separate SigFollow for measurements: new PostgreSQL and Temporal servers; API and worker run as processes. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashPassword } from '../api/access/passwords.ts';
import { setUpDatabase } from '../ops/database-setup.ts';
import { freePort } from '../ops/local/ports.ts';
import { EndedAtOnceError, startOnPort } from '../ops/local/server.ts';
import type { LocalPostgres } from '../ops/local/postgres.ts';
import { startPostgres } from '../ops/local/postgres.ts';
import { endChild } from '../ops/local/process.ts';
import { startTemporal } from '../ops/local/temporal.ts';
import type { LocalTemporal } from '../ops/local/temporal.ts';
import { root } from '../ops/root.ts';
import type { DemoTenant } from '../prisma/seed.ts';
import { createTenant } from '../prisma/seed.ts';
import { Database } from '../store/db/database.ts';
import { SecretBox } from '../store/db/secret-box.ts';
import { SERVER_FLAGS } from '../ops/server-flags.ts';
import { benchPlans } from './bench-plans.ts';

export const KEY = Buffer.alloc(32, 9);
export const APP_SECRET = 'bench-app-secret';
/** Size of the database pool, the same on both sides of every comparison. */
export const POOL_SIZE = 10;

/** Settings of the PostgreSQL server that measurements use. */
export const POSTGRES_SETTINGS = { shared_buffers: '512MB', track_commit_timestamp: 'on' };

/** Environment of a SigFollow process, except its port. */
export const serverSettings = ({
  urls,
  temporalAddress,
  graphUrl,
  mediaFolder,
}: {
  readonly urls: { readonly app: string; readonly relay: string };
  readonly temporalAddress: string;
  readonly graphUrl: string;
  readonly mediaFolder: string;
}): NodeJS.ProcessEnv => ({
  LOG_LEVEL: 'warn',
  NODE_ENV: 'production',
  DATABASE_URL: urls.app,
  RELAY_DATABASE_URL: urls.relay,
  DATABASE_POOL_SIZE: String(POOL_SIZE),
  TEMPORAL_ADDRESS: temporalAddress,
  META_GRAPH_URL: graphUrl,
  META_APP_SECRET: APP_SECRET,
  META_VERIFY_TOKEN: 'bench',
  SECRET_KEYS: `bench:${KEY.toString('base64')}`,
  MEDIA_STORE: pathToFileURL(mediaFolder).href,
  PAYLOAD_KEYS: `bench:${KEY.toString('base64')}`,
  ALLOW_INSECURE_SETTINGS: 'META_APP_SECRET,META_VERIFY_TOKEN,SECRET_KEYS,PAYLOAD_KEYS',
});

export interface Child {
  readonly process: ChildProcess;
  readonly url: string;
  stop(): Promise<void>;
}

export interface BenchEnvironment {
  readonly folder: string;
  readonly postgres: LocalPostgres;
  readonly temporal: LocalTemporal;
  readonly urls: { readonly owner: string; readonly app: string; readonly relay: string };
  readonly adminUrl: string;
  readonly tenants: readonly DemoTenant[];
  readonly payloadKey: Buffer;
  /** Starts a process and waits until it reports that it is ready. @param file relative to the checkout. */
  launch(name: string, file: string, env?: NodeJS.ProcessEnv): Promise<Child>;
  /** Reserved for the simulator, which `launch` starts when it is needed. */
  readonly simulatorPort: number;
  /** @param wipe whether Temporal's database is deleted. */
  restartTemporal(wipe: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts PostgreSQL and Temporal and creates two tenants. @param plan settings of both tenants. */
export async function createBenchEnvironment(
  plan: { maxPerAgent?: number; wrapUpMs?: number; acceptTimeoutMs?: number; excludeMs?: number } = {},
): Promise<BenchEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'sigfollow-bench-'));
  const say = (line: string): void => console.log(`• ${line}`);
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    password: 'bench',
    settings: POSTGRES_SETTINGS,
  });
  const { urls } = await setUpDatabase(postgres.url('sigfollow'), { owner: 'o', app: 'a', relay: 'r' });
  const options = {
    databaseFile: join(folder, 'temporal.db'),
    uiPort: null,
    logFile: join(folder, 'temporal.log'),
    say,
    port: await freePort(),
  };
  let temporal = await startTemporal(options);
  const database = new Database({ url: urls.app, poolSize: 4, maxWaitMs: 10_000, timeoutMs: 20_000 });
  const box = new SecretBox([{ id: 'bench', key: KEY }]);
  const password = { plain: 'bench-password', hash: await hashPassword('bench-password') };
  const tenants: DemoTenant[] = [];
  for (const each of benchPlans(plan)) tenants.push(await createTenant(database, box, each, Date.now(), password));
  await database.close();
  const children: Child[] = [];
  const simulatorPort = await freePort();
  return {
    folder,
    postgres,
    urls,
    adminUrl: postgres.url('sigfollow'),
    tenants,
    payloadKey: KEY,
    simulatorPort,
    get temporal() {
      return temporal;
    },
    launch: async (name, file, env = {}) => {
      const start = async (port: number): Promise<Child> => {
        const logFile = join(folder, `${name}.log`);
        const log = openSync(logFile, 'a');
        const child = fork(join(root, file), [], {
          execArgv: [...SERVER_FLAGS],
          stdio: ['ignore', log, log, 'ipc'],
          env: {
            ...process.env,
            ...serverSettings({
              urls,
              temporalAddress: temporal.address,
              graphUrl: `http://127.0.0.1:${simulatorPort}`,
              mediaFolder: join(folder, 'media'),
            }),
            PORT: String(port),
            ...env,
          },
        });
        await new Promise<void>((resolve, reject) => {
          child.once('message', () => resolve());
          child.once('exit', () => reject(new EndedAtOnceError(`${name} ended; see ${logFile}`)));
        });
        return {
          process: child,
          url: `http://127.0.0.1:${port}`,
          stop: () => endChild(child, 'SIGTERM', 28_000),
        };
      };
      // Who names a port has it back; another is chosen anew when somebody else took it in between.
      const made = await (env['PORT'] === undefined ? startOnPort(undefined, start) : start(Number(env['PORT'])));
      children.push(made);
      return made;
    },
    restartTemporal: async wipe => {
      await temporal.stop();
      if (wipe) for (const suffix of ['', '-wal', '-shm']) rmSync(`${options.databaseFile}${suffix}`, { force: true });
      temporal = await startTemporal(options);
    },
    close: async () => {
      await Promise.all(children.map(child => child.stop()));
      await temporal.stop();
      await postgres.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The value of `SIMULATOR_OPTIONS` for the tenants of an environment, without rate limits unless `settings` has them.
 */
export const simulatorOptions = (environment: BenchEnvironment, webhookUrl: string, settings: object = {}): string =>
  JSON.stringify({
    port: environment.simulatorPort,
    webhookUrl,
    appSecret: APP_SECRET,
    stateFile: null,
    settings: { unknownContacts: 'open', throughput: 0, pairBurst: 0, ...settings },
    numbers: environment.tenants.map(({ phoneNumberId, wabaId, displayPhoneNumber, accessToken }) => ({
      phoneNumberId,
      wabaId,
      displayPhoneNumber,
      accessToken,
    })),
  });
