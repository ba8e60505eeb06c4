/**
 * What `npm start` makes ready before its processes begin: the workflow bundle, the workbench, the database with its
 * demo. A process of its own, which ends: bundler, database client and SDK are big, and the starter stays.
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

export interface SetUpOrder {
  readonly dataPath: string;
  readonly secrets: Secrets;
  /** Of the superuser. */
  readonly databaseUrl: string;
  /** Whether somebody else brought the database: then it is looked at before anything is done to it. */
  readonly isGiven: boolean;
  /** A Temporal server that somebody else runs; null: ours, which knows the search attributes. */
  readonly temporal: { readonly address: string; readonly namespace: string } | null;
  /** The demo of an earlier start. */
  readonly known: Demo | null;
  /** Settings of the processes, without what is found here. */
  readonly env: Readonly<Record<string, string>>;
}

export interface SetUp {
  readonly urls: DatabaseUrls;
  readonly workflowBundle: string;
  readonly demo: Demo;
}

/** What comes back: the result, or the words of why there is none. */
export type SetUpAnswer = { readonly done: SetUp } | { readonly failed: string; readonly stack: string };

const say = (line: string): void => console.log(`• ${line}`);

async function setUp(order: SetUpOrder): Promise<SetUp> {
  const { secrets, databaseUrl, known, temporal } = order;
  // The folder is the starter's: it has let PostgreSQL through.
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
  // What the processes would say in their logs is said here.
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

// Nobody waits for it any more: another start may be at the database next.
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
