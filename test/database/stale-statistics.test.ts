/**
 * How many rows a statement looks at must not depend on when PostgreSQL last analysed the tables: in between, a queue
 * may have got a thousand agents.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Node } from '../../bench/pairs/plans.ts';
import { lookedAtForEach } from '../../bench/pairs/plans.ts';
import { inOrder, statements } from '../../store/db/statement.ts';
import '../../store/acd/reserved-by-other-queues.ts';
import { createTestDatabase } from '../support/database.ts';

/** Asked for on the tables as they are after a real company has grown: docs/benchmarks.md, “growth”. */
const MOST_FOR_EACH = 20;
const TABLES = ['queue', 'queue_member', 'match_request'] as const;
const [tenant, crowded, other] = [randomUUID(), randomUUID(), randomUUID()];
const statement = statements().find(each => each.name === 'needed_elsewhere_others')!;

let admin: pg.Client;
let asked: pg.Client;
beforeAll(async () => {
  const db = await createTestDatabase();
  [admin, asked] = [db.adminUrl, db.appUrl].map(url => new pg.Client({ connectionString: url })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([admin.connect(), asked.connect()]);
  await asked.query("SELECT set_config('app.tenant_id', $1, false)", [tenant]);
  const types = statement.order.map(name => statement.takes[name]!.name);
  await asked.query(`PREPARE others (${types.join()}) AS ${statement.sql}`);
  await admin.query(TABLES.map(table => `ALTER TABLE ${table} SET (autovacuum_enabled = off)`).join('; '));
  // Rows of these tables alone: nobody is there whom they name.
  await admin.query('SET session_replication_role = replica');
});
afterAll(() => Promise.all([admin.end(), asked.end()]));

const count = (...tables: readonly string[]) => admin.query(tables.map(table => `ANALYZE ${table}`).join('; '));
const members = (queue: string, agents: number) =>
  admin.query(
    'INSERT INTO queue_member (tenant_id, queue_id, agent_id) SELECT $1, $2, gen_random_uuid() FROM generate_series(1, $3)',
    [tenant, queue, agents],
  );
const request = (queue: string) =>
  admin.query('INSERT INTO match_request (tenant_id, queue_id, generation, requested_at) VALUES ($1, $2, 1, now())', [
    tenant,
    queue,
  ]);
const neighbours = () =>
  admin.query(`
    INSERT INTO queue_member (tenant_id, queue_id, agent_id)
    SELECT t, t, gen_random_uuid()
    FROM (SELECT gen_random_uuid() AS t FROM generate_series(1, 300)) others, generate_series(1, 20)`);

/** How the tables change, one step after the other; after each the statement is looked at. */
const STEPS: readonly (readonly [name: string, step: () => Promise<unknown>])[] = [
  [
    'a small company among others, counted',
    async () => {
      await neighbours();
      for (const queue of [crowded, other])
        await admin.query('INSERT INTO queue (id, tenant_id, name, created_at) VALUES ($1, $2, $3, now())', [
          queue,
          tenant,
          `Queue ${queue}`,
        ]);
      await members(crowded, 3);
      await request(crowded);
      await count(...TABLES);
    },
  ],
  ['it has grown, and nobody has counted', () => members(crowded, 2_000)],
  ['its agents are counted', () => count('queue_member')],
  [
    'requests were counted when there were none',
    async () => {
      await admin.query('DELETE FROM match_request');
      await count('match_request');
      await request(crowded);
    },
  ],
  ['requests of both queues', () => request(other)],
  [
    'nothing is known of what was counted',
    async () => {
      await admin.query("DELETE FROM pg_statistic WHERE starelid = 'queue_member'::regclass");
      await asked.query('DISCARD PLANS');
    },
  ],
];

test.each(STEPS)('from an agent to its other queues: %s', async (_name, step) => {
  await step();
  const { rows } = await admin.query<{ agent_id: string }>(
    'SELECT agent_id FROM queue_member WHERE queue_id = $1 ORDER BY agent_id LIMIT 3',
    [crowded],
  );
  const agents = `{${rows.map(row => row.agent_id).join()}}`;
  for (const queue of [crowded, other])
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await asked.query(`SET plan_cache_mode = ${mode}`);
      const values = inOrder(statement, { queue, agents }).map(value => `'${String(value)}'`);
      const {
        rows: [explained],
      } = await asked.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
        `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE others (${values.join()})`,
      );
      expect(lookedAtForEach(explained!['QUERY PLAN'][0]!.Plan)).toBeLessThanOrEqual(MOST_FOR_EACH);
    }
});

test('an agent’s other queues are those that wait to be matched, with how much later its place there is', async () => {
  const [both, one] = (
    await admin.query<{ agent_id: string }>('SELECT agent_id FROM queue_member WHERE queue_id = $1 LIMIT 2', [crowded])
  ).rows.map(row => row.agent_id) as [string, string];
  await admin.query(
    'INSERT INTO queue_member (tenant_id, queue_id, agent_id, rank) VALUES ($1, $2, $3, 3), ($1, $4, $3, 1)',
    [tenant, other, both, randomUUID()],
  );
  const ask = async (queue: string, agents: readonly string[]) =>
    (await asked.query(statement.sql, inOrder(statement, { queue, agents }))).rows as unknown[];
  const later = { agent_id: both, queue_id: other, weight: 1, ranks_later: 2 };
  expect(await ask(crowded, [both, one, randomUUID()])).toEqual([later]);
  expect(await ask(other, [both])).toEqual([{ ...later, queue_id: crowded, ranks_later: -2 }]);
  // Who is no member here is nobody's to give away.
  expect(await ask(other, [one])).toEqual([]);
  expect(await ask(crowded, [])).toEqual([]);
});
