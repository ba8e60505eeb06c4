/** The worker process: workflows and activities, relay, matcher, counts, media pump, presence watch and sweep. */
import { NativeConnection, Runtime } from '@temporalio/worker';
import { INSPECT_MS, Inspector } from '../store/media/inspection/inspector.ts';
import { readConfig } from '../config/index.ts';
import { createLogger } from '../config/logger.ts';
import { inBackground, logBackgroundFailures } from '../config/process/background.ts';
import { endOnUncaughtErrors } from '../config/process/last-resort.ts';
import { untilStopped } from '../config/process/until-stopped.ts';
import { count } from '../store/db/counters.ts';
import { checkDatabase } from '../store/db/check-database.ts';
import { Database } from '../store/db/database.ts';
import { Listener } from '../store/db/listener.ts';
import { openObjectStore } from '../store/media/open-object-store.ts';
import { openPool } from '../store/db/open-pool.ts';
import { PAIR_LIMIT } from '../store/sending/pacing.ts';
import { SecretBox } from '../store/db/secret-box.ts';
import { Tenants } from '../store/tenant/tenants.ts';
import { connectLazily } from '../temporal/connect.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import { composeActivities } from './compose.ts';
import { CountKeeper } from './count-keeper.ts';
import { bundleWorkflows, createWorker } from './create-worker.ts';
import { sdkLogger } from './logger.ts';
import { Matcher } from './matcher.ts';
import { MediaPump } from './media-pump.ts';
import { NativeClient } from './native-client.ts';
import { readNewPassages } from './passages.ts';
import { watchPresence } from './presence-watch.ts';
import { sweep } from './reconcile.ts';
import { Relay } from './relay.ts';
import { ensureSchedules } from './schedules.ts';
import { SearchFiller } from './search-filler.ts';
import { TypingNotices } from './typing-notices.ts';

const SWEEP_EVERY_MS = 60_000;
/** How often the presence watch looks for agents whose workbench is gone. */
const WATCH_MS = 10_000;
/** WhatsApp on this machine is the simulator, whose contacts are not real people. */
const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
const config = readConfig(process.env);
const log = createLogger('worker', config.log.level);
logBackgroundFailures(log);
endOnUncaughtErrors(log);
for (const risk of config.insecure)
  log.warn({ event: 'insecure_setting', risk }, 'an insecure setting is allowed by ALLOW_INSECURE_SETTINGS');
Runtime.install({ logger: sdkLogger(log), shutdownSignals: [] });

const database = new Database(config.database);
await checkDatabase(database, log);
// Waiting rows must be looked up by index: a plan that was cached while hardly anything waited would keep using
// sequential scans when much does.
const relayPool = openPool({
  connectionString: config.database.relayUrl,
  options: '-c enable_seqscan=off',
  max: 8,
  connectionTimeoutMillis: config.database.maxWaitMs,
});
const { client, close: closeClient } = connectLazily(config);
const box = new SecretBox(config.secretKeys);
const objects = openObjectStore(config.mediaStore);
const inspector = new Inspector(INSPECT_MS);
const { taskQueue, namespace, address, tls, apiKey } = config.temporal;
const continueAsNewAfterTurns = config.continueAsNewAfterTurns;

const toTemporal = { address, ...(tls ? { tls: true } : {}), ...(apiKey === undefined ? {} : { apiKey }) };
const native = new NativeClient({
  connection: toTemporal,
  namespace,
  dataConverter: dataConverter(config.payloadKeys),
});
const relay = new Relay({
  pool: relayPool,
  client: native.get,
  taskQueue,
  continueAsNewAfterTurns,
  log,
  onSetAside: () => count(database, 'outbox_quarantined'),
});
const matcher = new Matcher(database, relayPool, log);
const counts = new CountKeeper(relayPool, log);
const tenants = new Tenants(relayPool);
const pump = new MediaPump({ database, tenants, client, taskQueue, objects, clock: Date.now, log });
const filler = new SearchFiller({ database, tenants, log });
const composed = composeActivities({
  database,
  box,
  objects,
  inspector,
  tenants,
  graph: { baseUrl: config.meta.graphUrl, version: config.meta.graphVersion },
  ai: config.ai,
  pairLimit: { ...PAIR_LIMIT, intervalMs: config.pairIntervalMs },
  sendTimeoutMs: config.sendTimeoutMs,
  demoMayAnswer: isLoopback(config.meta.graphUrl),
  clock: Date.now,
});
const { models } = composed;
const notices = new TypingNotices({
  database,
  send: input => composed.activities.sendTyping(input),
  clock: Date.now,
  log,
});
const listener = new Listener(
  config.database.relayUrl,
  ({ outbox, match, media, knowledge, typing, changed }) => {
    if (outbox === true) relay.wake();
    if (changed !== undefined && changed.length > 0) filler.wake(changed.map(([tenantId]) => tenantId));
    if (match === true) matcher.wake();
    if (media !== undefined) pump.wake(media);
    if (knowledge !== undefined)
      inBackground('reading new passages', readNewPassages({ database, models, client, taskQueue, log }, knowledge));
    if (typing !== undefined) notices.show(typing);
  },
  () => {
    relay.wake();
    matcher.wake();
    pump.wake([]);
    filler.wake([]);
  },
);
relay.start();
matcher.start();
counts.start();
pump.start();
filler.start();
listener.start();

const watching = setInterval(() => {
  inBackground('the watch over agents who are gone', watchPresence({ database, tenants, log }, Date.now()));
}, WATCH_MS);
const sweeping = setInterval(() => {
  inBackground(
    'the sweep',
    sweep({ database, tenants, client, taskQueue, continueAsNewAfterTurns, log, models, objects }, Date.now()),
  );
}, SWEEP_EVERY_MS);

const stopped = untilStopped();
const bundle = config.workflowBundle === undefined ? await bundleWorkflows() : { codePath: config.workflowBundle };
/** Runs a Temporal worker until the process is stopped; starts again if the connection to Temporal is lost for good. */
async function work(): Promise<void> {
  let stopping = false;
  inBackground(
    'the wait for the end',
    stopped.then(() => (stopping = true)),
  );
  while (!stopping) {
    try {
      const connection = await NativeConnection.connect(toTemporal);
      const worker = await createWorker({
        connection,
        namespace,
        taskQueue,
        bundle,
        dataConverter: dataConverter(config.payloadKeys),
        activities: composed.activities,
      });
      await ensureSchedules(client, taskQueue);
      log.info({ event: 'process_ready' }, 'ready');
      process.send?.({ ready: true });
      await worker.runUntil(stopped);
      await connection.close();
    } catch (error) {
      if (stopping) return;
      log.warn({ event: 'temporal_unreachable', err: error }, 'Temporal cannot be reached; trying again');
      await new Promise(resolve => setTimeout(resolve, 1_000));
    }
  }
}

const working = work();
await stopped;
clearInterval(sweeping);
clearInterval(watching);
await Promise.all([listener.close(), relay.stop(), matcher.stop(), counts.stop(), pump.stop(), filler.stop(), working]);
await notices.settled();
await Promise.all([
  composed.close(),
  inspector.close(),
  native.close(),
  closeClient(),
  relayPool.end(),
  database.close(),
]);
log.info({ event: 'process_stopped' }, 'stopped');
