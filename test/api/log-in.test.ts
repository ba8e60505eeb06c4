/** Logging in with an address that several tenants, or none, know, and what the answer reveals. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { peopleOf, whoFits } from '../../api/access/log-in.ts';
import { LOGINS_AT_MOST } from '../../store/access/credentials.ts';
import type { ProblemFields } from '../support/api-answers.ts';
import type { Answer } from '../support/http-client.ts';
import { HttpClient, refusalOf } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createOperator } from '../support/operator.ts';
import { createStack } from '../support/stack.ts';

const PASSWORD = 'correct horse battery staple';
let stack: Stack;
let admins: HttpClient[];
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}, {}, {}, {}] });
  admins = await Promise.all(stack.tenants.map((_, index) => stack.admin(index)));
});
afterAll(() => stack.close());

const anonymous = (): HttpClient => new HttpClient(stack.baseUrl);
const login = (body: object) => anonymous().post('/api/v1/auth/login', body);
const address = (): string => `somebody${++serial}@elsewhere.example`;
const add = (tenant: number, email: string, password = PASSWORD) =>
  admins[tenant]!.post('/api/v1/agents', { name: 'Somebody New', email, password });
const idOf = (tenant: number): string => stack.tenants[tenant]!.id;
/** What whoever logs in at several tenants chooses from. */
interface Choice {
  readonly tenants: readonly { readonly id: string | null; readonly name: string }[];
}
const refused = ({ status, body }: Answer<ProblemFields>) => ({ status, ...body, requestId: '' });

