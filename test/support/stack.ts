/** SigFollow in one process for tests: real PostgreSQL, real Temporal, the real API; only Meta is the simulator. */
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { GuardOptions } from '../../activities/net/guarded-agent.ts';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { logBackgroundFailures } from '../../config/process/background.ts';
import { createApp } from '../../api/app.ts';
import type { AppContext } from '../../api/http/context.ts';
import type { Patience } from '../../api/http/patience.ts';
import { createPatientServer } from '../../api/http/patience.ts';
import { hashPassword } from '../../api/access/passwords.ts';
import { Hub } from '../../api/ws/hub.ts';
import type { DemoTenant, TenantPlan } from '../../prisma/seed.ts';
import { createTenant } from '../../prisma/seed.ts';
import type { Simulator } from '../../simulator/app.ts';
import { createSimulator } from '../../simulator/app.ts';
import type { SimulatorSettings } from '../../simulator/settings.ts';
import { count } from '../../store/db/counters.ts';
import { TenantDirectory } from '../../store/tenant/directory.ts';
import { Ingestor } from '../../store/inbound/ingest.ts';
import { Listener } from '../../store/db/listener.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { FileStore } from '../../store/media/object-store.ts';
import type { PairLimit } from '../../store/sending/pacing.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { MediaLinks } from '../../api/http/media-links.ts';
import { MediaPump } from '../../workers/media-pump.ts';
import { NativeClient } from '../../workers/native-client.ts';
import { readNewPassages } from '../../workers/passages.ts';
import { TypingNotices } from '../../workers/typing-notices.ts';
import { CountKeeper } from '../../workers/count-keeper.ts';
import { createWorker } from '../../workers/create-worker.ts';
import { Matcher } from '../../workers/matcher.ts';
import { SearchFiller } from '../../workers/search-filler.ts';
import { Relay } from '../../workers/relay.ts';
import type { TestDatabase } from './database.ts';
import { closeServer, listen } from './listening.ts';
import { testActivities } from './activities.ts';
import { createTestDatabase } from './database.ts';
import { HttpClient } from './http-client.ts';
import { once } from './once.ts';
import { random } from './random.ts';
import { atFileEnd } from './running-test.ts';
import { testLog } from './log.ts';
import { APP_SECRET } from './meta-secret.ts';
import { installRuntime } from './runtime.ts';
import { temporalAddress } from './servers/temporal.ts';
import { workflowBundle } from './servers/workflow-bundle.ts';

const VERIFY_TOKEN = 'test-verify-token';
const KEY = Buffer.alloc(32, 7);
const PASSWORD = 'correct horse battery staple';
/** Time limits for clients that a stalling machine does not reach. */
const PATIENT: Patience = { headersMs: 3_600_000, bodyMs: 3_600_000, requestMs: 3_600_000, checkMs: 30_000 };
/** Offers and wrap-ups last longer than any test, unless the test sets a time of its own. */
const NEVER_LATE = { acceptTimeoutMs: 3_600_000, wrapUpMs: 3_600_000 };
let passwordHash: Promise<string> | undefined;

export interface StackOptions {
  /** `none`: the API only; nothing listens at Temporal's address. */
  readonly temporal?: 'real' | 'none';
  readonly worker?: boolean;
  /** Whether what is written can be searched soon, as in a worker process. */
  readonly search?: boolean;
  readonly tenants?: readonly Partial<TenantPlan>[];
  readonly simulator?: Partial<SimulatorSettings>;
  readonly clock?: () => number;
  readonly converter?: DataConverter;
  readonly continueAsNewAfterTurns?: number;
  readonly sendTimeoutMs?: number;
  readonly pairLimit?: PairLimit;
  readonly log?: Logger;
  readonly poolSize?: number;
  /** As `ALLOWED_NETWORKS`: private networks (CIDR) in which tenants' addresses may be. */
  readonly allowedNetworks?: readonly string[];
  /** Resolves host names that tenants give. */
  readonly resolver?: GuardOptions['resolver'];
  /** Whether the operator has an embedding model. */
  readonly embeddings?: boolean;
  /** How long the API waits for slow clients. */
  readonly patience?: Patience;
  /** Store for files, instead of a temporary folder. */
  readonly objects?: ObjectStore;
  /** How often sockets are checked without a notification. */
  readonly socketCheckMs?: number;
}

