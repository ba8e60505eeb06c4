import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { urlFor, withClient } from '../../ops/database-setup.ts';
import { schemaSql } from '../../ops/migrate.ts';
import { root } from '../../ops/root.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';

/** Tables without a tenant's wall: the closed list of docs/decisions/0004. */
const WITHOUT_WALL = [
  '_prisma_migrations',
  'directory_credential',
  'directory_number',
  'directory_waba',
  'engine_counter',
  'platform_user',
];
/** What is unique over all tenants without an id of ours in it, and why it tells nobody who else is there. */
const UNIQUE_FOR_ALL: Readonly<Record<string, string>> = {
  _prisma_migrations_pkey: 'no tenant’s',
  directory_number_pkey:
    'a number’s messages come to one tenant; asked for only with a token of the number that WhatsApp took',
  directory_secret_once: 'hashes of secrets we made, and operators’ log-in names, which tenants do not write',
  engine_counter_pkey: 'no tenant’s',
  quarantine_content_hash_key: 'the hash is taken over the tenant’s id, too',
};
/** The platform's own, which no tenant sees: as forced a wall, by another rule. */
const OF_PLATFORM = ['platform_audit'];
/** Tables the relay may look at across tenants: ids only (quarantine: without its content). */
const RELAY = [
  'conversation_count',
  'conversation_count_change',
  'match_request',
  'outbox',
  'outbox_head',
  'quarantine',
];

const QUERIES = {
  policies: `
      SELECT tablename, policyname, cmd, roles::text, qual, with_check
      FROM pg_policies
      WHERE schemaname = 'public'
      ORDER BY 1, 2`,
  security: `
      SELECT relname, relrowsecurity, relforcerowsecurity
      FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      ORDER BY 1`,
  grants: `
      SELECT grantee, table_name, string_agg(privilege_type, ',' ORDER BY privilege_type) AS privileges
      FROM information_schema.role_table_grants
      WHERE table_schema = 'public' AND grantee <> 'sigfollow_owner'
      GROUP BY 1, 2
      ORDER BY 1, 2`,
  columnGrants: `
      SELECT grantee, table_name, column_name, privilege_type
      FROM information_schema.column_privileges
      WHERE table_schema = 'public' AND grantee = 'sigfollow_relay' AND table_name = 'quarantine'
      ORDER BY 3, 4`,
  indexes: `
      SELECT tablename, indexdef
      FROM pg_indexes
      WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
      ORDER BY 1, 2`,
  triggers: 'SELECT tgrelid::regclass::text AS relation, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2',
  checks: `
      SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition
      FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'public'::regnamespace
      ORDER BY 1, 2`,
  functions: `
      SELECT
        p.oid::regprocedure::text AS function,
        pg_get_function_result(p.oid) AS result,
        prosecdef,
        proowner::regrole::text AS owner,
        provolatile,
        proparallel,
        proconfig,
        proacl::text,
        prosrc
      FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
      WHERE pronamespace = 'public'::regnamespace
        AND lanname <> 'c'
        AND p.oid NOT IN (SELECT objid FROM pg_depend WHERE deptype = 'e')
      ORDER BY 1`,
  roles: `
      SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb
      FROM pg_roles
      WHERE rolname LIKE 'sigfollow%' AND rolname <> 'sigfollow_admin'
      ORDER BY 1`,
} as const;

const STRUCTURE = [
  `
    SELECT table_name, column_name, data_type, udt_name, datetime_precision, is_nullable, column_default
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    ORDER BY 1, 2`,
  `
    SELECT conrelid::regclass::text AS relation, conname, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f')
      AND connamespace = 'public'::regnamespace
      AND conrelid::regclass::text <> '_prisma_migrations'
    ORDER BY 1, 2`,
  `
    SELECT indexdef
    FROM pg_indexes i
      JOIN pg_index x ON x.indexrelid = (quote_ident(schemaname) || '.' || quote_ident(indexname))::regclass
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' AND x.indpred IS NULL
    ORDER BY 1`,
];

let db: TestDatabase;
beforeAll(async () => void (db = await createTestDatabase()));
afterAll(() => db.close());

async function rows<T extends object>(name: keyof typeof QUERIES): Promise<T[]> {
  return (await db.admin.query<T>(QUERIES[name])).rows;
}

