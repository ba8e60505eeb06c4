import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { writeBundle } from './bundle.ts';
import { setUpDatabase, withClient } from '../database-setup.ts';
import { cacheDir } from '../local/cache.ts';
import type { LocalPostgres } from '../local/postgres.ts';
import { startPostgres } from '../local/postgres.ts';
import { findS3Server } from '../local/s3-server.ts';
import { startTemporal } from '../local/temporal.ts';
import { findTestServer } from '../local/test-server.ts';

export const TEST_PASSWORDS = { owner: 'test-owner', app: 'test-app', relay: 'test-relay' } as const;

/** Nobody needs these data after a crash of the machine, so nothing waits for a disk; what is tested is the same. */
const SETTINGS = { shared_buffers: '256MB', fsync: 'off', full_page_writes: 'off' };

/**
 * What tests share: a PostgreSQL server with a migrated template database, a Temporal server, the workflow bundle, and
 * how to start the time-skipping server. Handed to Jest in environment variables.
 */
export async function startTestServers(folder: string, say: (line: string) => void): Promise<{ env: Record<string, string>; stop: () => Promise<void> }> {
  say('Starting PostgreSQL for the tests …');
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), password: 'test-admin', settings: SETTINGS });
  try {
    return await beside(postgres, folder, say);
  } catch (error) {
    await postgres.remove();
    throw error;
  }
}

async function beside(postgres: LocalPostgres, folder: string, say: (line: string) => void): ReturnType<typeof startTestServers> {
  await setUpDatabase(postgres.url('sigfollow_template'), TEST_PASSWORDS);
  await withClient(postgres.url('postgres'), client => client.query('ALTER DATABASE sigfollow_template IS_TEMPLATE true ALLOW_CONNECTIONS true'));
  say('Starting Temporal for the tests …');
  const temporal = await startTemporal({ databaseFile: null, uiPort: null, logFile: join(folder, 'temporal.log'), say });
  const bundleFile = join(folder, 'workflows.js');
  await writeBundle(bundleFile);
  const timeSkipping = await findTestServer(canDownloadTestServer, say);
  if (timeSkipping.kind === 'missing') say(`Tests that skip time cannot run here and will fail: ${timeSkipping.why}`);
  const s3 = await findS3Server(say);
  if (s3.kind === 'missing') say(`The tests of the S3 store are left out: ${s3.why}`);
  return {
    env: { SF_TEST: JSON.stringify({ postgresUrl: postgres.url('postgres'), temporalAddress: temporal.address, bundleFile, timeSkipping, s3, folder }) },
    stop: async () => {
      await Promise.all([temporal.stop(), postgres.remove()]);
    },
  };
}

async function canDownloadTestServer(): Promise<boolean> {
  try {
    const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'cached-download', downloadDir: cacheDir() } } });
    await environment.teardown();
    return true;
  } catch {
    return false;
  }
}
