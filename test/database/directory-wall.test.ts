/**
 * The directory and the operators can be accessed only by a hash or an id, and nothing can be written there for another
 * tenant.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { beginSession, directoryHashes } from '../support/credentials.ts';
import type { Login } from '../../store/access/credentials.ts';
import {
  addApiKey,
  addLogin,
  beginOperatorSession,
  beginSession as begin,
  endOtherSessions,
  endSessionsOf,
  findHolder,
  findLogins,
  keptAs,
  removeApiKey,
} from '../../store/access/credentials.ts';
import { claimNumber } from '../../store/numbers/lifecycle.ts';
import { newId } from '../../store/db/ids.ts';
import { changeOperatorPassword, findOperatorIn } from '../../store/access/operators.ts';
import { holdRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createOperator } from '../support/operator.ts';
import { createStack } from '../support/stack.ts';

/** What a role may reach without a tenant's wall, and why. */
const OPEN: Readonly<Record<string, string>> = {
  engine_counter: 'how often something had to be mended, added up over all tenants; names and numbers only',
};
const WALLED = ['directory_credential', 'directory_number', 'directory_waba', 'platform_user'];
const OPERATOR = { email: 'operator@platform.example', password: 'nobody guesses this one' };

let stack: Stack;
let app: pg.Client;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  app = await connectAs(stack.db.appUrl);
  await createOperator(stack.db, OPERATOR.email, OPERATOR.password);
});

const clients: pg.Client[] = [];
afterAll(async () => {
  await Promise.all(clients.map(client => client.end()));
  await stack.close();
});

async function connectAs(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? 'no code',
  );
const user = (tenant: number, index = 0) => stack.tenants[tenant]!.users[index]!;
const storedHash = async (userId: string): Promise<string> =>
  (await stack.db.admin.query<{ password_hash: string }>('SELECT password_hash FROM app_user WHERE id = $1', [userId]))
    .rows[0]!.password_hash;
const passwordHashOf = (login: Login | undefined): string => (login?.tenantId === null ? login.passwordHash : '');
const sessionsOf = async (userId: string): Promise<number> =>
  Number(
    (
      await stack.db.admin.query<{ count: string }>(
        "SELECT count(*) FROM directory_credential WHERE kind = 'session' AND user_id = $1",
        [userId],
      )
    ).rows[0]!.count,
  );

describe.each(['sigfollow_app', 'sigfollow_relay'])('the role %s', role => {
  test('reaches no table without a forced wall, but for a closed list', async () => {
    const { rows } = await stack.db.admin.query<{ name: string; walled: boolean; rights: boolean }>(
      `
        SELECT
          c.relname AS name,
          c.relrowsecurity
          AND c.relforcerowsecurity
          AND EXISTS (
            SELECT
            FROM pg_policy p
            WHERE p.polrelid = c.oid
              AND p.polpermissive
              AND (
                p.polname = 'tenant_wall'
                AND pg_get_expr(p.polqual, p.polrelid) LIKE '%current_tenant()%'
                OR p.polname = 'platform'
                AND pg_get_expr(p.polqual, p.polrelid) = 'is_platform()'
              )
          ) AS walled,
          has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
          OR has_any_column_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') AS rights
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND n.nspname NOT LIKE 'pg_t%'
        ORDER BY 1`,
      [role],
    );
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter(row => row.rights && !row.walled).map(row => row.name)).toEqual(Object.keys(OPEN));
  });
});