describe('the migrated database', () => {
  test('has the tables, columns, keys and indexes of the Prisma schema', async () => {
    // Prisma's engine as WebAssembly cannot read a database back, so its SQL is run in an empty one and both are
    // compared.
    const name = `drift_${process.pid}`;
    await withClient(urlFor(db.adminUrl, { database: 'postgres' }), client =>
      client.query(`CREATE DATABASE ${name} TEMPLATE template0`),
    );
    const url = urlFor(db.adminUrl, { database: name });
    const sql = await schemaSql(url);
    const structure = async (client: { query: (text: string) => Promise<{ rows: object[] }> }) =>
      Promise.all(STRUCTURE.map(async text => (await client.query(text)).rows));
    const wanted = await withClient(url, async client => {
      await client.query(sql);
      return structure(client);
    });
    expect(await structure(db.admin)).toEqual(wanted);
    expect(wanted[0]!.length).toBeGreaterThan(200);
  });

  test('is what the committed snapshot says (UPDATE_SNAPSHOT=1 writes it anew)', async () => {
    const file = join(root, 'prisma/catalogue.snapshot.json');
    const found = Object.fromEntries(
      await Promise.all(
        Object.keys(QUERIES).map(async name => [name, await rows<object>(name as keyof typeof QUERIES)] as const),
      ),
    );
    if (process.env['UPDATE_SNAPSHOT'] === '1') writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
    expect(found).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  test('has a forced wall around every table with a tenant', async () => {
    const policies = await rows<{
      tablename: string;
      policyname: string;
      roles: string;
      qual: string;
      with_check: string;
    }>('policies');
    for (const table of await rows<{ relname: string; relrowsecurity: boolean; relforcerowsecurity: boolean }>(
      'security',
    )) {
      if (WITHOUT_WALL.includes(table.relname)) continue;
      expect(table).toMatchObject({ relrowsecurity: true, relforcerowsecurity: true });
      if (OF_PLATFORM.includes(table.relname)) {
        expect(
          policies.filter(policy => policy.tablename === table.relname).map(policy => [policy.qual, policy.with_check]),
        ).toEqual([['is_platform()', 'is_platform()']]);
        continue;
      }
      const wall = policies.find(policy => policy.tablename === table.relname && policy.policyname === 'tenant_wall');
      const column = table.relname === 'tenant' ? 'id' : 'tenant_id';
      // What may be seen is asked for when a statement runs, and not when it is planned; see docs/decisions/0026.
      expect([table.relname, wall?.qual, wall?.with_check]).toEqual([
        table.relname,
        `(${column} = ( SELECT current_tenant() AS current_tenant))`,
        `(${column} = current_tenant())`,
      ]);
    }
    expect(policies.filter(policy => policy.roles.includes('sigfollow_relay')).map(policy => policy.tablename)).toEqual(
      RELAY,
    );
  });

  test('refuses nothing for what another tenant has: what must be unique is so within a tenant, or is an id of ours', async () => {
    const { rows: unique } = await db.admin.query<{
      relation: string;
      index: string;
      columns: string[];
      types: string[];
    }>(`
      SELECT
        x.indrelid::regclass::text AS relation,
        x.indexrelid::regclass::text AS index,
        array_agg(a.attname::text) AS columns,
        array_agg(a.atttypid::regtype::text) AS types
      FROM pg_index x
        JOIN pg_class c ON c.oid = x.indrelid
          AND c.relnamespace = 'public'::regnamespace
        JOIN pg_attribute a ON a.attrelid = x.indrelid
          AND a.attnum = ANY (x.indkey)
      WHERE x.indisunique
        AND NOT EXISTS (
          SELECT
          FROM pg_attribute t
          WHERE t.attrelid = x.indrelid AND t.attname = 'tenant_id' AND t.attnum = ANY (x.indkey)
        )
      GROUP BY 1, 2
      ORDER BY 2`);
    expect(unique.filter(each => !each.types.includes('uuid')).map(each => each.index)).toEqual(
      Object.keys(UNIQUE_FOR_ALL),
    );
  });

  test('is used by roles that own nothing and bypass nothing', async () => {
    for (const role of await rows<object>('roles'))
      expect(role).toMatchObject({ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false });
    const { rows: owned } = await db.admin.query(
      `
        SELECT relname
        FROM pg_class
        WHERE relowner IN (SELECT oid FROM pg_roles WHERE rolname IN ('sigfollow_app', 'sigfollow_relay'))`,
    );
    expect(owned).toEqual([]);
  });

  test('keeps the log and the audits append-only', async () => {
    const grants = await rows<{ grantee: string; table_name: string; privileges: string }>('grants');
    for (const table of ['conversation_event', 'audit', 'platform_audit'])
      expect(grants.find(grant => grant.grantee === 'sigfollow_app' && grant.table_name === table)?.privileges).toBe(
        'INSERT,SELECT',
      );
  });
});
