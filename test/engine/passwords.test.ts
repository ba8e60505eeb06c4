/** Passwords set by somebody else, and passwords that people choose. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { ROUTES } from '../../api/system/routes.ts';
import { hashPassword } from '../../api/access/passwords.ts';
import { passwordWeakness } from '../../api/access/password-policy.ts';
import { addOperator } from '../../store/access/operators.ts';
import { addUser, disableUser, resetPassword } from '../../store/access/users.ts';
import { HttpClient } from '../support/http-client.ts';
import { asOwner } from '../support/operator.ts';
import { holdRow } from '../support/row-lock.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const ONE_TIME = 'one-time-7Hq2-vX9k-wZ4m';
const OWN = 'meadow lantern 47 quartz';
const HOUR_MS = 3_600_000;
let stack: Stack;
let now = Date.parse('2026-11-29T12:00:00Z');
let hash: string;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', clock: () => now });
  hash = await hashPassword(ONE_TIME);
});
afterAll(() => stack.close());

const tenantId = (): string => stack.tenants[0]!.id;

async function newcomer(): Promise<{ id: string; email: string }> {
  const email = `new${++serial}@example.com`;
  const wanted = {
    name: 'New Person',
    email,
    role: 'TENANT_ADMIN',
    passwordHash: hash,
    oneTimeUntil: new Date(now + HOUR_MS),
  } as const;
  return { id: (await stack.app.database.withTenant(tenantId(), unit => addUser(unit, wanted, now)))!, email };
}
const logIn = (email: string, password: string) =>
  new HttpClient(stack.baseUrl).post('/api/v1/auth/login', { email, password });
const choose = (client: HttpClient, currentPassword: string, newPassword: string) =>
  client.post('/api/v1/auth/password', { currentPassword, newPassword });

test('with a one-time password every route but changing it and leaving answers 403, and the socket is refused', async () => {
  const { email } = await newcomer();
  expect((await logIn(email, ONE_TIME)).body.mustChangePassword).toBe(true);
  const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  const open: string[] = [];
  for (const route of ROUTES.filter(each => each.roles !== 'anonymous')) {
    const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, '0190a5d2-0000-7000-8000-000000000000')}`;
    const { status, body } =
      route.path === '/auth/logout'
        ? { status: 200, body: {} }
        : await client.call(route.method.toUpperCase() as 'GET', path, route.method === 'get' ? undefined : {});
    if (status !== 403 || body.code !== 'password_change_required') open.push(`${route.method} ${route.path}`);
  }
  expect(open.sort()).toEqual(['post /auth/logout', 'post /auth/password']);
  const refused = await new Promise(resolve =>
    new WebSocket(stack.baseUrl.replace('http', 'ws') + '/ws', { headers: client.headers })
      .on('unexpected-response', (_, response) => resolve(response.statusCode))
      .on('error', () => undefined),
  );
  expect(refused).toBe(403);
  expect((await client.post('/api/v1/auth/logout')).status).toBe(200);
});

test('choosing one’s own opens everything, ends the other sessions, and the one-time password is none any more', async () => {
  const { id, email } = await newcomer();
  const [client, other] = [
    await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME }),
    await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME }),
  ];
  const refusals: unknown[] = [];
  for (const [current, wanted] of [
    ['wrong', OWN],
    [ONE_TIME, ONE_TIME],
    [ONE_TIME, 'password1234'],
    [ONE_TIME, 'short'],
    [ONE_TIME, email],
    [ONE_TIME, 'New Person 2026'],
  ] as const) {
    const { status, body } = await choose(client, current, wanted);
    refusals.push([status, body.code, body.field]);
  }
  expect(refusals).toEqual([
    [400, 'wrong_password', 'currentPassword'],
    [400, 'same_password', 'newPassword'],
    ...['password1234', 'short', 'e-mail', 'name'].map(() => [400, 'password_too_weak', 'newPassword']),
  ]);
  expect((await client.get('/api/v1/me')).body.code).toBe('password_change_required');
  expect((await choose(client, ONE_TIME, OWN)).status).toBe(200);
  expect((await client.get('/api/v1/me')).body.id).toBe(id);
  expect((await other.get('/api/v1/me')).status).toBe(401);
  expect((await logIn(email, ONE_TIME)).body.code).toBe('wrong_credentials');
  expect((await logIn(email, OWN)).body.mustChangePassword).toBe(false);
  const [entry] = (await client.get('/api/v1/audit?action=password.change')).body.items;
  expect(entry).toMatchObject({ actor: { kind: 'user', id }, targetId: id });
});

test('of two who change it at once one wins', async () => {
  const { id, email } = await newcomer();
  const clients = [
    await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME }),
    await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME }),
  ];
  const held = await holdRow(stack.db.adminUrl, 'app_user WHERE id = $1', id);
  const first = choose(clients[0]!, ONE_TIME, OWN);
  await held.waiting(1);
  const second = choose(clients[1]!, ONE_TIME, `${OWN} too`);
  await held.waiting(2);
  await held.letGo();
  expect([(await first).status, (await second).body.code]).toEqual([200, 'password_changed']);
  expect((await logIn(email, OWN)).status).toBe(200);
});

test('a one-time password is good until its time, not at it', async () => {
  const { email } = await newcomer();
  const until = now + HOUR_MS;
  now = until - 1;
  expect((await logIn(email, ONE_TIME)).status).toBe(200);
  now = until;
  expect((await logIn(email, ONE_TIME)).body).toMatchObject({ status: 401, code: 'one_time_password_expired' });
  expect((await logIn(email, 'another')).body.code).toBe('wrong_credentials');
});

test('resetting and disabling end every session at once', async () => {
  const { id, email } = await newcomer();
  const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  await stack.app.database.withTenant(tenantId(), unit =>
    resetPassword(unit, id, { passwordHash: hash, oneTimeUntil: new Date(now + HOUR_MS) }),
  );
  expect((await client.get('/api/v1/me')).status).toBe(401);
  const again = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  await stack.app.database.withTenant(tenantId(), unit => disableUser(unit, id, now));
  expect((await again.get('/api/v1/me')).status).toBe(401);
  expect((await logIn(email, ONE_TIME)).body.code).toBe('wrong_credentials');
});

/**
 * Somebody who can log in with the one-time password, in a row that can be held, whose password somebody else changes.
 */
