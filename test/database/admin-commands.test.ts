/** `npm run admin`: a production installation from an empty database to the first log-in. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Outcome } from '../../ops/admin/command-line.ts';
import { runCommandLine } from '../../ops/admin/command-line.ts';
import { root } from '../../ops/root.ts';
import { HttpClient } from '../support/http-client.ts';
import { testSignal } from '../support/running-test.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const OWN = 'meadow lantern 47 quartz';
let stack: Stack;
let tenantId: string;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}] });
});
afterAll(() => stack.close());

/** As `npm run admin` does, in this process. */
const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> =>
  runCommandLine(args, { OWNER_DATABASE_URL: stack.db.ownerUrl, ...env });
interface Refusal {
  readonly code: string;
  readonly option: string | null;
}
/** What commands answer as JSON, each of it some. */
interface Answered {
  readonly tenantId: string;
  readonly queueId: string;
  readonly userId: string;
  readonly operatorId: string;
  readonly oneTimePassword: string;
  readonly oneTimeUntil: string;
  readonly key: string;
  readonly keyId: string;
  readonly keys: readonly object[];
  readonly error: Refusal;
}
const answered = ({ out }: Outcome) => JSON.parse(out) as Answered;
const json = async (...args: string[]) => answered(await run([...args, '--json']));

test('as it is run: the words on standard output, the exit code, nothing asked', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'ops/admin/main.ts'), 'tenant', 'create', '--name', 'As it is run'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OWNER_DATABASE_URL: stack.db.ownerUrl },
      signal: testSignal(),
    },
  );
  let out = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  expect(await new Promise<number | null>(resolve => child.on('close', resolve))).toBe(0);
  expect(out).toMatch(/^tenantId: [0-9a-f-]{36}\nqueueId: [0-9a-f-]{36}\nNext: npm run admin/);
});

