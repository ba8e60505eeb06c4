import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTES } from '../../api/system/routes.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { callRoute } from '../support/call-route.ts';
import { postWebhook, textBody } from '../support/webhook.ts';
import { newId } from '../../store/db/ids.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', poolSize: 5 });
  for (const [index, tenant] of stack.tenants.entries()) {
    for (let from = 0; from < 5; from++)
      await postWebhook(
        stack.baseUrl,
        textBody({ phoneNumberId: tenant.phoneNumberId, from: `49${index}000${from}`, text: `canary-of-${index}` }),
      );
  }
});
afterAll(() => stack.close());

describe('the wall around a tenant', () => {
  test('1,000 concurrent transactions of two tenants over 5 connections see no foreign row', async () => {
    const foreign = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const own = stack.tenants[index % 2]!.id;
        return stack.db.database.withTenant(own, async ({ tx }) => {
          const [messages, conversations, users] = [
            await tx.message.findMany({ select: { tenantId: true } }),
            await tx.conversation.findMany({ select: { tenantId: true } }),
            await tx.user.findMany({ select: { tenantId: true } }),
          ];
          expect(messages.length).toBe(5);
          return [...messages, ...conversations, ...users].filter(row => row.tenantId !== own).length;
        });
      }),
    );
    expect(foreign.reduce((sum, each) => sum + each, 0)).toBe(0);
  });

  test('without a tenant nothing is seen and nothing can be written', async () => {
    expect(await stack.db.database.directory.$queryRaw`SELECT id FROM message`).toEqual([]);
    await expect(
      stack.db.database.withTenant(stack.tenants[0]!.id, ({ tx }) =>
        tx.contact.create({ data: { id: newId(), tenantId: stack.tenants[1]!.id, createdAt: new Date() } }),
      ),
    ).rejects.toThrow();
  });

  test('a unit of work that throws leaves nothing behind', async () => {
    const id = newId();
    const tenantId = stack.tenants[0]!.id;
    await expect(
      stack.db.database.withTenant(tenantId, async ({ tx }) => {
        await tx.contact.create({ data: { id, tenantId, createdAt: new Date() } });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect((await stack.db.admin.query('SELECT 1 FROM contact WHERE id = $1', [id])).rowCount).toBe(0);
  });

  const idBearing = ROUTES.filter(route => route.path.includes('{'));
  test.each(idBearing.map(route => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s with the other tenant’s ids is 404',
    async (_name, route) => {
      const admin = await stack.admin(0);
      const foreign = async (sql: string): Promise<string> =>
        (await stack.db.admin.query<{ id: string }>(sql, [stack.tenants[1]!.id])).rows[0]?.id ?? newId();
      const ids: Record<string, string> = {
        conversations: await foreign('SELECT id FROM conversation WHERE tenant_id = $1'),
        offers: await foreign('SELECT id FROM offer WHERE tenant_id = $1'),
        agents: stack.tenants[1]!.users[1]!.id,
        queues: stack.tenants[1]!.queues[0]!.id,
        quarantine: await foreign('SELECT id FROM quarantine WHERE tenant_id = $1'),
        messages: await foreign('SELECT id FROM message WHERE tenant_id = $1'),
      };
      const kind = route.path.split('/')[1]!;
      const path = `/api/v1${route.path.replace('{id}', ids[kind]!).replace('{messageId}', ids['messages']!)}`;
      const bodies: Record<string, object> = {
        messages: { text: { body: 'x' } },
        notes: { text: 'x' },
        snooze: { until: new Date(Date.now() + 3_600_000).toISOString() },
        transfer: { queueId: stack.tenants[0]!.queues[0]!.id },
        assign: { agentId: stack.tenants[0]!.users[1]!.id },
        capacity: { max: 9 },
        consult: { agentId: stack.tenants[0]!.users[1]!.id, text: 'x' },
        merge: { intoId: newId() },
        suggestions: { kind: 'summary' },
        draft: { text: 'x', version: 0 },
      };
      const answer = await callRoute(admin, route, path, bodies);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    },
  );

  test('ids of another tenant inside a body are refused', async () => {
    const admin = await stack.admin(0);
    const mine = (await admin.get('/api/v1/conversations')).body.items[0]!.id;
    expect(
      (await admin.post(`/api/v1/conversations/${mine}/transfer`, { queueId: stack.tenants[1]!.queues[0]!.id })).body,
    ).toMatchObject({ status: 400, field: 'queueId' });
    expect(
      (await admin.post(`/api/v1/conversations/${mine}/assign`, { agentId: stack.tenants[1]!.users[1]!.id })).body,
    ).toMatchObject({ status: 400, field: 'agentId' });
  });
});

describe('who may call what', () => {
  test.each(ROUTES.map(route => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
    '%s denies whoever is not named',
    async (_name, route) => {
      const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, newId())}`;
      const call = async (client: {
        call: Stack['api'] extends () => infer C ? (C extends { call: infer F } ? F : never) : never;
      }) =>
        (await client.call(route.method.toUpperCase() as 'GET', path, route.method === 'get' ? undefined : {})).status;
      const anonymous = new (await import('../support/http-client.ts')).HttpClient(stack.baseUrl);
      if (route.roles === 'anonymous') return expect(await call(anonymous)).not.toBe(403);
      expect(await call(anonymous)).toBe(401);
      const status = await call(await stack.agent(0));
      if (route.roles.includes('AGENT')) expect(status).not.toBe(403);
      else expect(status).toBe(403);
    },
  );

  test('a change by cookie needs the CSRF token', async () => {
    const agent = await stack.agent(0);
    const { cookie } = agent.headers;
    const without = new (await import('../support/http-client.ts')).HttpClient(stack.baseUrl, { cookie: cookie! });
    expect((await without.put('/api/v1/me/presence', { presence: 'away' })).body.code).toBe('csrf');
    expect((await without.get('/api/v1/me')).status).toBe(200);
  });

  test.each([
    ['another site’s', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour’s', { 'sec-fetch-site': 'same-site' }, 403],
    ['our own', { 'sec-fetch-site': 'same-origin' }, 200],
    ['another site’s, in a browser that names origins alone', { origin: 'https://elsewhere.example' }, 403],
    ['nobody’s', { origin: 'null' }, 403],
    ['a program’s', {}, 200],
  ])('a change by cookie may come from our own pages, and from programs: %s', async (_, headers, status) => {
    expect(
      (await (await stack.agent(0)).call('PUT', '/api/v1/me/presence', { presence: 'away' }, headers)).status,
    ).toBe(status);
  });
});
