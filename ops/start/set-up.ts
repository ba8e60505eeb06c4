/**
 * Prepares what `npm start` needs before it starts its processes: the workflow bundle, the workbench, and the database
 * with its demo. It runs as a separate process that exits, because the bundler, database client and SDK need much
 * memory and the starter keeps running.
 */
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { readConfig } from '../../config/index.ts';
import { cachedWorkflowBundle } from '../build-bundle.ts';
import { buildWorkbench } from '../build-workbench.ts';
import type { DatabaseUrls } from '../database-setup.ts';
import { setUpDatabase } from '../database-setup.ts';
import { registerSearchAttributes } from '../local/search-attributes.ts';
import type { Secrets } from './data-dir.ts';
import { writeWhole } from './data-dir.ts';
import { markAsDemo, requireDemoDatabase } from './demo-database.ts';
import type { Demo } from './seed-demo.ts';
import { seedDemo } from './seed-demo.ts';

/** What the starter sends to the set-up process. */
export interface SetUpOrder {
  /** Path of the data folder. */
  readonly dataPath: string;
  readonly secrets: Secrets;
  /** Connects as a role that may create roles and databases. */
  readonly databaseUrl: string;
  /** Whether the database comes from `DATABASE_URL`: it is then checked before anything in it is changed. */
  readonly isGiven: boolean;
  /** A Temporal server from `TEMPORAL_ADDRESS`; null for the one started here, which has the search attributes. */
  readonly temporal: { readonly address: string; readonly namespace: string } | null;
  /** The demo of an earlier start; null when there was none. */
  readonly known: Demo | null;
  /** Environment of the processes, without the connection strings and the bundle that the set-up determines. */
  readonly env: Readonly<Record<string, string>>;
}

/** Result of the set-up. */
export interface SetUp {
  readonly urls: DatabaseUrls;
  readonly workflowBundle: string;
  readonly demo: Demo;
}

/** The reply to the starter: the result, or the error's message and stack. */
export type SetUpAnswer = { readonly done: SetUp } | { readonly failed: string; readonly stack: string };

const say = (line: string): void => console.log(`• ${line}`);

async function setUp(order: SetUpOrder): Promise<SetUp> {
  const { secrets, databaseUrl, known, temporal } = order;
  // Not a DataDir: the starter has opened the folder, which it would close again, to PostgreSQL's user.
  process.umask(0o077);
  const workflowBundle = cachedWorkflowBundle(order.dataPath);
  workflowBundle.catch(() => undefined);
  if (order.isGiven)
    await requireDemoDatabase(databaseUrl, {
      passwords: secrets.postgres,
      tenantIds: known?.tenants.map(tenant => tenant.id) ?? null,
    });
  const { urls, applied } = await setUpDatabase(databaseUrl, secrets.postgres, () => markAsDemo(databaseUrl));
  if (applied.length > 0) say(`Database migrated (${applied.length} migration${applied.length === 1 ? '' : 's'}).`);
  if (temporal !== null) {
    const connection = await Connection.connect({ address: temporal.address, connectTimeout: '10 s' });
    await registerSearchAttributes(connection, temporal.namespace);
    await connection.close();
  }
  const bundle = await workflowBundle;
  // Validated here, so that a wrong setting is reported on the console and not only in the logs of the processes.
  readConfig({ ...order.env, DATABASE_URL: urls.app, RELAY_DATABASE_URL: urls.relay, WORKFLOW_BUNDLE: bundle });
  const demo = await seedDemo({
    urls,
    known,
    secretKey: secrets.secretKey,
    at: Date.now(),
    say,
    keep: seeded => writeWhole(join(order.dataPath, 'seed.json'), seeded),
  });
  buildWorkbench(say);
  return { urls, workflowBundle: bundle, demo };
}

// The starter is gone. Stop at once: another start may use the database next.
process.once('disconnect', () => process.exit());
process.once('message', (order: SetUpOrder) => {
  const answer = (message: SetUpAnswer): void => void process.send?.(message, () => process.disconnect());
  setUp(order).then(
    done => answer({ done }),
    (error: unknown) =>
      answer({
        failed: error instanceof Error ? error.message : String(error),
        stack: error instanceof Error ? (error.stack ?? '') : '',
      }),
  );
});