interface Changing {
  readonly email: string;
  readonly row: string;
  readonly id: string;
  readonly change: () => Promise<unknown>;
}

const KINDS: readonly (readonly [string, () => Promise<Changing>])[] = [
  [
    'a tenant',
    async () => {
      const { id, email } = await newcomer();
      return {
        email,
        id,
        row: 'app_user',
        change: () =>
          stack.app.database.withTenant(tenantId(), unit =>
            resetPassword(unit, id, { passwordHash: 'another', oneTimeUntil: new Date(now + HOUR_MS) }),
          ),
      };
    },
  ],
  [
    'the platform',
    async () => {
      const email = `operator${++serial}@platform.example`;
      const id = await asOwner(stack.db, owner =>
        owner.withPlatform(tx =>
          addOperator(tx, { email, name: 'Operator', passwordHash: hash, oneTimeUntil: new Date(now + HOUR_MS) }, now),
        ),
      );
      const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
      return { email, id: id!, row: 'platform_user', change: () => choose(client, ONE_TIME, OWN) };
    },
  ],
];

describe.each(KINDS)('a log-in at the moment in which the password of a person of %s is changed', (_, somebody) => {
  test('that comes before it: the session begins, and ends', async () => {
    const { email, id, row, change } = await somebody();
    const held = await holdRow(stack.db.adminUrl, `${row} WHERE id = $1`, id);
    const begun = new HttpClient(stack.baseUrl).post('/api/v1/auth/login', { email, password: ONE_TIME });
    await held.waiting(1);
    const changed = change();
    await held.waiting(2);
    await held.letGo();
    const { status, headers } = await begun;
    await changed;
    expect(status).toBe(200);
    expect(
      (
        await new HttpClient(stack.baseUrl, { cookie: String([headers['set-cookie']].flat()[0]).split(';')[0]! }).get(
          '/api/v1/me',
        )
      ).status,
    ).toBe(401);
  });

  test('that comes after it: no session begins', async () => {
    const { email, id, row, change } = await somebody();
    const held = await holdRow(stack.db.adminUrl, `${row} WHERE id = $1`, id);
    const changed = change();
    await held.waiting(1);
    const begun = logIn(email, ONE_TIME);
    await held.waiting(2);
    await held.letGo();
    expect([
      (await begun).body.code,
      (await stack.db.admin.query("SELECT 1 FROM directory_credential WHERE kind = 'session' AND user_id = $1", [id]))
        .rowCount,
    ]).toEqual(['wrong_credentials', row === 'app_user' ? 0 : 1]);
    await changed;
  });
});

