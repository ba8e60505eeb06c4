/** SigFollow in one process for tests: real PostgreSQL, real Temporal, the real API; only Meta is the simulator. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { mediaActivities } from '../../activities/media/activities.ts';
import { Inspector } from '../../store/media/inspection/inspector.ts';
import { uploadActivities } from '../../activities/media/upload.ts';
import { MetaMedia } from '../../activities/media/meta-media.ts';
import { knowledgeActivities } from '../../activities/knowledge/activities.ts';
import { guardedAgent } from '../../activities/net/guarded-agent.ts';
import { aiActivities } from '../../activities/ai/activities.ts';
import { Models } from '../../activities/ai/models.ts';
import { trainingActivities } from '../../activities/ai/training.ts';
import { trialActivities } from '../../activities/ai/trial.ts';
import { conversationActivities } from '../../activities/conversation/activities.ts';
import { jobActivities } from '../../activities/jobs/activities.ts';
import { whatsappActivities } from '../../activities/whatsapp/activities.ts';
import { templateActivities } from '../../activities/whatsapp/templates.ts';
import { numberActivities } from '../../activities/whatsapp/numbers.ts';
import { Pacer } from '../../activities/whatsapp/pacer.ts';
import { GraphClient } from '../../activities/whatsapp/graph-client.ts';
import { createApp } from '../../api/app.ts';
import type { AppContext } from '../../api/context.ts';
import { hashPassword } from '../../api/auth/passwords.ts';
import { Hub } from '../../api/ws/hub.ts';
import type { DemoTenant, TenantPlan } from '../../prisma/seed.ts';
import { createTenant } from '../../prisma/seed.ts';
import type { Simulator } from '../../simulator/app.ts';
import { createSimulator } from '../../simulator/app.ts';
import type { SimulatorSettings } from '../../simulator/settings.ts';
import { count } from '../../store/counters.ts';
import { Directory } from '../../store/directory.ts';
import { Ingestor } from '../../store/inbound/ingest.ts';
import { Listener } from '../../store/listener.ts';
import type { ObjectStore } from '../../store/media/object-store.ts';
import { FileStore } from '../../store/media/object-store.ts';
import type { PairLimit } from '../../store/pacing.ts';
import { PAIR_LIMIT } from '../../store/pacing.ts';
import { SecretBox } from '../../store/secret-box.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { MediaLinks } from '../../api/media/links.ts';
import { MediaPump } from '../../workers/media-pump.ts';
import { readNewPassages } from '../../workers/passages.ts';
import { createWorker } from '../../workers/create-worker.ts';
import { Matcher } from '../../workers/matcher.ts';
import { Relay } from '../../workers/relay/relay.ts';
import type { TestDatabase } from './database.ts';
import { createTestDatabase } from './database.ts';
import { demoOperators } from './demo-operators.ts';
import { HttpClient } from './http-client.ts';
import { testServers } from './servers.ts';

export const APP_SECRET = 'test-app-secret';
export const VERIFY_TOKEN = 'test-verify-token';
const KEY = Buffer.alloc(32, 7);
const PASSWORD = 'correct horse battery staple';
let passwordHash: Promise<string> | undefined;

export interface StackOptions {
  /** 'none': API only, Temporal's address answers nobody. */
  readonly temporal?: 'real' | 'none';
  readonly worker?: boolean;
  readonly tenants?: readonly Partial<TenantPlan>[];
  readonly simulator?: Partial<SimulatorSettings>;
  readonly clock?: () => number;
  readonly converter?: DataConverter;
  readonly continueAsNewAfterTurns?: number;
  readonly sendTimeoutMs?: number;
  readonly pairLimit?: PairLimit;
  readonly log?: Logger;
  readonly poolSize?: number;
  /** Networks tenants' addresses may be in. */
  readonly allowedNetworks?: readonly string[];
  /** Whether the operator's model tells what passages mean. */
  readonly embeddings?: boolean;
  /** Instead of a folder. */
  readonly objects?: ObjectStore;
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
  /** With a tenant's API key. */
  api(tenant?: number): HttpClient;
  /** Logged in as an agent. */
  agent(index: number, tenant?: number): Promise<HttpClient>;
  admin(tenant?: number): Promise<HttpClient>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

// The SDK's runtime is one per process; its ordinary lines would drown the tests'.
Runtime.install({ logger: new DefaultLogger('ERROR') });

let files = 0;

