/**
 * `npm start`: starts PostgreSQL, Temporal, SigFollow and the simulator, and prints their addresses. `npm run dev` does
 * the same and restarts whatever a changed file affects.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startCodecServer } from '../codec-server/server.ts';
import { freePort } from '../local/ports.ts';
import { commandLine, endProcess, isAlive } from '../local/process.ts';
import type { LocalPostgres } from '../local/postgres.ts';
import { letPostgresThrough, startPostgres } from '../local/postgres.ts';
import type { LocalTemporal } from '../local/temporal.ts';
import { startTemporal } from '../local/temporal.ts';
import { root } from '../root.ts';
import { COMPILED_FLAGS, SERVER_FLAGS } from '../server-flags.ts';
import { DataDir, loadSecrets } from './data-dir.ts';
import { NotADemoError, refuseProduction } from './refusals.ts';
import { greetings } from './greetings.ts';
import { keepRunning } from './keep-running.ts';
import type { Demo } from './seed-demo.ts';
import type { SetUp, SetUpAnswer, SetUpOrder } from './set-up.ts';
import { SupervisedProcess } from './supervisor.ts';

interface RunFile {
  readonly starter: number;
  readonly baseUrl: string | null;
  readonly processes: Readonly<Record<string, number>>;
  readonly ports: Readonly<Record<string, number>>;
}
/**
 * `.ts` when this runs from the sources with a loader, `.js` when it runs compiled. The child processes do the same.
 */
const EXTENSION = extname(fileURLToPath(import.meta.url));
const COMPILED = fileURLToPath(new URL('../..', import.meta.url));
const env = process.env;
const isWatching = process.argv.includes('--watch');
const say = (line: string): void => console.log(`• ${line}`);
refuse(() => refuseProduction(env));
// Files created from here on, also by child processes, are readable by their owner only.
process.umask(0o077);
const data = new DataDir(env['SIGFOLLOW_DATA_DIR'] ?? join(root, '.data'));
const secrets = loadSecrets(data);
const stops: (() => Promise<unknown>)[] = [];
let stopping = false;

async function stop(code: number): Promise<never> {
  if (stopping) return new Promise(() => undefined);
  stopping = true;
  console.log('\n• Stopping …');
  for (const step of stops.reverse()) await step().catch(() => undefined);
  data.write('run.json', { starter: 0, baseUrl: null, processes: {}, ports: ports });
  process.exit(code);
}
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));
process.on('SIGHUP', () => void stop(0));

const before = data.read<RunFile>('run.json');
await endLeftovers(before);
const ports: Record<string, number> = {};
const processes: Record<string, number> = {};
const saveRun = (baseUrl: string | null = null): void =>
  data.write('run.json', { starter: process.pid, baseUrl, processes, ports });

/**
 * The wanted port or, with a message, another one when it is taken. Without `explicit`, the last start's port is
 * preferred.
 */
async function port(name: string, wanted: number, explicit: boolean): Promise<number> {
  const preferred = explicit ? wanted : (before?.ports[name] ?? wanted);
  const got = await freePort(preferred);
  if (got !== preferred && preferred !== 0) say(`Port ${preferred} is taken; ${name} uses ${got}.`);
  ports[name] = got;
  return got;
}