test('people of the platform change theirs in the same way, and it is noted where no tenant sees it', async () => {
  const email = 'operator@platform.example';
  const id = await asOwner(stack.db, owner =>
    owner.withPlatform(tx =>
      addOperator(tx, { email, name: 'Operator', passwordHash: hash, oneTimeUntil: new Date(now + HOUR_MS) }, now),
    ),
  );
  const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  expect((await client.get('/api/v1/quarantine')).body.code).toBe('password_change_required');
  expect((await choose(client, ONE_TIME, OWN)).status).toBe(200);
  expect((await client.get('/api/v1/me')).body).toMatchObject({ id, role: 'SUPER_ADMIN' });
  expect(
    (await stack.db.admin.query('SELECT actor_kind, actor_id, action FROM platform_audit WHERE target_id = $1', [id]))
      .rows,
  ).toEqual([{ actor_kind: 'platform', actor_id: id, action: 'password.change' }]);
  expect(await stack.app.database.withTenant(tenantId(), ({ tx }) => tx.platformAudit.findMany())).toEqual([]);
});

test('an API key has no password', async () => {
  expect((await choose(stack.api(), 'x', OWN)).body.code).toBe('not_a_person');
});

test('guesses at the current password are counted, also those at the same time', async () => {
  const { email } = await newcomer();
  const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  const codes = (await Promise.all(Array.from({ length: 30 }, () => choose(client, 'a guess', OWN)))).map(
    answer => answer.body.code,
  );
  expect(codes.filter(code => code === 'wrong_password')).toHaveLength(10);
  expect(codes.filter(code => code === 'too_many_attempts')).toHaveLength(20);
});

test('an agent’s first password, which an administrator knows, is good for choosing another one', async () => {
  const email = `agent${++serial}@example.com`;
  expect(
    (await (await stack.admin()).post('/api/v1/agents', { name: 'New Agent', email, password: ONE_TIME })).status,
  ).toBe(201);
  const client = await HttpClient.login(stack.baseUrl, { email, password: ONE_TIME });
  expect((await client.get('/api/v1/conversations')).body.code).toBe('password_change_required');
  expect((await choose(client, ONE_TIME, OWN)).status).toBe(200);
  expect((await client.get('/api/v1/conversations')).status).toBe(200);
});

test('an agent’s password is no common one either', async () => {
  const admin = await stack.admin();
  const { status, body } = await admin.post('/api/v1/agents', {
    name: 'Mia',
    email: 'mia@example.com',
    password: 'password1234',
  });
  expect([status, body.code, body.field]).toEqual([400, 'password_too_weak', 'password']);
});

test.each([
  'password1234',
  'aaaaaaaaaaaaaaaa',
  'qwertyuiop123',
  '123456789012',
  'abcdefghijklmnop',
  'P@ssw0rd1234!',
  'sigfollow2026!',
  'adminadminadmin',
  'elevenchars',
  'ab1'.repeat(66),
  'ada@example.com',
])('%s is not taken', async password => {
  expect(await passwordWeakness(password, ['Ada', 'ada@example.com'])).not.toBeNull();
});

test.each(['meadow lantern 47 quartz', 'zk4Hs-92jdk-Lq0x', 'das ist mein haus am see', 'надежный пароль у моря'])(
  '%s is taken',
  async password => {
    expect(await passwordWeakness(password, ['Ada', 'ada@example.com'])).toBeNull();
  },
);