test('a company, its administrators, its keys: from nothing to the first log-in', async () => {
  ({ tenantId } = await json('tenant', 'create', '--name', 'Real Company', '--time-zone', 'Europe/Berlin'));
  const ada = await json(
    'user',
    'create',
    '--tenant',
    tenantId,
    '--email',
    'Ada@Real.example',
    '--name',
    'Ada',
    '--role',
    'TENANT_ADMIN',
  );
  const mia = await json(
    'user',
    'create',
    '--tenant',
    tenantId,
    '--email',
    'mia@real.example',
    '--name',
    'Mia',
    '--role',
    'AGENT',
  );
  const logIn = (email: string, password: string) => HttpClient.login(stack.baseUrl, { email, password });
  const admin = await logIn('ada@real.example', ada.oneTimePassword);
  expect((await admin.get('/api/v1/queues')).body.code).toBe('password_change_required');
  expect(
    (await admin.post('/api/v1/auth/password', { currentPassword: ada.oneTimePassword, newPassword: OWN })).status,
  ).toBe(200);
  expect((await admin.get('/api/v1/queues')).body.items.map(queue => queue.name)).toEqual(['Support']);
  expect((await admin.get('/api/v1/agents')).body.items.map(agent => agent.id)).toEqual([mia.userId]);
  const until = Date.parse(ada.oneTimeUntil) - Date.now();
  expect([until > 71 * 3_600_000, until <= 72 * 3_600_000]).toEqual([true, true]);

  const key = await json(
    'key',
    'create',
    '--tenant',
    tenantId,
    '--name',
    'CRM',
    '--role',
    'TENANT_ADMIN',
    '--made-by',
    'ada@real.example',
  );
  const client = new HttpClient(stack.baseUrl, { authorization: `Bearer ${key.key}` });
  expect((await client.get('/api/v1/me')).body).toMatchObject({ id: key.keyId, tenantId });
  expect((await json('key', 'list', '--tenant', tenantId)).keys).toMatchObject([
    { id: key.keyId, name: 'CRM', madeBy: ada.userId, revokedAt: null, prefix: key.key.slice(0, 12) },
  ]);
  expect(await json('key', 'revoke', '--tenant', tenantId, '--id', key.keyId)).toMatchObject({ revoked: true });
  expect((await client.get('/api/v1/me')).status).toBe(401);

  const { oneTimePassword } = await json('user', 'reset-password', '--email', 'ada@real.example', '--hours', '1');
  expect((await admin.get('/api/v1/me')).status).toBe(401);
  const again = await logIn('ada@real.example', oneTimePassword);
  expect(await json('user', 'disable', '--email', 'ada@real.example')).toMatchObject({ disabled: true });
  expect((await again.get('/api/v1/me')).status).toBe(401);

  const { rows } = await stack.db.admin.query<{ action: string; actor_kind: string; actor_id: string | null }>(
    'SELECT action, actor_kind, actor_id FROM audit WHERE tenant_id = $1 ORDER BY at, id',
    [tenantId],
  );
  expect(rows.filter(row => row.actor_kind === 'operator_cli').map(row => [row.action, row.actor_id])).toEqual(
    [
      'tenant.create',
      'user.create',
      'user.create',
      'key.create',
      'key.revoke',
      'user.reset_password',
      'user.disable',
    ].map(action => [action, null]),
  );
  for (const secret of [ada.oneTimePassword, key.key, oneTimePassword]) {
    const { rows: tables } = await stack.db.admin.query<{ table_name: string }>(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    for (const { table_name } of tables)
      expect(
        (
          await stack.db.admin.query(`SELECT 1 FROM "${table_name}" t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`, [
            secret,
          ])
        ).rowCount,
      ).toBe(0);
  }
});

test('a person of two tenants: the address is taken in each for itself, and commands ask at which', async () => {
  const [one, other] = [
    (await json('tenant', 'create', '--name', 'One')).tenantId,
    (await json('tenant', 'create', '--name', 'Other')).tenantId,
  ];
  const create = (tenant: string) =>
    json(
      'user',
      'create',
      '--tenant',
      tenant,
      '--email',
      'both@real.example',
      '--name',
      'Both',
      '--role',
      'TENANT_ADMIN',
    );
  const [first, second] = [await create(one), await create(other)];
  expect((await create(other)).error).toMatchObject({ code: 'email_taken', option: 'email' });
  expect((await json('user', 'disable', '--email', 'both@real.example')).error).toMatchObject({
    code: 'tenant_required',
    option: 'tenant',
    message: expect.stringContaining(`${one}, ${other}`),
  });
  expect((await json('user', 'disable', '--email', 'both@real.example', '--tenant', 'platform')).error).toMatchObject({
    code: 'email_unknown',
  });
  const [here, there] = [
    await HttpClient.login(stack.baseUrl, { email: 'both@real.example', password: first.oneTimePassword }),
    await HttpClient.login(stack.baseUrl, { email: 'both@real.example', password: second.oneTimePassword }),
  ];
  expect(await json('user', 'disable', '--email', 'both@real.example', '--tenant', one)).toMatchObject({
    userId: first.userId,
  });
  expect([(await here.get('/api/v1/me')).status, (await there.get('/api/v1/me')).body.code]).toEqual([
    401,
    'password_change_required',
  ]);
});

test('a key of agents sees the queues it is given, which are the tenant’s', async () => {
  const { tenantId: id, queueId } = await json('tenant', 'create', '--name', 'With a key');
  const create = (queues: string) =>
    json('key', 'create', '--tenant', id, '--name', 'Inbox', '--role', 'AGENT', '--queues', queues);
  expect((await create(stack.tenants[0]!.queues[0]!.id)).error).toMatchObject({
    code: 'queue_unknown',
    option: 'queues',
  });
  expect((await create('x')).error).toMatchObject({ code: 'invalid_option', option: 'queues' });
  const { keyId } = await create(queueId);
  expect((await json('key', 'list', '--tenant', id)).keys).toMatchObject([
    { id: keyId, queueIds: [queueId], madeBy: null },
  ]);
});

test('an operator of the platform', async () => {
  const { operatorId, oneTimePassword } = await json(
    'operator',
    'create',
    '--email',
    'op@platform.example',
    '--name',
    'Op',
  );
  const client = await HttpClient.login(stack.baseUrl, { email: 'op@platform.example', password: oneTimePassword });
  expect(
    (await client.post('/api/v1/auth/password', { currentPassword: oneTimePassword, newPassword: OWN })).status,
  ).toBe(200);
  expect((await client.get('/api/v1/me')).body).toMatchObject({ id: operatorId, role: 'SUPER_ADMIN' });
  expect(await json('user', 'disable', '--email', 'op@platform.example')).toMatchObject({ userId: operatorId });
  expect((await client.get('/api/v1/me')).status).toBe(401);
  const { rows } = await stack.db.admin.query<{ action: string; actor_kind: string }>(
    'SELECT action, actor_kind FROM platform_audit ORDER BY at, id',
  );
  expect(rows.map(row => [row.actor_kind, row.action])).toEqual([
    ['operator_cli', 'operator.create'],
    ['platform', 'password.change'],
    ['operator_cli', 'operator.disable'],
  ]);
});

test('what cannot be is said by code and option, and nothing is done', async () => {
  const counts = async () =>
    (
      await stack.db.admin.query<object>(
        `
          SELECT
            (SELECT count(*) FROM tenant) AS tenants,
            (SELECT count(*) FROM app_user) AS users,
            (SELECT count(*) FROM api_key) AS keys,
            (SELECT count(*) FROM audit) AS notes`,
      )
    ).rows[0];
  const before = await counts();
  const { id } = stack.tenants[0]!;
  const [taken, nobody] = [stack.tenants[0]!.users[0]!.email, 'nobody@example.com'];
  const person = ['--name', 'N', '--role', 'AGENT'];
  const cases: readonly [args: string[], code: number, error: Refusal][] = [
    [['user', 'create', '--tenant', id, '--email', taken, ...person], 1, { code: 'email_taken', option: 'email' }],
    [
      ['user', 'create', '--tenant', '0190a5d2-0000-7000-8000-000000000000', '--email', nobody, ...person],
      1,
      { code: 'tenant_unknown', option: 'tenant' },
    ],
    [
      ['user', 'create', '--tenant', 'x', '--email', nobody, ...person],
      2,
      { code: 'invalid_option', option: 'tenant' },
    ],
    [['user', 'reset-password', '--email', nobody], 1, { code: 'email_unknown', option: 'email' }],
    [['user', 'reset-password'], 2, { code: 'invalid_option', option: 'email' }],
    [
      ['tenant', 'create', '--name', 'T', '--time-zone', 'Nowhere/Else'],
      2,
      { code: 'invalid_option', option: 'time-zone' },
    ],
    [
      [
        'key',
        'create',
        '--tenant',
        id,
        '--name',
        'K',
        '--role',
        'AGENT',
        '--made-by',
        stack.tenants[0]!.users[1]!.email,
      ],
      1,
      { code: 'maker_unknown', option: 'made-by' },
    ],
    [
      ['key', 'revoke', '--tenant', id, '--id', '0190a5d2-0000-7000-8000-000000000000'],
      1,
      { code: 'key_unknown', option: 'id' },
    ],
    [['user', 'delete', '--email', taken], 2, { code: 'usage', option: null }],
    [['user', 'disable', '--email', taken, '--force'], 2, { code: 'usage', option: null }],
  ];
  for (const [args, code, error] of cases) {
    const ran = await run([...args, '--json']);
    expect([args, ran.exitCode, answered(ran).error]).toEqual([args, code, expect.objectContaining(error)]);
  }
  expect(await counts()).toEqual(before);
});

test('it works as the owner only, over TLS to other machines, and says how it is called', async () => {
  const settings = async (env: NodeJS.ProcessEnv): Promise<unknown> =>
    answered(await run(['tenant', 'create', '--name', 'T', '--json'], env)).error;
  expect(await settings({ OWNER_DATABASE_URL: stack.db.appUrl })).toMatchObject({ code: 'not_the_owner' });
  expect(await settings({ OWNER_DATABASE_URL: 'postgresql://o:secret-word@db.invalid/d' })).toMatchObject({
    code: 'settings',
    message: expect.stringMatching(/^OWNER_DATABASE_URL goes to another machine without TLS/),
  });
  expect(await settings({ OWNER_DATABASE_URL: '' })).toMatchObject({ code: 'settings' });
  const help = await run([]);
  expect([help.exitCode, help.out]).toEqual([2, '']);
  expect(help.error).toMatch(/user reset-password --email … \[--hours …\]/);
});
