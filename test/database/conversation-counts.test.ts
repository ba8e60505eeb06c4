/** The numbers of conversations are exact at each moment, whoever changes, moves and deletes conversations meanwhile. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OPEN_PHASES, PHASES } from '../../domain/conversation/state.ts';
import type { Sight } from '../../store/conversation/scope.ts';
import { newId } from '../../store/db/ids.ts';
import { addUpCounts, countConversations } from '../../store/views/conversation-counts.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';
import { databaseBefore } from '../support/older-database.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import { Database } from '../../store/db/database.ts';
import { atFileEnd } from '../support/running-test.ts';

/** Enough that each change of each column meets each moment of adding up. */
const STEPS = size({ quick: 400, full: 5_000 });

let db: TestDatabase;
const chance = random('conversation counts');
const [tenant, other] = [newId(), newId()];
const [mine, theirs, foreign] = [newId(), newId(), newId()];
const queues = [mine, theirs, foreign, null];
const agents = [newId(), newId(), null];
const me = agents[0]!;

beforeAll(async () => {
  db = await createTestDatabase();
  for (const trigger of ['conversation_counted', 'conversation_counted_anew'])
    await db.admin.query(`ALTER TABLE conversation ENABLE ALWAYS TRIGGER ${trigger}`);
});
afterAll(() => db.close());

/** Conversations alone: nothing checks what they refer to, and the changes are noted all the same. */
async function write(sql: string, ...values: unknown[]): Promise<void> {
  const client = await db.admin.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(sql, values);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

const INSERT = `
  INSERT INTO conversation (
    id, tenant_id, thread_id, number_id, contact_id, phase, queue_id, agent_id, opened_at, last_message_at, last_seq,
    last_wake_seq, weight, priority, window_expiry_noted, sends
  )
  VALUES ($1, $2, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $3, $4, $5, now(), now(), 1, 0, 0, 0, false, '[]')`;

async function step(): Promise<void> {
  const [id, phase, queue, agent] = [newId(), chance.pick(PHASES), chance.pick(queues), chance.pick(agents)];
  const which = `(SELECT id FROM conversation WHERE tenant_id = $1 ORDER BY md5(id::text || $2) LIMIT 3)`;
  switch (chance.below(5)) {
    case 0:
    case 1:
      await write(INSERT, id, chance.below(4) === 0 ? other : tenant, phase, queue, agent);
      break;
    case 2:
      await write(
        `UPDATE conversation SET phase = $3, queue_id = $4, agent_id = $5, priority = 1 WHERE id IN ${which}`,
        tenant,
        id,
        phase,
        queue,
        agent,
      );
      break;
    case 3:
      await write(`UPDATE conversation SET priority = 2 WHERE id IN ${which}`, tenant, id);
      break;
    default:
      await write(`DELETE FROM conversation WHERE id IN (SELECT id FROM ${which} few LIMIT 1)`, tenant, id);
  }
}

async function scanned(condition: string, ...values: unknown[]): Promise<Record<string, number>> {
  const { rows } = await db.admin.query<{ phase: string; number: number }>(
    `SELECT phase, count(*)::int AS number FROM conversation WHERE tenant_id = $1 AND (${condition}) GROUP BY phase`,
    [tenant, ...values],
  );
  return Object.fromEntries(rows.map(row => [row.phase, row.number]));
}

const counted = (sight: Sight) => db.database.withTenant(tenant, unit => countConversations(unit, sight, me));

test('they are what a scan counts, before, between and after adding up', async () => {
  for (let number = 0; number < STEPS; number += 1) {
    await step();
    if (chance.below(10) === 0) await Promise.all([addUpCounts(db.relayPool, 7), addUpCounts(db.relayPool, 7)]);
    if (chance.below(10) !== 0) continue;
    expect(await counted({ all: true })).toEqual({
      seen: await scanned('true'),
      own: await scanned('agent_id = $2', me),
    });
    const consultedOn = (
      await db.admin.query<{ id: string }>(
        'SELECT id FROM conversation WHERE tenant_id = $1 AND phase = ANY($2) ORDER BY id LIMIT 4',
        [tenant, OPEN_PHASES],
      )
    ).rows.map(row => row.id);
    const queueIds = [mine, theirs].slice(chance.below(3));
    expect(await counted({ all: false, agentId: me, queueIds, consultedOn })).toEqual({
      seen: await scanned('agent_id = $2 OR queue_id = ANY($3) OR id = ANY($4)', me, queueIds, consultedOn),
      own: await scanned('agent_id = $2', me),
    });
  }
  while ((await addUpCounts(db.relayPool, 500)) > 0);
  const { rows } = await db.admin.query<{ left: number }>(
    'SELECT count(*)::int AS left FROM conversation_count_change',
  );
  expect(rows[0]!.left).toBe(0);
  expect((await counted({ all: true })).seen).toEqual(await scanned('true'));
});

test('several workers add up at once, and each change once', async () => {
  const before = await scanned('true');
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      await write(INSERT, newId(), tenant, 'queued', mine, null);
      await addUpCounts(db.relayPool, 3);
    }),
  );
  while ((await addUpCounts(db.relayPool, 500)) > 0);
  const after = { ...before, queued: (before['queued'] ?? 0) + 50 };
  expect((await counted({ all: true })).seen).toEqual(after);
  const { rows } = await db.admin.query<{ number: number }>(
    'SELECT sum(number)::int AS number FROM conversation_count WHERE tenant_id = $1 AND NOT by_agent',
    [tenant],
  );
  expect(rows[0]!.number).toBe(Object.values(after).reduce((sum, number) => sum + number, 0));
});

test('what is undone is not counted, and nothing of another tenant is', async () => {
  const before = (await counted({ all: true })).seen;
  const client = await db.admin.connect();
  await client.query('BEGIN');
  await client.query('UPDATE conversation SET phase = $2 WHERE tenant_id = $1', [tenant, 'archived']);
  await client.query('ROLLBACK');
  client.release();
  expect((await counted({ all: true })).seen).toEqual(before);
  await db.database.withTenant(newId(), async unit => {
    expect(await countConversations(unit, { all: true }, me)).toEqual({ seen: {}, own: {} });
  });
});

test('conversations from before this version are counted', async () => {
  const earlier = await databaseBefore('20261130000078_conversation_counts');
  const client = await earlier.admin.connect();
  await client.query('SET session_replication_role = replica');
  await client.query("INSERT INTO tenant (id, name, default_queue_id, created_at) VALUES ($1, 'Earlier', $2, now())", [
    tenant,
    mine,
  ]);
  for (const [phase, queue, agent] of [
    ['active', mine, me],
    ['active', mine, agents[1]],
    ['queued', mine, null],
    ['closed', null, me],
    ['closed', null, null],
  ])
    await client.query(INSERT, [newId(), tenant, phase, queue, agent]);
  await client.query('RESET session_replication_role');
  client.release();
  await earlier.upgrade();
  const database = new Database({ url: earlier.appUrl, poolSize: 1, maxWaitMs: 600_000, timeoutMs: 600_000 });
  atFileEnd(() => database.close());
  await database.withTenant(tenant, async unit => {
    expect(await countConversations(unit, { all: true }, me)).toEqual({
      seen: { active: 2, queued: 1, closed: 2 },
      own: { active: 1, closed: 1 },
    });
    const sight = { all: false, agentId: me, queueIds: [mine], consultedOn: [] } as const;
    expect((await countConversations(unit, sight, me)).seen).toEqual({ active: 2, queued: 1, closed: 1 });
  });
});