try {
  const httpPort = await port('SigFollow', Number(env['PORT'] ?? 3000), env['PORT'] !== undefined);
  const simulatorPort = await port('the simulator', 3100, false);
  saveRun();
  const baseUrl = `http://127.0.0.1:${httpPort}`;
  const webhookUrl = `${baseUrl}/webhooks/whatsapp`;

  const setUp = beginSetUp();
  const [databaseUrl, { temporalAddress, temporalUi }] = await Promise.all([
    env['DATABASE_URL'] ?? bringUpPostgres(),
    bringUpTemporal(),
  ]);
  const settings: NodeJS.ProcessEnv = {
    ...env,
    PORT: String(httpPort),
    TEMPORAL_ADDRESS: temporalAddress,
    META_GRAPH_URL: env['META_GRAPH_URL'] ?? `http://127.0.0.1:${simulatorPort}`,
    META_APP_SECRET: env['META_APP_SECRET'] ?? secrets.appSecret,
    META_VERIFY_TOKEN: env['META_VERIFY_TOKEN'] ?? secrets.verifyToken,
    ...(env['OPENAI_BASE_URL'] !== undefined || env['OPENAI_API_KEY'] !== undefined
      ? {}
      : {
          OPENAI_BASE_URL: `http://127.0.0.1:${simulatorPort}/v1`,
          OPENAI_API_KEY: 'demo',
          OPENAI_MODEL: 'demo-extractive-1',
          OPENAI_TRANSCRIPTION_MODEL: 'demo-voice-1',
        }),
    MEDIA_STORE: env['MEDIA_STORE'] ?? pathToFileURL(data.file('media')).href,
    SECRET_KEYS: env['SECRET_KEYS'] ?? `local:${secrets.secretKey}`,
    PAYLOAD_KEYS: env['PAYLOAD_KEYS'] ?? `local:${secrets.payloadKey}`,
  };
  const { urls, workflowBundle, demo } = await setUp({
    dataPath: data.path,
    secrets,
    databaseUrl,
    isGiven: env['DATABASE_URL'] !== undefined,
    temporal:
      env['TEMPORAL_ADDRESS'] === undefined
        ? null
        : { address: temporalAddress, namespace: env['TEMPORAL_NAMESPACE'] ?? 'default' },
    known: knownDemo(),
    env: Object.fromEntries(
      Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  });
  const childEnv: NodeJS.ProcessEnv = {
    ...settings,
    DATABASE_URL: urls.app,
    RELAY_DATABASE_URL: urls.relay,
    WORKFLOW_BUNDLE: workflowBundle,
  };
  const ours = [
    'PORT',
    'DATABASE_URL',
    'RELAY_DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'TEMPORAL_NAMESPACE',
    'META_GRAPH_URL',
    'META_APP_SECRET',
    'META_VERIFY_TOKEN',
    'MEDIA_STORE',
    'SECRET_KEYS',
    'PAYLOAD_KEYS',
  ];
  data.write(
    'environment.json',
    Object.fromEntries(ours.flatMap(name => (childEnv[name] === undefined ? [] : [[name, childEnv[name]]]))),
  );
  const appSecret = (childEnv['META_APP_SECRET'] ?? '').split(',')[0] ?? '';
  const simulatorOptions = {
    port: simulatorPort,
    webhookUrl,
    appSecret,
    stateFile: data.file('simulator.jsonl'),
    settings: { unknownContacts: 'open' },
    numbers: demo.tenants.map(({ phoneNumberId, wabaId, displayPhoneNumber, accessToken }) => ({
      phoneNumberId,
      wabaId,
      displayPhoneNumber,
      accessToken,
    })),
  };
  say('Starting API, worker and simulator …');
  const launched = await Promise.all([
    launch('api', 'api/main.ts', childEnv),
    launch('worker', 'workers/main.ts', childEnv),
    launch('simulator', 'simulator/main.ts', { ...childEnv, SIMULATOR_OPTIONS: JSON.stringify(simulatorOptions) }),
  ]);
  // Imported only when needed: it loads the bundler and the compiler.
  const reloader = isWatching
    ? await (
        await import('./reload.ts')
      ).reloadOnChange({ processes: launched, bundleFolder: data.path, apiUrl: baseUrl, say })
    : null;
  if (reloader !== null) stops.push(reloader.stop);
  data.write('demo.json', {
    baseUrl,
    webhookUrl,
    temporalUi,
    temporalAddress,
    simulatorUrl: `http://127.0.0.1:${simulatorPort}`,
    databaseUrl,
    meta: { appSecret, verifyToken: childEnv['META_VERIFY_TOKEN'] },
    tenants: demo.tenants,
    platform: demo.platform,
  });
  saveRun(baseUrl);
  console.log(
    greetings({
      baseUrl: reloader?.workbenchUrl ?? baseUrl,
      temporalUi,
      simulatorUrl: `http://127.0.0.1:${simulatorPort}`,
      demoFile: data.file('demo.json'),
      tenants: demo.tenants,
    }),
  );
} catch (error) {
  // While stopping, failures are expected.
  if (!stopping) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  if (env['LOG_LEVEL'] === 'debug') console.error(error);
  await stop(1);
}

/**
 * Starts the set-up process. It loads its modules while the servers start, and exits when done, which frees its memory.
 */
function beginSetUp(): (order: SetUpOrder) => Promise<SetUp> {
  const child = fork(codeOf('ops/start/set-up.ts'), [], { execArgv: EXTENSION === '.ts' ? ['--import', 'tsx'] : [] });
  stops.push(() => Promise.resolve(void child.kill('SIGTERM')));
  const ended = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.once('exit', code => reject(new Error(`The set-up ended at once (${code ?? 'killed'}).`)));
  });
  ended.catch(() => undefined);
  return order => {
    const answered = new Promise<SetUp>((resolve, reject) =>
      child.once('message', (answer: SetUpAnswer) => {
        if ('done' in answer) return resolve(answer.done);
        if (env['LOG_LEVEL'] === 'debug') console.error(answer.stack);
        reject(new Error(answer.failed));
      }),
    );
    child.send(order);
    return Promise.race([answered, ended]);
  };
}

