import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { writeBundle } from './bundle.ts';
import type { Need } from './needs.ts';
import { ALL_NEEDS } from './needs.ts';
import { setUpDatabase, withClient } from '../database-setup.ts';
import { buildWorkbench } from '../build-workbench.ts';
import { cacheDir } from '../local/cache.ts';
import { startPostgres } from '../local/postgres.ts';
import { findChromium } from '../setup/chromium.ts';
import { findS3Server } from '../local/s3-server.ts';
import { startTemporal } from '../local/temporal.ts';
import { findTestServer } from '../local/test-server.ts';

const TEST_PASSWORDS = { owner: 'test-owner', app: 'test-app', relay: 'test-relay' } as const;

/**
 * Test data need not survive a crash of the machine, so nothing waits for the disk. Autovacuum runs every second, so
 * that the planner soon has statistics on tables a test fills, as it has in an installation. Behaviour is the same.
 */
const SETTINGS = { shared_buffers: '256MB', fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '1s' };

/** Servers that are running for tests. */
export interface TestServers {
  /** Environment variables that hand them to the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Temporary folder of the servers, which the caller may use too. Deleted afterwards. */
  readonly folder: string;
}

export interface Wanted {
  /** Prefix of the temporary folder's name. */
  readonly prefix: string;
  /** What to start; by default everything. */
  readonly needs?: ReadonlySet<Need>;
  readonly say: (line: string) => void;
  /** When aborted, nothing more is started. `work` has to observe it by itself. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` with the resources tests share, as far as they are needed: a PostgreSQL server with a migrated template
 * database, a Temporal server, the workflow bundle, the built workbench and the path of Chromium, the program of an S3
 * server, and how to start the time-skipping server. They are handed to Jest in an environment variable. Everything is
 * stopped and deleted afterwards, whether or not `work` failed.
 * @throws the signal's reason when it is aborted before everything has started.
 */
export async function withTestServers<T>(
  { prefix, needs = new Set(ALL_NEEDS), say, signal }: Wanted,
  work: (servers: TestServers) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const tidy = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.once('exit', tidy);
  const place: Place = { folder, say };
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const handed: Record<string, unknown> = {};
    for (const need of ALL_NEEDS.filter(each => needs.has(each))) {
      signal?.throwIfAborted();
      const { hand, stop } = await STARTERS[need](place);
      if (stop !== undefined) stops.push(stop);
      Object.assign(handed, hand);
    }
    signal?.throwIfAborted();
    return await work({ folder, env: { SF_TEST: JSON.stringify({ ...handed, folder }) } });
  } finally {
    const stopped: PromiseSettledResult<unknown>[] = [];
    for (const stop of stops.reverse()) stopped.push(...(await Promise.allSettled([stop()])));
    process.removeListener('exit', tidy);
    tidy();
    for (const each of stopped) if (each.status === 'rejected') say(`A server did not stop: ${String(each.reason)}`);
  }
}

interface Place {
  readonly folder: string;
  readonly say: (line: string) => void;
}

interface Started {
  /** What the tests get (`Handed` in test/support/servers/handed.ts). */
  readonly hand: Readonly<Record<string, unknown>>;
  readonly stop?: () => Promise<unknown>;
}

const STARTERS: Readonly<Record<Need, (place: Place) => Promise<Started>>> = {
  async postgres({ folder, say }) {
    say('Starting PostgreSQL for the tests …');
    const postgres = await startPostgres({
      dataDir: join(folder, 'postgres'),
      password: 'test-admin',
      settings: SETTINGS,
    });
    try {
      await setUpDatabase(postgres.url('sigfollow_template'), TEST_PASSWORDS);
      await withClient(postgres.url('postgres'), client =>
        client.query('ALTER DATABASE sigfollow_template IS_TEMPLATE true ALLOW_CONNECTIONS true'),
      );
    } catch (error) {
      await postgres.remove();
      throw error;
    }
    return { hand: { postgresUrl: postgres.url('postgres') }, stop: () => postgres.remove() };
  },
  async temporal({ folder, say }) {
    say('Starting Temporal for the tests …');
    const logFile = join(folder, 'temporal.log');
    const temporal = await startTemporal({ databaseFile: null, uiPort: null, logFile, say });
    return { hand: { temporalAddress: temporal.address }, stop: () => temporal.stop() };
  },
  async workflowBundle({ folder }) {
    const bundleFile = join(folder, 'workflows.js');
    await writeBundle(bundleFile);
    return { hand: { bundleFile } };
  },
  async timeSkipping({ say }) {
    const timeSkipping = await findTestServer(canDownloadTestServer, say);
    if (timeSkipping.kind === 'missing') say(`Tests that skip time cannot run here and will fail: ${timeSkipping.why}`);
    return { hand: { timeSkipping } };
  },
  async s3({ say }) {
    const s3 = await findS3Server(say);
    if (s3.kind === 'missing') say(`The tests of the S3 store cannot run here and will fail: ${s3.why}`);
    return { hand: { s3 } };
  },
  async chromium({ say }) {
    buildWorkbench(say);
    const chromium = await findChromium(say);
    if (chromium.kind === 'missing') say(`The browser tests cannot run here and will fail: ${chromium.why}`);
    return { hand: { chromium } };
  },
};

async function canDownloadTestServer(): Promise<boolean> {
  try {
    const environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'cached-download', downloadDir: cacheDir() } },
    });
    await environment.teardown();
    return true;
  } catch {
    return false;
  }
}
