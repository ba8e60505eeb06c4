/**
 * Applies the SQL files of prisma/migrations and prisma/contract with Prisma's schema engine, compiled to WebAssembly.
 * It writes the same rows to `_prisma_migrations` as `prisma migrate deploy` does, without a binary to download
 * (decision 0007; expand and contract steps: decision 0024).
 */
import { root } from './root.ts';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

const filters = { externalTables: [], externalEnums: [] };

interface SchemaEngine {
  applyMigrations(input: object): Promise<{ appliedMigrationNames: string[] }>;
  diff(input: object): Promise<{ stdout: string | null; exitCode: number }>;
}
interface EngineModule {
  __wbg_set_wasm(exports: object): void;
  SchemaEngine: { new: (options: object, log: (message: string) => void, adapter: object) => Promise<SchemaEngine> };
}

let loaded: Promise<EngineModule> | undefined;

async function load(): Promise<EngineModule> {
  const require = createRequire(import.meta.url);
  const wasm = join(dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const module = engineModule as unknown as EngineModule;
  const { instance } = await wasmRuntime().instantiate(readFileSync(wasm), {
    './schema_engine_bg.js': engineModule as never,
  });
  module.__wbg_set_wasm(instance.exports);
  const start = (instance.exports as { __wbindgen_start?: () => void }).__wbindgen_start;
  start?.();
  return module;
}

/** Runs `work` with an engine whose connections are closed afterwards. */
async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const module = await (loaded ??= load());
  return withPool(databaseUrl, async pool => {
    const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(new PrismaPg(pool), pool));
    return work(
      await module.SchemaEngine.new({ datamodels: [['schema.prisma', schemaFile()]] }, () => undefined, adapter),
    );
  });
}

/**
 * The adapter cuts scripts at each semicolon, also within functions, and runs the pieces one by one. PostgreSQL takes a
 * script as a whole, and then either all of it happens or nothing.
 */
function wholeScripts(factory: PrismaPg, pool: pg.Pool): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const connection = await connect();
    connection.executeScript = script => runWhole(pool, script);
    return connection;
  };
  return factory;
}

/** A script waits for a lock so long, with those behind it who want the table, and then lets them go first. */
const LOCK_TIMEOUT = '3s';
const AGAIN_MS = 500;
const MOST_TRIES = 60;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: deadlock_detected, lock_not_available */
const LOCKED_OUT = new Set(['40P01', '55P03']);

/** Runs a script in one transaction; again, from its beginning, where others who work with the tables are in its way. */
async function runWhole(pool: pg.Pool, script: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await pool.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}';\n${script}`);
      return;
    } catch (error) {
      const isLockedOut = LOCKED_OUT.has((error as { readonly code?: string }).code ?? '');
      if (!isLockedOut || tries === MOST_TRIES) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

async function withPool<T>(databaseUrl: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

function schemaFile(): string {
  return readFileSync(join(root, 'prisma/schema.prisma'), 'utf8');
}

/** `migrations`: steps on which the previous release keeps running. `contract`: steps that break it. */
type Folder = 'migrations' | 'contract';

/** @param until name of the last migration to include; all of them when it is missing. */
function migrationList(folder: Folder, until?: string): object {
  const baseDir = join(root, 'prisma', folder);
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(root, 'prisma/migrations/migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names
      .filter(name => until === undefined || name <= until)
      .map(name => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
  };
}

function apply(databaseUrl: string, folder: Folder, until?: string): Promise<string[]> {
  return withEngine(
    databaseUrl,
    async engine =>
      (await engine.applyMigrations({ migrationsList: migrationList(folder, until), filters })).appliedMigrationNames,
  );
}

export interface MigrateOptions {
  /** Also applies contract steps, which remove what only the previous release needs. Implied for an empty database. */
  readonly contract?: boolean;
  /** Name of the last migration to apply, for tests of upgrades. Contract steps are then left out. */
  readonly until?: string;
}

/**
 * Applies all pending migrations of `prisma/migrations`, on which the previous release keeps running, and with
 * `contract` also those of `prisma/contract`, on which it does not.
 * @param databaseUrl connects as the owner of the tables.
 * @returns the names of the migrations applied now.
 */
export async function migrate(
  databaseUrl: string,
  { contract = false, until }: MigrateOptions = {},
): Promise<string[]> {
  const empty = !(await hasMigrations(databaseUrl));
  const expanded = await apply(databaseUrl, 'migrations', until);
  if (until !== undefined || !(contract || empty)) return expanded;
  return [...expanded, ...(await apply(databaseUrl, 'contract'))];
}

/**
 * The names of `prisma/contract` steps not applied yet; they must wait until no process of the previous release runs.
 */
export async function waitingContractSteps(databaseUrl: string): Promise<string[]> {
  const done = new Set(
    await withPool(databaseUrl, async pool =>
      (
        await pool.query<{ name: string }>(
          'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL',
        )
      ).rows.map(row => row.name),
    ),
  );
  const { migrationDirectories } = migrationList('contract') as { migrationDirectories: { path: string }[] };
  return migrationDirectories.map(step => step.path).filter(name => !done.has(name));
}

function hasMigrations(databaseUrl: string): Promise<boolean> {
  return withPool(
    databaseUrl,
    async pool =>
      (await pool.query<{ known: boolean }>("SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS known"))
        .rows[0]?.known === true,
  );
}

/** The SQL that creates the tables of the Prisma schema in an empty database; a starting point for a new migration. */
export function schemaSql(databaseUrl: string): Promise<string> {
  return withEngine(databaseUrl, async engine => {
    const result = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schemaFile() }] },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters,
    });
    return result.stdout ?? '';
  });
}

/** Node's global `WebAssembly`, which is missing from TypeScript's ES library types. */
function wasmRuntime(): {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
} {
  return (globalThis as unknown as { WebAssembly: ReturnType<typeof wasmRuntime> }).WebAssembly;
}
