/**
 * `npm run reconcile`: starts the workflow of every live conversation again, for use after a loss of Temporal's
 * database. Settings come from the environment, or from a running `npm start`.
 */
import { readFileSync } from 'node:fs';
import { readConfig } from '../config/index.ts';
import { createLogger } from '../config/logger.ts';
import { endOnUncaughtErrors } from '../config/process/last-resort.ts';
import { Database } from '../store/db/database.ts';
import { openPool } from '../store/db/open-pool.ts';
import { Tenants } from '../store/tenant/tenants.ts';
import { connectLazily } from '../temporal/connect.ts';
import { reconcile } from './reconcile.ts';

/** The environment or, if it has no DATABASE_URL, the settings that `npm start` wrote for its own processes. */
function localEnvironment(): NodeJS.ProcessEnv {
  if (process.env['DATABASE_URL'] !== undefined) return process.env;
  const file = `${process.env['SIGFOLLOW_DATA_DIR'] ?? '.data'}/environment.json`;
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as NodeJS.ProcessEnv), ...process.env };
}

const config = readConfig(localEnvironment());
const log = createLogger('reconcile', config.log.level);
endOnUncaughtErrors(log);
const database = new Database(config.database);
const relayPool = openPool({
  connectionString: config.database.relayUrl,
  max: 1,
  connectionTimeoutMillis: config.database.maxWaitMs,
});
const { client, close } = connectLazily(config);
try {
  const parts = {
    database,
    tenants: new Tenants(relayPool),
    client,
    taskQueue: config.temporal.taskQueue,
    continueAsNewAfterTurns: config.continueAsNewAfterTurns,
    log,
  };
  const done = await reconcile(parts, count => console.log(`• ${count} conversations`));
  console.log(`Done: ${done} conversations have their workflow and have read their state.`);
} finally {
  await Promise.all([close(), relayPool.end(), database.close()]);
}
