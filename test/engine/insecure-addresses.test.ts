/** Addresses from before https at port 443 was required: listed to their tenant, called for 30 days, then refused. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Models } from '../../activities/ai/models.ts';
import type { GuardOptions } from '../../activities/net/guarded-agent.ts';
import { endpointOf, setEndpoint } from '../../store/ai/endpoint.ts';
import { addSource, repeatSource } from '../../store/knowledge/sources.ts';
import { startWorkflow } from '../../api/http/start-workflow.ts';
import { KNOWLEDGE_INGESTION_WORKFLOW, knowledgeIngestionWorkflowId } from '../../workflows/contract.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { databaseBefore } from '../support/older-database.ts';
import { atFileEnd } from '../support/running-test.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const MIGRATION = '20261129000060_insecure_addresses';
const NOW = Date.parse('2026-12-24T12:00:00Z');
const UNTIL = new Date(NOW + 86_400_000);

describe('the upgrade', () => {
  const endpoint = `
      INSERT INTO ai_endpoint (tenant_id, id, base_url, model, api_key, input_micros, output_micros, created_at)
      VALUES (gen_random_uuid(), gen_random_uuid(), $1, 'm', '', 0, 0, now())`;
  const source = `
      INSERT INTO kb_source (
        id,
        tenant_id,
        kind,
        name,
        url,
        audience,
        max_pages,
        state,
        round,
        publish,
        author_kind,
        author_id,
        created_at
      )
      VALUES
        (
          gen_random_uuid(),
          gen_random_uuid(),
          'site',
          'n',
          $1,
          'customer',
          1,
          'done',
          1,
          true,
          'user',
          gen_random_uuid(),
          now()
        )`;

  test('gives what is there 30 days, of every tenant, and what comes later none; the code before goes on', async () => {
    const older = await databaseBefore(MIGRATION);
    const { admin } = older;
    for (const url of ['http://a.example/', 'https://b.example:8443/']) {
      await admin.query(endpoint, [url]);
      await admin.query(source, [url]);
    }
    const {
      rows: [before],
    } = await admin.query<{ at: Date }>('SELECT now() AS at');
    await older.upgrade();
    const {
      rows: [after],
    } = await admin.query<{ at: Date }>('SELECT now() AS at');
    for (const table of ['ai_endpoint', 'kb_source']) {
      const { rows } = await admin.query<{ had: boolean }>(
        `
          SELECT
            insecure_until BETWEEN $1::timestamptz + interval '30 days' AND $2::timestamptz + interval '30 days' AS had
          FROM ${table}`,
        [before!.at, after!.at],
      );
      expect(rows).toEqual([{ had: true }, { had: true }]);
    }
    // As the code before writes them: it does not know the column.
    await admin.query(endpoint, ['http://c.example/']);
    await admin.query(source, ['http://c.example/']);
    for (const [table, column] of [
      ['ai_endpoint', 'base_url'],
      ['kb_source', 'url'],
    ])
      expect(
        (await admin.query(`SELECT insecure_until FROM ${table} WHERE ${column} = 'http://c.example/'`)).rows,
      ).toEqual([{ insecure_until: null }]);
  });
});

describe('with a clock', () => {
  let stack: Stack;
  let admin: HttpClient;
  let tenantId: string;
  let now = NOW;
  /** How often a name was looked up: each time it leads nowhere, so that nothing is called. */
  let looked = 0;
  const resolver = ((_name: string, _options: object, done: (error: Error) => void) => {
    looked += 1;
    done(Object.assign(new Error('nowhere'), { code: 'ENOTFOUND' }));
  }) as unknown as NonNullable<GuardOptions['resolver']>;

  beforeAll(async () => {
    stack = await createStack({ clock: () => now, resolver });
    admin = stack.api();
    tenantId = stack.tenants[0]!.id;
  });

  const withTenant: Stack['db']['database']['withTenant'] = (...args) => stack.db.database.withTenant(...args);
  const nameEndpoint = (baseUrl: string) =>
    withTenant(tenantId, unit =>
      setEndpoint(
        unit,
        stack.app.box,
        {
          baseUrl,
          model: 'm',
          apiKey: 'k',
          inputMicros: 0,
          outputMicros: 0,
          embeddingModel: null,
          embeddingMicros: 0,
          transcriptionModel: null,
          transcriptionMicros: 0,
        },
        now,
      ),
    );
  const nameSite = (url: string) =>
    withTenant(tenantId, unit =>
      addSource(
        unit,
        stack.app.box,
        {
          kind: 'site',
          name: 'n',
          url,
          language: null,
          audience: 'customer',
          maxPages: 1,
          refreshHours: null,
          publish: true,
          file: null,
        },
        { kind: 'user', id: tenantId },
        now,
      ),
    );
  const fromBefore = (table: string, id: string) =>
    stack.db.admin.query(`UPDATE ${table} SET insecure_until = $2 WHERE id = $1`, [id, UNTIL]);

  test('an endpoint is called until its time is over, and refused from then on', async () => {
    const id = await nameEndpoint('http://models.example/v1');
    await fromBefore('ai_endpoint', id);
    const models = new Models(
      stack.db.database,
      stack.app.box,
      { operators: null, allowedNetworks: [], resolver },
      () => now,
    );
    atFileEnd(() => models.close());
    const ask = async (): Promise<string> => {
      const endpoint = await withTenant(tenantId, unit => endpointOf(unit, stack.app.box, false));
      const result = await models.ask(endpoint!, {
        messages: [{ role: 'user', content: 'x' }],
        maxTokens: 10,
        timeoutMs: 600_000,
        signal: new AbortController().signal,
        json: null,
      });
      return result.kind === 'failed' ? result.code : result.kind;
    };
    const shown = async () => (await admin.get('/api/v1/ai/endpoint')).body.endpoint!.insecureUntil;
    for (const [at, code, times] of [
      [UNTIL.getTime() - 1, 'unreachable', 1],
      [UNTIL.getTime(), 'insecure_address', 0],
    ] as const) {
      [now, looked] = [at, 0];
      expect([await ask(), looked]).toEqual([code, times]);
      expect(await shown()).toBe(UNTIL.toISOString());
    }
    now = NOW;
    // Named anew, it has no time, whatever the one before had.
    await nameEndpoint('http://models.example/v1');
    looked = 0;
    expect([await ask(), looked]).toEqual(['insecure_address', 0]);
    await nameEndpoint('https://models.example/v1');
    expect([await ask(), looked]).toEqual(['unreachable', 1]);
    expect(await shown()).toBeNull();
    await withTenant(tenantId, ({ tx }) => tx.aiEndpoint.deleteMany({ where: { tenantId } }));
  });

  test('a source is read until its time is over, and not looked at again from then on', async () => {
    const id = await nameSite('http://site.example/help');
    await fromBefore('kb_source', id);
    const read = async (): Promise<object> => {
      const ended = await eventually(async () => {
        const { body } = await admin.get(`/api/v1/knowledge/sources/${id}`);
        return body.state === 'running' ? null : body;
      }, 'the end of the round');
      return { state: ended.state, problems: ended.problems, insecureUntil: ended.insecureUntil };
    };
    const begin = (round: number) =>
      startWorkflow(stack.app, KNOWLEDGE_INGESTION_WORKFLOW, {
        workflowId: knowledgeIngestionWorkflowId(id, round),
        input: { tenantId, sourceId: id, round },
        onConflict: 'USE_EXISTING',
      });
    const url = 'http://site.example/help';
    [now, looked] = [UNTIL.getTime() - 1, 0];
    await begin(1);
    expect(await read()).toEqual({
      state: 'failed',
      problems: [{ url, code: 'unreachable', leftOut: null }],
      insecureUntil: UNTIL.toISOString(),
    });
    expect(looked).toBe(1);
    // One that begins a moment before reads nothing a moment later.
    [now, looked] = [UNTIL.getTime(), 0];
    await withTenant(tenantId, unit => repeatSource(unit, id));
    await begin(2);
    expect(await read()).toEqual({
      state: 'failed',
      problems: [{ url, code: 'insecure_address', leftOut: null }],
      insecureUntil: UNTIL.toISOString(),
    });
    expect(looked).toBe(0);
    expect((await admin.post(`/api/v1/knowledge/sources/${id}/repeat`)).body).toMatchObject({
      status: 409,
      code: 'insecure_address',
    });
    now = NOW;
    expect((await admin.delete(`/api/v1/knowledge/sources/${id}`)).status).toBe(200);
  });

  test('they are listed to their tenant and to no other; new ones are refused at once, with the field', async () => {
    const [good, site] = [await nameSite('https://site.example/'), await nameSite('https://site.example:8443/')];
    for (const each of [good, site]) await fromBefore('kb_source', each);
    const endpoint = await nameEndpoint('http://models.example/v1');
    await fromBefore('ai_endpoint', endpoint);
    const until = UNTIL.toISOString();
    expect((await admin.get('/api/v1/insecure-addresses')).body).toEqual({
      items: [
        { kind: 'ai_endpoint', id: endpoint, address: 'http://models.example/v1', until },
        { kind: 'knowledge_source', id: site, address: 'https://site.example:8443/', until },
      ],
      nextCursor: null,
    });
    expect((await stack.api(1).get('/api/v1/insecure-addresses')).body.items).toEqual([]);
    const sources = (await admin.get('/api/v1/knowledge/sources')).body.items;
    expect(sources.filter(each => each.insecureUntil !== null).map(each => each.id)).toEqual([site]);
    expect((await (await stack.agent(0)).get('/api/v1/insecure-addresses')).status).toBe(403);
  });

  test.each([
    ['http://models.example/v1', 'insecure_address'],
    ['https://models.example:8443/v1', 'insecure_address'],
    ['http://models.example:443/v1', 'insecure_address'],
    ['https://127.0.0.1/v1', 'forbidden_address'],
    ['http://127.0.0.1/v1', 'forbidden_address'],
    ['https://[::1]/v1', 'forbidden_address'],
    ['https://2130706433/v1', 'forbidden_address'],
    ['https://0x7f.1/v1', 'forbidden_address'],
    ['https://[::ffff:169.254.169.254]/', 'forbidden_address'],
    ['https://168.63.129.16/', 'forbidden_address'],
    ['https://[100:0:0:1::1]/', 'forbidden_address'],
    ['https://user:secret@models.example/v1', 'invalid_request'],
  ])('%s is refused at once: %s', async (address, code) => {
    expect((await admin.put('/api/v1/ai/endpoint', { baseUrl: address, model: 'm', apiKey: 'k' })).body).toMatchObject({
      status: 400,
      code,
      field: 'baseUrl',
    });
    expect((await admin.post('/api/v1/knowledge/sources', { url: address })).body).toMatchObject({
      status: 400,
      code,
      field: 'url',
    });
  });
});

test('in a network that the operator allows by name nothing is asked of an address, and nothing listed', async () => {
  const stack = await createStack({ temporal: 'none', allowedNetworks: ['127.0.0.0/8', '::1/128'], tenants: [{}] });
  for (const url of ['http://127.0.0.1:9/', 'http://localhost:9/'])
    expect((await stack.api().post('/api/v1/knowledge/sources', { url })).status).toBe(202);
  expect((await stack.api().get('/api/v1/insecure-addresses')).body.items).toEqual([]);
  expect((await stack.api().post('/api/v1/knowledge/sources', { url: 'http://10.0.0.1/' })).body).toMatchObject({
    code: 'forbidden_address',
    field: 'url',
  });
});
