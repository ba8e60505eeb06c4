import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { writeBundle } from './bundle.ts';
import { setUpDatabase, withClient } from '../database-setup.ts';
import { buildWorkbench } from '../build-workbench.ts';
import { cacheDir } from '../local/cache.ts';
import { startPostgres } from '../local/postgres.ts';
import { findChromium } from '../setup/chromium.ts';
import { findS3Server } from '../local/s3-server.ts';
import { startTemporal } from '../local/temporal.ts';
import { findTestServer } from '../local/test-server.ts';

export const TEST_PASSWORDS = { owner: 'test-owner', app: 'test-app', relay: 'test-relay' } as const;

/**
 * Nobody needs these data after a crash of the machine, so nothing waits for a disk; and tables that a test fills are
 * known to the planner soon, as those of an installation are. What is tested is the same.
 */
const SETTINGS = { shared_buffers: '256MB', fsync: 'off', full_page_writes: 'off', autovacuum_naptime: '1s' };

export interface TestServers {
  /** For the tests. */
  readonly env: Readonly<Record<string, string>>;
  /** Where they keep their files; whoever uses them may too. */
  readonly folder: string;
}

/**
 * Does `work` with what tests share: the workbench as built, a PostgreSQL server with a migrated template database, a
 * Temporal server, the workflow bundle, where Chromium is, and how to start the time-skipping server. Handed to Jest in
 * environment variables. All of it is gone afterwards, however it ended.
 * @param prefix of the folder's name.
 * @throws the signal's reason when it is aborted before all stands; `work` has to look at it itself.
 */
export async function withTestServers<T>(
  prefix: string,
  say: (line: string) => void,
  work: (servers: TestServers) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const tidy = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.once('exit', tidy);
  try {
    buildWorkbench(say);
    return await withPostgres({ folder, say, signal }, work);
  } finally {
    process.removeListener('exit', tidy);
    tidy();
  }
}

interface Place {
  readonly folder: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function withPostgres<T>(place: Place, work: (servers: TestServers) => Promise<T>): Promise<T> {
  place.say('Starting PostgreSQL for the tests …');
  const postgres = await startPostgres({
    dataDir: join(place.folder, 'postgres'),
    password: 'test-admin',
    settings: SETTINGS,
  });
  try {
    place.signal?.throwIfAborted();
    await setUpDatabase(postgres.url('sigfollow_template'), TEST_PASSWORDS);
    await withClient(postgres.url('postgres'), client =>
      client.query('ALTER DATABASE sigfollow_template IS_TEMPLATE true ALLOW_CONNECTIONS true'),
    );
    place.signal?.throwIfAborted();
    return await withTemporal(place, postgres.url('postgres'), work);
  } finally {
    await postgres.remove();
  }
}

async function withTemporal<T>(
  { folder, say, signal }: Place,
  postgresUrl: string,
  work: (servers: TestServers) => Promise<T>,
): Promise<T> {
  say('Starting Temporal for the tests …');
  const temporal = await startTemporal({
    databaseFile: null,
    uiPort: null,
    logFile: join(folder, 'temporal.log'),
    say,
  });
  try {
    signal?.throwIfAborted();
    const bundleFile = join(folder, 'workflows.js');
    await writeBundle(bundleFile);
    signal?.throwIfAborted();
    const timeSkipping = await findTestServer(canDownloadTestServer, say);
    if (timeSkipping.kind === 'missing') say(`Tests that skip time cannot run here and will fail: ${timeSkipping.why}`);
    const s3 = await findS3Server(say);
    if (s3.kind === 'missing') say(`The tests of the S3 store cannot run here and will fail: ${s3.why}`);
    const chromium = await findChromium(say);
    if (chromium.kind === 'missing') say(`The browser tests cannot run here and will fail: ${chromium.why}`);
    signal?.throwIfAborted();
    return await work({
      folder,
      env: {
        SF_TEST: JSON.stringify({
          postgresUrl,
          temporalAddress: temporal.address,
          bundleFile,
          timeSkipping,
          s3,
          chromium,
          folder,
        }),
      },
    });
  } finally {
    await temporal.stop();
  }
}

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