export interface Stack {
  readonly db: TestDatabase;
  readonly app: AppContext;
  readonly mediaFolder: string;
  readonly baseUrl: string;
  readonly tenants: readonly DemoTenant[];
  readonly simulator: Simulator;
  readonly simulatorUrl: string;
  readonly client: Client;
  readonly taskQueue: string;
  readonly relay: Relay;
  readonly matcher: Matcher;
  /** Runs by itself only with the option `search`; otherwise tests call `fill`. */
  readonly search: SearchFiller;
  /** A client with a tenant's API key, whose role is TENANT_ADMIN. */
  api(tenant?: number): HttpClient;
  /** A client that is logged in as the tenant's agent with this index. */
  agent(index: number, tenant?: number): Promise<HttpClient>;
  admin(tenant?: number): Promise<HttpClient>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** Number of connections that are open to the API. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

let files = 0;

export async function createStack(options: StackOptions = {}): Promise<Stack> {
  const db = await createTestDatabase(options.poolSize);
  const clock = options.clock ?? Date.now;
  const box = new SecretBox([{ id: 'test', key: KEY }]);
  const hash = await (passwordHash ??= hashPassword(PASSWORD));
  const tenants: DemoTenant[] = [];
  for (const [index, plan] of (options.tenants ?? [{}, {}]).entries()) {
    tenants.push(
      await createTenant(
        db.database,
        box,
        {
          name: `Tenant ${index}`,
          slug: `t${index}`,
          wabaId: `90000${index}`,
          phoneNumberId: `80000${index}`,
          displayPhoneNumber: `+1 555 000${index}`,
          agents: ['Agent One', 'Agent Two', 'Agent Three'],
          ...NEVER_LATE,
          ...plan,
        },
        clock(),
        { plain: PASSWORD, hash },
      ),
    );
  }
  const log = options.log ?? testLog;
  logBackgroundFailures(log);
  const converter = options.converter ?? dataConverter([{ id: 'test', key: KEY }]);
  const address = options.temporal === 'none' ? '127.0.0.1:1' : temporalAddress();
  const connection = Connection.lazy({ address, connectTimeout: '1 s' });
  const client = new Client({ connection, dataConverter: converter });
  const taskQueue = `test-${++files}-${randomUUID()}`;
  const directory = new TenantDirectory(db.database);
  const mediaFolder = await mkdtemp(join(tmpdir(), 'sigfollow-files-'));
  const objects = options.objects ?? new FileStore(mediaFolder);
  const inspector = new Inspector(120_000);
  const app: AppContext = {
    config: {
      meta: {
        graphUrl: '',
        graphVersion: 'v23.0',
        appSecrets: [APP_SECRET, 'rotated-secret'],
        verifyToken: VERIFY_TOKEN,
      },
      ai: { allowedNetworks: options.allowedNetworks ?? [] },
    },
    database: db.database,
    directory,
    box,
    objects,
    inspector,
    mediaLinks: new MediaLinks([{ key: KEY }]),
    ingestor: new Ingestor({
      database: db.database,
      directory,
      box,
      clock,
      hotPathFailed: reason => log.error({ reason }, 'the hot path failed'),
    }),
    temporal: client,
    taskQueue,
    log,
    metrics: new Registry(),
    clock,
    isReady: () => true,
  };
  const patience = options.patience ?? PATIENT;
  const server = createPatientServer(createApp(app, patience), patience);
  goBy(server, options.clock);
  const hub = new Hub(app, db.appUrl, options.socketCheckMs);
  hub.attach(server);
  const baseUrl = await listen(server);
  const simulator = createSimulator({
    numbers: tenants,
    webhookUrl: `${baseUrl}/webhooks/whatsapp`,
    appSecret: APP_SECRET,
    stateFile: null,
    settings: { statusDelayMs: 20, unknownContacts: 'open', ...options.simulator },
    chance: random(`simulator ${files}`).fraction,
  });
  const simulatorServer = createServer(simulator.server);
  const simulatorUrl = await listen(simulatorServer);
  const parts = testActivities({
    app,
    tenants: db.tenants,
    simulatorUrl,
    clock,
    sendTimeoutMs: options.sendTimeoutMs,
    pairLimit: options.pairLimit,
    allowedNetworks: options.allowedNetworks,
    resolver: options.resolver,
    embeddings: options.embeddings,
  });
  const { models } = parts;
  const continueAsNewAfterTurns = options.continueAsNewAfterTurns ?? 150;
  const native = new NativeClient({ connection: { address }, namespace: 'default', dataConverter: converter });
  const connectNatively = (): Promise<Client> => {
    installRuntime();
    return native.get();
  };
  const relay = new Relay({
    pool: db.relayPool,
    client: connectNatively,
    taskQueue,
    continueAsNewAfterTurns,
    log,
    onSetAside: () => count(db.database, 'outbox_quarantined'),
  });
  const matcher = new Matcher(db.database, db.relayPool, log, clock);
  const counts = new CountKeeper(db.relayPool, log);
  const search = new SearchFiller({ database: db.database, tenants: db.tenants, log });
  const pump = new MediaPump({ database: db.database, tenants: db.tenants, client, taskQueue, objects, clock, log });
  const inBackground = new Set<Promise<unknown>>();
  const follow = (work: Promise<unknown>): void => {
    const followed = work.finally(() => inBackground.delete(followed));
    inBackground.add(followed);
  };
  const notices = new TypingNotices({
    database: db.database,
    send: input => parts.activities.sendTyping(input),
    clock,
    log,
  });
  const listener = new Listener(
    db.relayUrl,
    ({ outbox, match, media, knowledge, typing, changed }) => {
      if (outbox === true) relay.wake();
      if (match === true) matcher.wake();
      if (media !== undefined) pump.wake(media);
      if (changed !== undefined && changed.length > 0) search.wake(changed.map(([tenantId]) => tenantId));
      if (typing !== undefined) notices.show(typing);
      if (knowledge !== undefined && options.temporal !== 'none')
        follow(readNewPassages({ database: db.database, models, client, taskQueue, log }, knowledge));
    },
    () => undefined,
  );
  let running: { worker: Worker; done: Promise<void>; connection: NativeConnection } | null = null;

  const stack: Stack = {
    db,
    app,
    mediaFolder,
    baseUrl,
    tenants,
    simulator,
    simulatorUrl,
    client,
    taskQueue,
    relay,
    matcher,
    search,
    api: (tenant = 0) => new HttpClient(baseUrl, { authorization: `Bearer ${tenants[tenant]!.apiKey}` }),
    agent: (index, tenant = 0) =>
      HttpClient.login(baseUrl, tenants[tenant]!.users.filter(user => user.role === 'AGENT')[index]!),
    admin: (tenant = 0) => HttpClient.login(baseUrl, tenants[tenant]!.users[0]!),
    startWorker: async () => {
      installRuntime();
      const native = await NativeConnection.connect({ address: temporalAddress() });
      atFileEnd(() => stack.stopWorker());
      const worker = await createWorker({
        connection: native,
        namespace: 'default',
        taskQueue,
        bundle: { codePath: workflowBundle() },
        dataConverter: converter,
        activities: parts.activities,
      });
      running = { worker, done: worker.run(), connection: native };
    },
    stopWorker: async () => {
      const stopping = running;
      running = null;
      if (stopping === null) return;
      stopping.worker.shutdown();
      await stopping.done;
      await stopping.connection.close();
    },
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      ),
    close: once(async () => {
      await simulator.webhooks.stop();
      await Promise.all([relay.stop(), matcher.stop(), counts.stop(), pump.stop(), search.stop(), listener.close()]);
      await native.close();
      await Promise.all([notices.settled(), Promise.allSettled(inBackground)]);
      await stack.stopWorker();
      for (const gate of [simulator.modelGate, simulator.sendGate, simulator.wordGate]) gate.open();
      await hub.close();
      await Promise.all([server, simulatorServer].map(closeServer));
      await Promise.all([parts.close(), inspector.close()]);
      await connection.close();
      await db.close();
      await rm(mediaFolder, { recursive: true, force: true });
    }),
  };
  atFileEnd(() => stack.close());
  if (options.temporal !== 'none') {
    relay.start();
    pump.start();
    if (options.worker !== false) await stack.startWorker();
  }
  matcher.start();
  counts.start();
  startWanted(search, options.search);
  listener.start();
  return stack;
}

/** Dates answers as a server does whose clock it is: the workbench goes by them. */
function goBy(server: Server, clock: (() => number) | undefined): void {
  if (clock === undefined) return;
  server.prependListener('request', (_, response) => response.setHeader('date', new Date(clock()).toUTCString()));
}

const startWanted = (search: SearchFiller, isWanted = false): void => void (isWanted && search.start());
