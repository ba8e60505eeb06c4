/** The API process: webhooks, REST, WebSocket. Needs PostgreSQL; runs on while Temporal is unavailable. */
import { Registry, collectDefaultMetrics } from 'prom-client';
import { readConfig } from '../config/index.ts';
import { createLogger } from '../config/logger.ts';
import { backgroundFailures, logBackgroundFailures } from '../config/process/background.ts';
import { endOnUncaughtErrors } from '../config/process/last-resort.ts';
import { untilStopped } from '../config/process/until-stopped.ts';
import { checkDatabase } from '../store/db/check-database.ts';
import { Database } from '../store/db/database.ts';
import { TenantDirectory } from '../store/tenant/directory.ts';
import { Ingestor } from '../store/inbound/ingest.ts';
import { INSPECT_MS, Inspector } from '../store/media/inspection/inspector.ts';
import { openObjectStore } from '../store/media/open-object-store.ts';
import { SecretBox } from '../store/db/secret-box.ts';
import { connectLazily } from '../temporal/connect.ts';
import { createApp } from './app.ts';
import type { AppContext } from './http/context.ts';
import { createPatientServer } from './http/patience.ts';
import { MediaLinks } from './http/media-links.ts';
import { Hub } from './ws/hub.ts';

const DRAIN_MS = 20_000;
/**
 * Length of the listen queue: connections that wait to be accepted while the process is busy. Node.js's default of 511
 * is fewer than WhatsApp opens in a burst. The kernel caps it (net.core.somaxconn).
 */
const BACKLOG = 4_096;

const config = readConfig(process.env);
const log = createLogger('api', config.log.level);
logBackgroundFailures(log);
endOnUncaughtErrors(log);
for (const risk of config.insecure)
  log.warn({ event: 'insecure_setting', risk }, 'an insecure setting is allowed by ALLOW_INSECURE_SETTINGS');
const database = new Database(config.database);
await checkDatabase(database, log);
const directory = new TenantDirectory(database);
const box = new SecretBox(config.secretKeys);
const temporal = connectLazily(config);
const metrics = new Registry();
collectDefaultMetrics({ register: metrics });
metrics.registerMetric(backgroundFailures);
let ready = true;

const app: AppContext = {
  config,
  database,
  directory,
  box,
  objects: openObjectStore(config.mediaStore),
  inspector: new Inspector(INSPECT_MS),
  mediaLinks: new MediaLinks(config.secretKeys),
  temporal: temporal.client,
  taskQueue: config.temporal.taskQueue,
  log,
  metrics,
  clock: Date.now,
  isReady: () => ready,
  ingestor: new Ingestor({
    database,
    directory,
    box,
    clock: Date.now,
    hotPathFailed: reason =>
      log.error({ event: 'hot_path_failed', reason }, 'the hot path failed, the general path took over'),
  }),
};
const server = createPatientServer(createApp(app));
const hub = new Hub(app, config.database.url);
hub.attach(server);
server.listen(config.http.port, config.http.host, BACKLOG, () => {
  const address = server.address();
  log.info({ event: 'process_ready', port: typeof address === 'object' ? address?.port : config.http.port }, 'ready');
  process.send?.({ ready: true });
});

await untilStopped();
ready = false;
await hub.close();
const closed = new Promise(resolve => server.close(resolve));
server.closeIdleConnections();
const forced = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
await closed;
clearTimeout(forced);
await Promise.all([temporal.close(), app.inspector.close(), database.close()]);
log.info({ event: 'process_stopped' }, 'stopped');
