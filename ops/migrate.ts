/**
 * Applies the SQL files of prisma/migrations with Prisma's own schema engine as WebAssembly: the same rows in
 * `_prisma_migrations` as `prisma migrate deploy` writes, without a binary to download.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
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
  const { instance } = await wasmRuntime().instantiate(readFileSync(wasm), { './schema_engine_bg.js': engineModule as never });
  module.__wbg_set_wasm(instance.exports);
  const start = (instance.exports as { __wbindgen_start?: () => void }).__wbindgen_start;
  start?.();
  return module;
}

/** Runs `work` with an engine whose connections are closed afterwards. */
async function withEngine<T>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const module = await (loaded ??= load());
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    return await work(await module.SchemaEngine.new({ datamodels: [['schema.prisma', schemaFile()]] }, () => undefined, adapter));
  } finally {
    await pool.end();
  }
}

function schemaFile(): string {
  return readFileSync(join(root, 'prisma/schema.prisma'), 'utf8');
}

function migrationList(): object {
  const baseDir = join(root, 'prisma/migrations');
  const names = readdirSync(baseDir, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: readFileSync(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: names.map(name => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') } },
    })),
  };
}

/** Brings the database to the newest migration. @returns the names applied now. */
export function migrate(databaseUrl: string): Promise<string[]> {
  return withEngine(databaseUrl, async engine => (await engine.applyMigrations({ migrationsList: migrationList(), filters })).appliedMigrationNames);
}

/** The SQL that makes the tables of the Prisma schema in an empty database; what a new migration begins with. */
export function schemaSql(databaseUrl: string): Promise<string> {
  return withEngine(databaseUrl, async engine => {
    const result = await engine.diff({
      from: { tag: 'empty' }, to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schemaFile() }] },
      script: true, shadowDatabaseUrl: null, exitCode: null, filters,
    });
    return result.stdout ?? '';
  });
}

/** Node's WebAssembly, which the ES library types do not name. */
function wasmRuntime(): { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }> } {
  return (globalThis as unknown as { WebAssembly: ReturnType<typeof wasmRuntime> }).WebAssembly;
}
