/**
 * Where pairs are measured: one PostgreSQL and one Temporal server for all sides; each run has its own database and
 * processes.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { freePort } from '../../ops/local/ports.ts';
import { startPostgres } from '../../ops/local/postgres.ts';
import { EndedAtOnceError, startOnPort } from '../../ops/local/server.ts';
import { endChild } from '../../ops/local/process.ts';
import { startTemporal } from '../../ops/local/temporal.ts';
import { root } from '../../ops/root.ts';
import { SERVER_FLAGS } from '../../ops/server-flags.ts';
import type { Child } from '../environment.ts';
import { KEY, POOL_SIZE, POSTGRES_SETTINGS, serverSettings } from '../environment.ts';
import { METERED } from '../meter/meter.ts';
import type { Head } from './heads.ts';
import { checkOut, removeWorkTree, thisHead } from './heads.ts';
import type { HeadMade, HeadOrder } from './set-up-head.ts';

/** A head whose database template and workflow bundle are ready. */
export interface ReadyHead extends Head {
  /** Name of the template database, which is copied for each run. */
  readonly template: string;
  readonly made: HeadMade;
  readonly bundleFile: string;
}

/** The database of one run. */
export interface RunDatabase {
  readonly name: string;
  readonly adminUrl: string;
}

export interface PlaceOptions {
  /** A commit to compare this checkout with; null for none. */
  readonly against: string | null;
  /** Whether workers will be started, which need a workflow bundle. */
  readonly withWorkers: boolean;
  /** Further settings of the measured tenants. */
  readonly plan?: HeadOrder['plan'];
}

interface Launch {
  /** Path of the checkout. */
  readonly root: string;
  readonly flags: readonly string[];
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
}