describe('the role of the API', () => {
  test.each(WALLED)('can do nothing at all with %s', async table => {
    for (const statement of [
      `SELECT * FROM ${table}`,
      `SELECT count(*) FROM ${table}`,
      `DELETE FROM ${table}`,
      `INSERT INTO ${table} DEFAULT VALUES`,
      `TRUNCATE ${table}`,
      `COPY ${table} TO STDOUT`,
    ]) {
      expect([statement, await codeOf(app.query(statement))]).toEqual([statement, '42501']);
    }
  });

  test.each(WALLED)('sees nothing of %s when a right to it was given by mistake', async table => {
    const client = await connectAs(stack.db.adminUrl);
    await client.query('BEGIN');
    await client.query(`GRANT SELECT, UPDATE ON ${table} TO sigfollow_app`);
    await client.query('SET LOCAL ROLE sigfollow_app');
    expect((await client.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
    await client.query('ROLLBACK');
  });

  test('does not read an operator’s password, nor list tenants', async () => {
    expect(await codeOf(app.query('SELECT password_hash FROM platform_user'))).toBe('42501');
    for (const list of ['directory_tenants()', 'directory_tenants_with_numbers()'])
      expect(await codeOf(app.query(`SELECT ${list}`))).toBe('42501');
    expect(await codeOf(app.query('SET ROLE sigfollow_owner'))).toBe('42501');
    expect(new Set(await stack.db.tenants.all())).toEqual(new Set(stack.tenants.map(tenant => tenant.id)));
    expect(new Set(await stack.db.tenants.withNumbers())).toEqual(new Set(stack.tenants.map(tenant => tenant.id)));
  });

  test('a tenant without a number, a log-in or a key is still one of all: what it kept has deadlines', async () => {
    const client = await connectAs(stack.db.adminUrl);
    await client.query('BEGIN; DELETE FROM directory_number; DELETE FROM directory_credential');
    const { rows } = await client.query<{ id: string }>('SELECT id FROM directory_tenants() AS id');
    await client.query('ROLLBACK');
    expect(new Set(rows.map(row => row.id))).toEqual(new Set(stack.tenants.map(tenant => tenant.id)));
  });

  test.each(['%', '_', '*', '', '.*', "' OR true --", '%25', 'session', '\\x', '8000%'])(
    'finds nothing by the pattern %j',
    async pattern => {
      const bytes = Buffer.from(pattern);
      const found = [
        await app.query('SELECT * FROM directory_number_of($1)', [pattern]),
        await app.query('SELECT * FROM directory_tenants_of_waba($1)', [pattern]),
        await app.query('SELECT * FROM directory_logins_of($1)', [bytes]),
        await app.query('SELECT * FROM directory_login_at($1, NULL)', [bytes]),
        await app.query('SELECT * FROM directory_login_at($1, $2)', [bytes, stack.tenants[0]!.id]),
        ...(await Promise.all(
          ['directory_credential_of', 'directory_principal_of'].flatMap(door =>
            ['session', 'api_key', 'login', pattern].map(kind =>
              app.query(`SELECT * FROM ${door}($1, $2)`, [bytes, kind]),
            ),
          ),
        )),
      ];
      expect(found.flatMap(result => result.rows as object[])).toEqual([]);
    },
  );

  test('finds nothing without an argument, nor one kind by asking for another', async () => {
    for (const call of [
      'directory_number_of(NULL)',
      'directory_tenants_of_waba(NULL)',
      'directory_logins_of(NULL)',
      'directory_login_at(NULL, NULL)',
      "directory_credential_of(NULL, 'session')",
      "directory_principal_of(NULL, 'session')",
    ])
      expect((await app.query(`SELECT * FROM ${call}`)).rows).toEqual([]);
    const login = directoryHashes.login(user(0).email);
    for (const door of ['directory_credential_of', 'directory_principal_of'])
      for (const kind of ['login', 'session', 'api_key'])
        expect((await app.query(`SELECT * FROM ${door}($1, $2)`, [login, kind])).rows).toEqual([]);
    expect(await findHolder(stack.db.database, keptAs('session', stack.tenants[0]!.apiKey))).toBeNull();
    expect(await findHolder(stack.db.database, keptAs('api_key', stack.tenants[0]!.apiKey))).toMatchObject({
      tenantId: stack.tenants[0]!.id,
    });
  });

  test('begins no session of another tenant’s user, nor of one that is none or disabled', async () => {
    const [own, foreign] = [stack.tenants[0]!.id, user(1).id];
    const { database } = stack.db;
    expect(await database.withTenant(own, unit => beginSession(unit, foreign))).toBe(false);
    expect(await database.withTenant(own, unit => beginSession(unit, newId()))).toBe(false);
    expect(await database.withTenant(own, unit => beginSession(unit, user(0).id))).toBe(true);
    await stack.db.admin.query('UPDATE app_user SET disabled_at = now() WHERE id = $1', [user(0, 3).id]);
    expect(await database.withTenant(own, unit => beginSession(unit, user(0, 3).id))).toBe(false);
    // Without a unit of work there is no tenant.
    const args = [
      directoryHashes.session('x'),
      directoryHashes.csrf('y'),
      foreign,
      new Date(),
      new Date(Date.now() + 1_000),
    ];
    expect((await app.query('SELECT directory_begin_session($1, $2, $3, $4, $5) AS begun', args)).rows).toEqual([
      { begun: null },
    ]);
    expect([await sessionsOf(foreign), await sessionsOf(user(0, 3).id), await sessionsOf(user(0).id)]).toEqual([
      0, 0, 1,
    ]);
  });

  test('begins no session of an operator but by the log-in name, and none of a disabled one', async () => {
    const { database } = stack.db;
    const [operator] = await findLogins(database, OPERATOR.email);
    const session = {
      passwordHash: passwordHashOf(operator),
      token: 'operator-session',
      csrfToken: 'c',
      begins: Date.now(),
      ends: Date.now() + 60_000,
    };
    expect(await beginOperatorSession(database, user(0).email, session)).toBe(false);
    expect(await beginOperatorSession(database, OPERATOR.email, { ...session, passwordHash: 'another' })).toBe(false);
    expect(await database.withTenant(stack.tenants[0]!.id, unit => beginSession(unit, operator!.userId))).toBe(false);
    expect(await beginOperatorSession(database, OPERATOR.email, session)).toBe(true);
    expect(await findHolder(database, keptAs('session', session.token))).toMatchObject({
      tenantId: null,
      name: 'Olga Operator',
    });
    await stack.db.admin.query('UPDATE platform_user SET disabled_at = now()');
    expect(await findHolder(database, keptAs('session', session.token))).toBeNull();
    expect(await findLogins(database, OPERATOR.email)).toEqual([]);
    expect(await beginOperatorSession(database, OPERATOR.email, { ...session, token: 'another' })).toBe(false);
    await stack.db.admin.query('UPDATE platform_user SET disabled_at = NULL');
  });

  test('reads and changes an operator’s password but by a running session, and by knowing what it was', async () => {
    const { database } = stack.db;
    const [operator] = await findLogins(database, OPERATOR.email);
    const session = (token: string, passwordHash = passwordHashOf(operator)) => ({
      passwordHash,
      token,
      csrfToken: 'c',
      begins: Date.now(),
      ends: Date.now() + 60_000,
    });
    for (const token of ['kept', 'another']) await beginOperatorSession(database, OPERATOR.email, session(token));
    const person = user(0, 1);
    const hash = await storedHash(person.id);
    await database.withTenant(stack.tenants[0]!.id, unit => begin(unit, person.id, session('of a tenant', hash)));
    for (const token of ['of a tenant', 'unknown', OPERATOR.email, stack.tenants[0]!.apiKey]) {
      expect(await findOperatorIn(database, token)).toBeNull();
      expect(
        await changeOperatorPassword(database, operator!.userId, { before: 'x', after: 'y' }, token, Date.now()),
      ).toBe(false);
    }
    const found = await findOperatorIn(database, 'kept');
    expect(found).toMatchObject({ id: operator!.userId, name: 'Olga Operator' });
    const { passwordHash } = found!;
    expect(await changeOperatorPassword(database, found!.id, { before: 'x', after: 'y' }, 'kept', Date.now())).toBe(
      false,
    );
    expect(
      await changeOperatorPassword(database, found!.id, { before: passwordHash, after: 'y' }, 'kept', Date.now()),
    ).toBe(true);
    expect([(await findOperatorIn(database, 'kept'))?.passwordHash, await findOperatorIn(database, 'another')]).toEqual(
      ['y', null],
    );
    expect(await sessionsOf(person.id)).toBe(1);
    await stack.db.admin.query('UPDATE platform_user SET password_hash = $1', [passwordHash]);
  });

  test('ends, adds and takes nothing of another tenant’s', async () => {
    const { database } = stack.db;
    const [own, other] = [stack.tenants[0]!, stack.tenants[1]!];
    await database.withTenant(other.id, unit => beginSession(unit, user(1).id));
    const before = (await stack.db.admin.query('SELECT * FROM directory_number, directory_waba ORDER BY 1, 4')).rows;
    await database.withTenant(own.id, unit => endSessionsOf(unit, [user(1).id]));
    await database.withTenant(own.id, unit => endOtherSessions(unit, user(1).id, 'none'));
    await expect(
      database.withTenant(own.id, unit => addLogin(unit, user(1).id, 'thief@x.example', Date.now())),
    ).rejects.toThrow('no such user');
    const {
      rows: [key],
    } = await stack.db.admin.query<{ id: string }>('SELECT id FROM api_key WHERE tenant_id = $1', [other.id]);
    await expect(
      database.withTenant(own.id, unit => addApiKey(unit, key!.id, 'sf_live_thief', Date.now())),
    ).rejects.toThrow('no such key');
    await database.withTenant(own.id, unit => removeApiKey(unit, key!.id));
    expect(await findHolder(database, keptAs('api_key', other.apiKey))).toMatchObject({ id: key!.id });
    const {
      rows: [number],
    } = await stack.db.admin.query<{ id: string }>('SELECT id FROM business_number WHERE tenant_id = $1', [other.id]);
    expect(await database.withTenant(own.id, unit => claimNumber(unit, number!.id, other.phoneNumberId))).toBe(false);
    await database.withTenant(
      own.id,
      ({ tx }) => tx.$queryRaw`SELECT directory_release_number(${number!.id}::uuid) AS released`,
    );
    expect(await sessionsOf(user(1).id)).toBe(1);
    expect((await stack.db.admin.query('SELECT * FROM directory_number, directory_waba ORDER BY 1, 4')).rows).toEqual(
      before,
    );
    // A number row of one's own with another's Phone Number ID does not take what comes for it.
    const id = newId();
    await stack.db.admin.query(
      `
        INSERT INTO business_number (
          id,
          tenant_id,
          phone_number_id,
          waba_id,
          display_phone_number,
          name,
          access_token,
          created_at
        )
        VALUES ($1, $2, $3, 'w', 'd', 'n', '', now())`,
      [id, own.id, other.phoneNumberId],
    );
    expect(await database.withTenant(own.id, unit => claimNumber(unit, id, other.phoneNumberId))).toBe(false);
    expect((await app.query('SELECT tenant_id FROM directory_number_of($1)', [other.phoneNumberId])).rows).toEqual([
      { tenant_id: other.id },
    ]);
  });

  test('does not lead a function astray by tables and functions of its own', async () => {
    const foreign = user(1).id;
    await app.query('BEGIN');
    await app.query(
      "SELECT set_config('app.tenant_id', $1, true), set_config('search_path', 'pg_temp, public', true)",
      [stack.tenants[0]!.id],
    );
    await app.query('CREATE TEMP TABLE app_user (id uuid, tenant_id uuid, disabled_at timestamptz) ON COMMIT DROP');
    await app.query('INSERT INTO app_user VALUES ($1, $2)', [foreign, stack.tenants[0]!.id]);
    await app.query(
      `
        CREATE FUNCTION pg_temp.current_tenant() RETURNS uuid LANGUAGE sql AS $$ SELECT '${stack.tenants[1]!.id}'::uuid $$`,
    );
    expect(
      (
        await app.query('SELECT directory_begin_session($1, $2, $3, now(), now()) AS begun', [
          directoryHashes.session('z'),
          directoryHashes.csrf('z'),
          foreign,
        ])
      ).rows,
    ).toEqual([{ begun: null }]);
    await app.query('ROLLBACK');
  });

  test('whoever is disabled at the moment of a log-in has no session afterwards', async () => {
    const person = user(1, 2);
    const row = await holdRow(stack.db.adminUrl, 'app_user WHERE id = $1', person.id);
    const disabled = stack.db.database.withTenant(stack.tenants[1]!.id, async unit => {
      await unit.tx.user.updateMany({ where: { id: person.id }, data: { disabledAt: new Date() } });
      await endSessionsOf(unit, [person.id]);
    });
    await row.waiting(1);
    const begun = stack.db.database.withTenant(stack.tenants[1]!.id, unit => beginSession(unit, person.id));
    await row.waiting(2);
    await row.letGo();
    await disabled;
    expect(await begun).toBe(false);
    expect(await sessionsOf(person.id)).toBe(0);
  });
});

test('every function that runs as somebody else is the owner’s, fixed in its path, exact in what it compares, and for one role', async () => {
  const { rows } = await stack.db.admin.query<{
    name: string;
    owner: string;
    config: string[];
    source: string;
    grantees: string[];
    args: string[];
  }>(`
    SELECT
      p.proname AS name,
      p.proowner::regrole::text AS owner,
      p.proconfig AS config,
      p.prosrc AS source,
      ARRAY(
        SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE a.grantee <> p.proowner
        ORDER BY 1
      ) AS grantees,
      ARRAY(SELECT t::regtype::text FROM unnest(p.proargtypes) t) AS args
    FROM pg_proc p
    WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace
    ORDER BY 1`);
  expect(rows.length).toBeGreaterThan(10);
  for (const { name, owner, config, source, grantees, args } of rows) {
    expect([name, owner, config]).toEqual([name, 'sigfollow_owner', ['search_path=pg_catalog, pg_temp']]);
    expect([name, grantees]).toEqual([
      name,
      [
        name.startsWith('directory_tenants') && name !== 'directory_tenants_of_waba'
          ? 'sigfollow_relay'
          : 'sigfollow_app',
      ],
    ]);
    expect(args.filter(arg => !['text', 'bytea', 'uuid', 'uuid[]', 'timestamp with time zone'].includes(arg))).toEqual(
      [],
    );
    expect([name, /\blike\b|\bsimilar\b|~|regexp|starts_with|position|[<>]=? *(wanted|of_)/i.test(source)]).toEqual([
      name,
      false,
    ]);
    // Tables and our own functions are named with their schema.
    expect([
      name,
      [...source.matchAll(/\b(?:(?<!distinct )from|join|into|using)\s+([a-z_.]+)/gi)]
        .map(match => match[1]!)
        .filter(table => !/^(public\.|own$|ended$|removed$|changed$)/.test(table)),
    ]).toEqual([name, []]);
  }
});