export async function createStack(options: StackOptions = {}): Promise<Stack> {
  const servers = testServers();
  const db = await createTestDatabase(options.poolSize);
  const clock = options.clock ?? Date.now;
  const box = new SecretBox([{ id: 'test', key: KEY }]);
  const hash = await (passwordHash ??= hashPassword(PASSWORD));
  const tenants: DemoTenant[] = [];
  for (const [index, plan] of (options.tenants ?? [{}, {}]).entries()) {
    tenants.push(await createTenant(db.database, box, {
      name: `Tenant ${index}`, slug: `t${index}`, wabaId: `90000${index}`, phoneNumberId: `80000${index}`, displayPhoneNumber: `+1 555 000${index}`, agents: ['Agent One', 'Agent Two', 'Agent Three'], ...plan,
    }, clock(), { plain: PASSWORD, hash }));
  }
  const log = options.log ?? pino({ level: 'silent' });
  const converter = options.converter ?? dataConverter([{ id: 'test', key: KEY }]);
  const address = options.temporal === 'none' ? '127.0.0.1:1' : servers.temporalAddress;
  const connection = Connection.lazy({ address, connectTimeout: '1 s' });
  const client = new Client({ connection, dataConverter: converter });
  const taskQueue = `test-${++files}-${randomUUID()}`;
  const directory = new Directory(db.database);
  const mediaFolder = await mkdtemp(join(tmpdir(), 'sigfollow-files-'));
  const objects = options.objects ?? new FileStore(mediaFolder);
  const inspector = new Inspector(10_000);
  const app: AppContext = {
    config: { meta: { graphUrl: '', graphVersion: 'v23.0', appSecrets: [APP_SECRET, 'rotated-secret'], verifyToken: VERIFY_TOKEN } }, database: db.database, directory, box, objects, inspector, mediaLinks: new MediaLinks([{ key: KEY }]),
    ingestor: new Ingestor({ database: db.database, directory, box, clock, hotPathFailed: reason => log.error({ reason }, 'the hot path failed') }), temporal: client, taskQueue, log, metrics: new Registry(), clock, isReady: () => true,
  };
  const server = createServer(createApp(app));
  const hub = new Hub(app, db.appUrl);
  hub.attach(server);
  const baseUrl = await listen(server);
  const simulator = createSimulator({ numbers: tenants, webhookUrl: `${baseUrl}/webhooks/whatsapp`, appSecret: APP_SECRET, stateFile: null, settings: { statusDelayMs: 20, unknownContacts: 'open', ...options.simulator } });
  const simulatorServer = createServer(simulator.server);
  const simulatorUrl = await listen(simulatorServer);
  const graph = new GraphClient({ baseUrl: simulatorUrl, version: 'v23.0' });
  const meta = new MetaMedia({ baseUrl: simulatorUrl, version: 'v23.0' });
  const outside = guardedAgent({ allowedNetworks: options.allowedNetworks ?? [] });
  const models = new Models(db.database, box, { operators: demoOperators(simulatorUrl, options.embeddings), allowedNetworks: options.allowedNetworks ?? [] }, clock);
  const continueAsNewAfterTurns = options.continueAsNewAfterTurns ?? 150;
  const relay = new Relay({ pool: db.relayPool, client, taskQueue, continueAsNewAfterTurns, log, onSetAside: () => count(db.database, 'outbox_quarantined') });
  const matcher = new Matcher(db.database, db.relayPool, log, clock);
  const pump = new MediaPump({ database: db.database, directory, client, taskQueue, objects, clock, log });
  const listener = new Listener(db.relayUrl, ({ outbox, match, media, knowledge }) => {
    if (outbox === true) relay.wake();
    if (match === true) matcher.wake();
    if (media !== undefined) pump.wake(media);
    if (knowledge !== undefined && options.temporal !== 'none') void readNewPassages({ database: db.database, models, client, taskQueue, log }, knowledge);
  }, () => undefined);
  let running: { worker: Worker; done: Promise<void>; connection: NativeConnection } | null = null;

  const stack: Stack = {
    db, app, mediaFolder, baseUrl, tenants, simulator, simulatorUrl, client, taskQueue, relay, matcher,
    api: (tenant = 0) => new HttpClient(baseUrl, { authorization: `Bearer ${tenants[tenant]!.apiKey}` }),
    agent: (index, tenant = 0) => HttpClient.login(baseUrl, tenants[tenant]!.users.filter(user => user.role === 'AGENT')[index]!),
    admin: (tenant = 0) => HttpClient.login(baseUrl, tenants[tenant]!.users[0]!),
    startWorker: async () => {
      const native = await NativeConnection.connect({ address: servers.temporalAddress });
      const whatsapp = whatsappActivities({ database: db.database, box, graph, pacer: new Pacer(db.database, options.pairLimit ?? PAIR_LIMIT), sendTimeoutMs: options.sendTimeoutMs ?? 5_000, clock });
      const worker = await createWorker({
        connection: native, namespace: 'default', taskQueue, bundle: { codePath: servers.bundleFile }, dataConverter: converter,
        activities: { ...conversationActivities(db.database), ...whatsapp, ...aiActivities({ database: db.database, box, models, clock, showTyping: input => whatsapp.sendTyping(input), demoMayAnswer: true }), ...mediaActivities({ database: db.database, box, meta, objects, inspector, clock }), ...uploadActivities({ database: db.database, box, graph, objects, clock }), ...templateActivities({ database: db.database, directory, box, objects, graph, clock }), ...numberActivities({ database: db.database, directory, box, graph, clock }), ...jobActivities({ database: db.database, clock }), ...trialActivities({ database: db.database, models, clock }), ...trainingActivities({ database: db.database, box, objects, clock }), ...knowledgeActivities({ database: db.database, box, objects, dispatcher: outside, clock }) },
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
    close: async () => {
      simulator.webhooks.stop();
      await Promise.all([relay.stop(), matcher.stop(), pump.stop(), listener.close()]);
      await stack.stopWorker();
      await hub.close();
      for (const each of [server, simulatorServer]) {
        each.closeAllConnections();
        each.close();
      }
      await Promise.all([graph.close(), meta.close(), inspector.close(), models.close(), outside.close()]);
      await connection.close();
      await db.close();
      await rm(mediaFolder, { recursive: true, force: true });
    },
  };
  if (options.temporal !== 'none') {
    relay.start();
    pump.start();
    if (options.worker !== false) await stack.startWorker();
  }
  matcher.start();
  listener.start();
  return stack;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