export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'sigfollow-pairs-'));
  readonly heads: ReadyHead[] = [];
  #adminUrl: (database: string) => string = () => '';
  #temporalAddress = '';
  #pids: { readonly postgres: number; readonly temporal: number } = { postgres: 0, temporal: 0 };
  #graphUrl = '';
  readonly #children = new Set<Child>();
  readonly #closing: (() => Promise<void> | void)[] = [];
  #serial = 0;

  get temporalAddress(): string {
    return this.#temporalAddress;
  }

  /** Process ids of the servers that all sides share. */
  get pids(): { readonly postgres: number; readonly temporal: number } {
    return this.#pids;
  }

  async open(options: PlaceOptions): Promise<void> {
    const { against } = options;
    const say = (line: string): void => console.log(`• ${line}`);
    const postgres = await startPostgres({
      dataDir: join(this.folder, 'postgres'),
      password: 'bench',
      settings: POSTGRES_SETTINGS,
    });
    this.#closing.push(() => postgres.remove());
    this.#adminUrl = database => postgres.url(database);
    this.#graphUrl = `http://127.0.0.1:${await freePort()}`;
    const temporal = await startTemporal({
      databaseFile: join(this.folder, 'temporal.db'),
      uiPort: null,
      logFile: join(this.folder, 'temporal.log'),
      say,
    });
    this.#closing.push(() => temporal.stop());
    this.#temporalAddress = temporal.address;
    this.#pids = { postgres: postgres.pid, temporal: temporal.pid };
    await this.#add(thisHead(), options);
    if (against === null) return;
    const folder = join(this.folder, 'ref');
    this.#closing.push(() => removeWorkTree(folder));
    await this.#add(await checkOut(against, folder, say), options);
  }

  async #add(head: Head, { withWorkers, plan = {} }: PlaceOptions): Promise<void> {
    const template = `template_${head.name}`;
    const bundleFile = join(this.folder, `workflows-${head.name}.js`);
    const order: HeadOrder = {
      adminUrl: this.#adminUrl(template),
      bundleFile: withWorkers ? bundleFile : null,
      key: KEY.toString('base64'),
      plan,
    };
    const logFile = join(this.folder, `set-up-${head.name}.log`);
    const log = openSync(logFile, 'a');
    const child = fork(join(root, 'bench/pairs/set-up-head.ts'), [head.root, JSON.stringify(order)], {
      cwd: head.root,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', log, log, 'ipc'],
    });
    const made = await new Promise<HeadMade>((resolve, reject) => {
      child.once('message', message => resolve(message as HeadMade));
      child.once('exit', code =>
        reject(
          new Error(
            `the database of ${head.label} could not be made (${code ?? 'a signal'}):\n${readFileSync(logFile, 'utf8').slice(-2_000)}`,
          ),
        ),
      );
    });
    this.heads.push({ ...head, template, bundleFile, made });
    console.log(`• ${head.name}: ${head.label}`);
  }

  /** Creates a copy of a head's template, or an empty database. */
  async database(template: string | null): Promise<RunDatabase> {
    const name = `run_${++this.#serial}`;
    await withClient(this.#adminUrl('postgres'), client =>
      client.query(
        template === null
          ? `CREATE DATABASE ${name}`
          : `CREATE DATABASE ${name} TEMPLATE ${template} OWNER sigfollow_owner`,
      ),
    );
    return { name, adminUrl: this.#adminUrl(name) };
  }

  /** Runs `work` on a head's template, so that all later copies contain the result. */
  async inTemplate(head: ReadyHead, work: (database: RunDatabase) => Promise<void>): Promise<void> {
    await work({ name: head.template, adminUrl: this.#adminUrl(head.template) });
    await withClient(this.#adminUrl(head.template), client => client.query('VACUUM ANALYZE'));
  }

  async drop({ name }: RunDatabase): Promise<void> {
    await withClient(this.#adminUrl('postgres'), client => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }

  /**
   * Starts a process of a head.
   * @param taskQueue should differ in each run, so that leftovers of earlier runs are ignored.
   */
  launch(
    { root: of, made, bundleFile, name }: ReadyHead,
    file: string,
    database: RunDatabase,
    taskQueue: string = name,
    more: { readonly metered?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
  ): Promise<Child> {
    const at = (url: string): string => urlFor(url, { database: database.name });
    const settings = serverSettings({
      urls: { app: at(made.urls.app), relay: at(made.urls.relay) },
      temporalAddress: this.#temporalAddress,
      graphUrl: this.#graphUrl,
      mediaFolder: join(this.folder, 'media'),
    });
    return this.#start({
      root: of,
      flags: [...(more.metered === true ? METERED : []), ...made.serverFlags],
      file,
      env: { ...settings, TEMPORAL_TASK_QUEUE: taskQueue, WORKFLOW_BUNDLE: bundleFile, ...more.env },
    });
  }

  /** Starts a process of the bare side. */
  launchBare(file: string, database: RunDatabase, env: NodeJS.ProcessEnv = {}, metered = false): Promise<Child> {
    return this.#start({
      root,
      flags: [...(metered ? METERED : []), ...SERVER_FLAGS],
      file,
      env: {
        BARE_DATABASE_URL: database.adminUrl,
        DATABASE_POOL_SIZE: String(POOL_SIZE),
        TEMPORAL_ADDRESS: this.#temporalAddress,
        ...env,
      },
    });
  }

  #start(launch: Launch): Promise<Child> {
    return startOnPort(undefined, port => this.#startOn(port, launch));
  }

  async #startOn(port: number, { root: cwd, flags, file, env }: Launch): Promise<Child> {
    const logFile = join(this.folder, `${file.replaceAll(/\W+/g, '-')}.log`);
    const log = openSync(logFile, 'a');
    const child = fork(join(cwd, file), [], {
      cwd,
      execArgv: [...flags],
      stdio: ['ignore', log, log, 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', PORT: String(port), ...env },
    });
    const made: Child = {
      process: child,
      url: `http://127.0.0.1:${port}`,
      stop: () => endChild(child, 'SIGTERM', 28_000),
    };
    this.#children.add(made);
    child.once('exit', () => this.#children.delete(made));
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', () =>
        reject(
          new EndedAtOnceError(`${file} of ${cwd} ended at once:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`),
        ),
      );
    });
    return made;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children].map(child => child.stop()));
    for (const close of this.#closing.reverse()) await close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