describe('an address that another tenant knows', () => {
  test('is added as any other: the answer does not tell', async () => {
    const known = address();
    const first = await add(0, known);
    const again = await add(1, known.toUpperCase());
    const fresh = await add(1, address());
    expect([first.status, again.status, fresh.status]).toEqual([201, 201, 201]);
    expect({ ...again.body, id: '', presenceSince: '' }).toEqual({ ...fresh.body, id: '', presenceSince: '' });
    expect(refused(await add(1, known))).toMatchObject({ status: 409, code: 'email_taken', field: 'email' });
    expect((await add(1, stack.tenants[0]!.users[0]!.email)).status).toBe(201);
  });

  test('logs in where its password fits, each person at the own tenant', async () => {
    const email = address();
    const [one, two] = [
      (await add(0, email, 'the password of one')).body.id,
      (await add(1, email, 'the password of two')).body.id,
    ];
    expect((await login({ email, password: 'the password of one' })).body.user).toMatchObject({
      id: one,
      tenantId: idOf(0),
    });
    expect((await login({ email, password: 'the password of two' })).body.user).toMatchObject({
      id: two,
      tenantId: idOf(1),
    });
    expect((await login({ email, password: 'the password of two', tenantId: idOf(1) })).body.user).toMatchObject({
      id: two,
    });
    const wrong = refused(await login({ email, password: 'the password of three' }));
    expect(wrong).toMatchObject({ status: 401, code: 'wrong_credentials' });
    expect(refused(await login({ email: address(), password: 'the password of three' }))).toEqual(wrong);
    for (const tenantId of [idOf(0), idOf(2), null, '0198c0de-0000-7000-8000-000000000000'])
      expect(refused(await login({ email, password: 'the password of two', tenantId }))).toEqual(wrong);
    // A session of one is none of the other.
    const client = await HttpClient.login(stack.baseUrl, { email, password: 'the password of one' });
    expect(
      (
        await client.post('/api/v1/auth/password', {
          currentPassword: 'the password of one',
          newPassword: 'a password of one’s own',
        })
      ).status,
    ).toBe(200);
    expect((await client.get('/api/v1/me')).body).toMatchObject({ id: one, tenantId: idOf(0) });
  });

  test('with one password for several is asked which, and is told those only', async () => {
    const email = address();
    const users: string[] = [];
    for (const tenant of [0, 1]) users.push((await add(tenant, email)).body.id);
    await add(2, email, 'the password of another');
    const answer = await login({ email, password: PASSWORD });
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([409, 'tenant_required', 'tenantId']);
    expect(refusalOf<Choice>(answer).tenants).toEqual([
      { id: idOf(0), name: 'Tenant 0' },
      { id: idOf(1), name: 'Tenant 1' },
    ]);
    for (const tenant of [0, 1])
      expect((await login({ email, password: PASSWORD, tenantId: idOf(tenant) })).body.user).toMatchObject({
        id: users[tenant],
        tenantId: idOf(tenant),
      });
    expect((await admins[0]!.put(`/api/v1/agents/${users[0]}`, { disabled: true })).status).toBe(200);
    expect((await login({ email, password: PASSWORD })).body.user).toMatchObject({ id: users[1] });
    expect((await login({ email, password: PASSWORD, tenantId: idOf(0) })).body.code).toBe('wrong_credentials');
  });

  test('that more than three have is looked for where it is longest; the others say their tenant', async () => {
    const email = address();
    for (const tenant of [0, 1, 2, 3])
      expect((await add(tenant, email, `the password of tenant ${tenant}`)).status).toBe(201);
    for (const tenant of [0, 1, 2])
      expect((await login({ email, password: `the password of tenant ${tenant}` })).body.user).toMatchObject({
        tenantId: idOf(tenant),
      });
    expect((await login({ email, password: 'the password of tenant 3' })).body.code).toBe('wrong_credentials');
    expect((await login({ email, password: 'the password of tenant 3', tenantId: idOf(3) })).body.user).toMatchObject({
      tenantId: idOf(3),
    });
  });

  test('may be that of an operator, too', async () => {
    const email = address();
    await createOperator(stack.db, email, PASSWORD);
    const asOperator = await HttpClient.login(stack.baseUrl, { email, password: PASSWORD });
    expect((await asOperator.get('/api/v1/me')).body).toMatchObject({
      name: 'Olga Operator',
      role: 'SUPER_ADMIN',
      tenantId: null,
    });
    expect((await asOperator.get('/api/v1/conversations')).body.code).toBe('forbidden');
    for (const tenant of [0, 1, 2, 3]) expect((await add(tenant, email)).status).toBe(201);
    const answer = await login({ email, password: PASSWORD });
    expect(refusalOf<Choice>(answer).tenants.map(each => each.id)).toEqual([null, idOf(0), idOf(1)]);
    expect((await login({ email, password: PASSWORD, tenantId: null })).body.user).toMatchObject({
      role: 'SUPER_ADMIN',
    });
    await stack.db.admin.query("UPDATE platform_user SET disabled_at = now() WHERE name = 'Olga Operator'");
    expect((await asOperator.get('/api/v1/me')).status).toBe(401);
    expect((await login({ email, password: PASSWORD, tenantId: null })).body.code).toBe('wrong_credentials');
  });
});

test('as much is done whether nobody, one, or several have the address, or somebody who is disabled', async () => {
  const [nobody, one, three, disabled] = [address(), address(), address(), address()];
  await add(0, one);
  for (const tenant of [0, 1, 2]) await add(tenant, three);
  await admins[0]!.put(`/api/v1/agents/${(await add(0, disabled)).body.id}`, { disabled: true });
  const { database } = stack.db;
  const units = jest.spyOn(database, 'withTenant');
  const done = async (email: string, tenantId?: string | null): Promise<readonly unknown[]> => {
    units.mockClear();
    const hashes: (string | null)[] = [];
    const people = await peopleOf(database, email, tenantId);
    const fitting = await whoFits(people, 'x', hash => {
      hashes.push(hash);
      return Promise.resolve(hash !== null);
    });
    return [units.mock.calls.length, hashes.length, fitting.length];
  };
  expect([await done(nobody), await done(one), await done(three), await done(disabled)]).toEqual(
    [0, 1, 3, 0].map(fitting => [LOGINS_AT_MOST, LOGINS_AT_MOST, fitting]),
  );
  expect([
    await done(nobody, idOf(0)),
    await done(three, idOf(0)),
    await done(three, null),
    await done(disabled, idOf(0)),
  ]).toEqual([0, 1, 0, 0].map(fitting => [1, 1, fitting]));
  units.mockRestore();
});