/** The file to run for a source file: itself, or what it was compiled to. */
function codeOf(file: string): string {
  return EXTENSION === '.ts' ? join(root, file) : join(COMPILED, file.replace(/\.ts$/, '.js'));
}

/** How the servers that come along are kept: their process ids stand in the run file. */
function kept(name: string) {
  return {
    started: ({ pid }: { readonly pid: number }): void => {
      processes[name] = pid;
      saveRun();
    },
    isStopping: () => stopping,
    say,
  };
}

async function bringUpPostgres(): Promise<string> {
  say('Starting PostgreSQL …');
  letPostgresThrough(data.path);
  const options = {
    dataDir: data.file('postgres'),
    password: secrets.postgres.admin,
    settings: { shared_buffers: '256MB' },
  };
  const server = await keepRunning<LocalPostgres>({
    name: 'PostgreSQL',
    // On the same port again; PostgreSQL recovers by itself.
    start: async before =>
      startPostgres({ ...options, port: before === null ? await port('PostgreSQL', 54_320, false) : before.port }),
    ...kept('postgres'),
  });
  stops.push(() => server().stop());
  return server().url('sigfollow');
}

async function bringUpTemporal(): Promise<{ temporalAddress: string; temporalUi: string | null }> {
  const given = env['TEMPORAL_ADDRESS'];
  if (given !== undefined) return { temporalAddress: given, temporalUi: null };
  say('Starting Temporal …');
  const codecPort = await port('the codec server', 8_234, false);
  let uiUrl = '';
  const codecServer = await startCodecServer(
    codecPort,
    [{ id: 'local', key: Buffer.from(secrets.payloadKey, 'base64') }],
    secrets.codecToken,
    () => uiUrl,
  );
  stops.push(() => new Promise(resolve => codecServer.close(resolve)));
  const options = {
    databaseFile: data.file('temporal.db'),
    logFile: data.file('logs', 'temporal.log'),
    say,
    codecEndpoint: `http://127.0.0.1:${codecPort}/${secrets.codecToken}`,
    port: await port('Temporal', 7_233, false),
    uiPort: await port('Temporal’s UI', 8_233, false),
  };
  const server = await keepRunning<LocalTemporal>({
    name: 'Temporal',
    start: () => startTemporal(options),
    ...kept('temporal'),
  });
  const { address, uiUrl: ui } = server();
  uiUrl = ui ?? '';
  stops.push(() => server().stop());
  return { temporalAddress: address, temporalUi: ui };
}

async function launch(name: string, file: string, childEnv: NodeJS.ProcessEnv): Promise<SupervisedProcess> {
  const child: SupervisedProcess = new SupervisedProcess({
    name,
    file: codeOf(file),
    flags: EXTENSION === '.ts' ? SERVER_FLAGS : COMPILED_FLAGS,
    env: childEnv,
    logDir: data.file('logs'),
    ...(isWatching ? { onTrouble: (line: string) => console.log(`  ${name}: ${line}`) } : {}),
    onChange: () => {
      processes[name] = child.pid ?? 0;
      if (!stopping) saveRun(data.read<RunFile>('run.json')?.baseUrl ?? null);
    },
  });
  stops.push(() => child.stop());
  await child.start();
  return child;
}

/** The demo this folder was seeded with; null before the first seeding. */
function knownDemo(): Demo | null {
  return data.read<Demo>('demo.json') ?? data.read<Demo>('seed.json');
}

/** Exits with the message of a NotADemoError that `check` throws. */
function refuse(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof NotADemoError)) throw error;
    console.error(`\n${error.message}`);
    process.exit(1);
  }
}

/** Exits when another start runs from this folder; otherwise kills processes that a killed start left behind. */
async function endLeftovers(run: RunFile | null): Promise<void> {
  if (run === null) return;
  if (run.starter !== 0 && isAlive(run.starter) && (commandLine(run.starter)?.includes('ops/start/main.') ?? false)) {
    console.error(
      `SigFollow runs already from this folder${run.baseUrl === null ? '' : `: ${run.baseUrl}`} (process ${run.starter}).`,
    );
    process.exit(1);
  }
  const ours = ['api/main.', 'workers/main.', 'simulator/main.', 'start-dev'];
  for (const [name, pid] of Object.entries(run.processes)) {
    if (name === 'postgres' || pid === 0 || !isAlive(pid)) continue;
    if (ours.some(part => commandLine(pid)?.includes(part) ?? false) && existsSync(data.path))
      await endProcess(pid, 'SIGKILL', 1_000);
  }
}
