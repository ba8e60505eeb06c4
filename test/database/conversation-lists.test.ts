/**
 * Lists of conversations have what a scan would find, in its order, whatever they are narrowed to; and however few
 * fit, only so many rows are looked at.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { PHASES } from '../../domain/conversation/state.ts';
import type { Sight } from '../../store/conversation/scope.ts';
import { newId } from '../../store/db/ids.ts';
import type { ConversationFilter } from '../../store/views/conversation-filter.ts';
import type { ListPart, ListPlace } from '../../store/views/list-conversations.ts';
import { listConversations, listQuery } from '../../store/views/list-conversations.ts';
import type { TestDatabase } from '../support/database.ts';
import { createTestDatabase } from '../support/database.ts';
import { rowsLookedAt } from '../support/explained.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';

const CLOSED = 20_000;
/** Enough for each kind of filter beside each other one. */
const ASKED = size({ quick: 150, full: 2_000 });
const NOW = Date.parse('2026-12-01T12:00:00Z');
const MINUTE = 60_000;

let db: TestDatabase;
let app: pg.Client;
const chance = random('conversation lists');
const [big, small] = [newId(), newId()];
const [mine, theirs, foreign] = [newId(), newId(), newId()];
const queues = [mine, theirs, foreign];
const [me, other] = [newId(), newId()];
const agents = [me, other, null];
const numbers = [newId(), newId()];
const numberOfBig = newId();

/** Rows alone: nothing checks what they refer to. */
async function write(sql: string, values: readonly unknown[]): Promise<void> {
  const client = await db.admin.connect();
  try {
    await client.query('SET session_replication_role = replica');
    await client.query(sql, [...values]);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

interface Row {
  readonly id: string;
  readonly phase: string;
  readonly queueId: string | null;
  readonly agentId: string | null;
  readonly numberId: string;
  readonly contactId: string;
  readonly tags: readonly string[];
  readonly name: string;
  readonly unread: number;
  readonly preview: string;
  readonly breached: boolean;
  readonly windowEndsAt: number | null;
  readonly at: number;
  readonly mentioned: boolean;
}

/** Some of them at one and the same moment. */
const someRow = (contacts: readonly Pick<Row, 'contactId' | 'tags' | 'name'>[]): Row => ({
  ...chance.pick(contacts),
  id: newId(),
  phase: chance.pick(PHASES),
  queueId: chance.pick([...queues, null]),
  agentId: chance.pick(agents),
  numberId: chance.pick(numbers),
  unread: chance.below(2),
  preview: chance.pick(['Where is my bike?', 'Thank you', '100% right']),
  breached: chance.below(3) === 0,
  windowEndsAt: chance.pick([null, NOW - MINUTE, NOW + MINUTE, NOW + 600 * MINUTE]),
  at: NOW - chance.below(30) * 10_000,
  mentioned: chance.below(6) === 0,
});

async function insert(row: Row): Promise<void> {
  await write(
    `
      WITH threads AS (
        INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at) VALUES ($2, $1, $3, $4, now())
        ON CONFLICT (tenant_id, contact_id, number_id) DO NOTHING
      )
      INSERT INTO conversation (
        id, tenant_id, thread_id, number_id, contact_id, phase, queue_id, agent_id, opened_at, last_message_at, last_seq,
        last_wake_seq, weight, priority, window_expiry_noted, sends, unread, last_message_preview, sla, window_expires_at
      )
      VALUES (
        $5, $1, coalesce((SELECT id FROM thread WHERE tenant_id = $1 AND contact_id = $4 AND number_id = $3), $2), $3, $4,
        $6, $7, $8, $9, $9, 1, 0, 0, 0, false, '[]', $10, $11, $12, $13
      )`,
    [
      small,
      newId(),
      row.numberId,
      row.contactId,
      row.id,
      row.phase,
      row.queueId,
      row.agentId,
      new Date(row.at),
      row.unread,
      row.preview,
      JSON.stringify(
        row.breached
          ? [{ target: 'first_response', breached: true, dueAt: NOW - MINUTE, warnsAt: null, remainingMs: null }]
          : [],
      ),
      row.windowEndsAt === null ? null : new Date(row.windowEndsAt),
    ],
  );
  if (row.mentioned)
    await write(
      'INSERT INTO mention (tenant_id, user_id, conversation_id, message_id, at) VALUES ($1, $2, $3, gen_random_uuid(), now())',
      [small, me, row.id],
    );
}

const rows: Row[] = [];
beforeAll(async () => {
  db = await createTestDatabase();
  // A company in which nearly all is closed: the oldest of all is the only one that waits, and the only one of VIPs.
  await write(
    `
      INSERT INTO conversation (
        id, tenant_id, thread_id, number_id, contact_id, phase, queue_id, agent_id, opened_at, last_message_at, last_seq,
        last_wake_seq, weight, priority, window_expiry_noted, sends
      )
      SELECT
        md5(n::text)::uuid, $1, md5('t' || n)::uuid, $2, md5('c' || n)::uuid, 'closed', ($3::uuid[])[1 + n % 3],
        ($4::uuid[])[1 + n % 2], t.at, t.at, 1, 0, 0, 0, false, '[]'
      FROM generate_series(1, $5::int) n
        CROSS JOIN LATERAL (SELECT $6::timestamptz - n * interval '10 seconds' AS at) t`,
    [big, numberOfBig, queues, [me, other], CLOSED, new Date(NOW)],
  );
  await write(
    "INSERT INTO contact (id, tenant_id, created_at, tags, profile_name) SELECT md5('c' || n)::uuid, $1, now(), '{}', 'Ann' FROM generate_series(1, $2::int) n",
    [big, CLOSED],
  );
  await write("UPDATE conversation SET phase = 'queued', agent_id = NULL WHERE id = md5($1)::uuid", [String(CLOSED)]);
  await write("UPDATE contact SET tags = '{vip}', profile_name = 'Zoe' WHERE id = md5($1)::uuid", [`c${CLOSED}`]);
  await write(
    "INSERT INTO thread (id, tenant_id, number_id, contact_id, created_at) SELECT md5('t' || n)::uuid, $1, $2, md5('c' || n)::uuid, now() FROM generate_series(1, $3::int) n",
    [big, numberOfBig, CLOSED],
  );
  for (const [number, tenant] of [...numbers.map(each => [each, small]), [numberOfBig, big]])
    await write(
      "INSERT INTO business_number (id, tenant_id, phone_number_id, waba_id, display_phone_number, name, access_token, created_at) VALUES ($1::uuid, $2, $1::uuid::text, '9', '+1', 'N', '\\x00', now())",
      [number, tenant],
    );
  const contacts = Array.from({ length: 40 }, () => ({
    contactId: newId(),
    tags: chance.pick([[], ['vip'], ['vip', 'late']]),
    name: chance.pick(['Ann', 'Bo_b', 'Zoe']),
  }));
  for (const { contactId, tags, name } of contacts)
    await write('INSERT INTO contact (id, tenant_id, created_at, tags, profile_name) VALUES ($1, $2, now(), $3, $4)', [
      contactId,
      small,
      tags,
      name,
    ]);
  for (let n = 0; n < 150; n += 1) {
    const row = someRow(contacts);
    // A contact has one open conversation on a number.
    const isOpen = !['closed', 'archived', 'erased'].includes(row.phase);
    const before = rows.some(
      each =>
        each.contactId === row.contactId &&
        each.numberId === row.numberId &&
        !['closed', 'archived', 'erased'].includes(each.phase),
    );
    rows.push(isOpen && before ? { ...row, phase: 'closed' } : row);
    await insert(rows.at(-1)!);
  }
  await db.admin.query('ANALYZE');
  app = new pg.Client({ connectionString: db.appUrl, options: '-c jit=off' });
  await app.connect();
  await app.query("SELECT set_config('app.tenant_id', $1, false)", [big]);
});
afterAll(async () => {
  await app.end();
  await db.close();
});

const ALL: Sight = { all: true };
const START: ListPart = { from: null, towards: 'older', limit: 50 };

const NARROW: Sight = { all: false, agentId: newId(), queueIds: [mine, theirs], consultedOn: [newId()] };
const CASES: readonly (readonly [what: string, filter: ConversationFilter, scope: Sight, most: number])[] = [
  ['who waits, where nearly nobody does', { states: ['queued', 'offered'] }, ALL, 10],
  ['the same, of some queues', { states: ['queued', 'offered'] }, NARROW, 10],
  ['the same, of one queue', { states: ['queued', 'offered'], queueId: foreign }, ALL, 10],
  ['open ones of an agent who has many closed ones', { states: ['active', 'wrapping'], agentId: me }, ALL, 10],
  ['everything', {}, ALL, 200],
  ['everything of some queues', {}, NARROW, 400],
  ['closed ones', { states: ['closed'] }, ALL, 200],
  ['unassigned ones that wait', { states: ['queued'], agentId: null }, ALL, 10],
  ['a tag that one contact has', { tag: 'vip' }, ALL, 5_000],
  ['the same, of some queues', { tag: 'vip' }, NARROW, 6_000],
  ['a tag among those who wait', { tag: 'vip', states: ['queued'] }, ALL, 10],
  ['service levels that were missed', { sla: 'breached' }, ALL, 5_000],
  ['open windows', { window: 'open' }, ALL, 5_000],
  ['unread ones', { unread: true }, ALL, 5_000],
  ['a number that has none', { numberId: newId() }, ALL, 5_000],
  ['a name that one contact has', { text: 'zoe' }, ALL, 8_000],
  ['a contact', { contactId: newId() }, ALL, 10],
  ['mentions of somebody who has none', { mentions: newId() }, ALL, 100],
];

describe.each(['force_generic_plan', 'force_custom_plan'])('%s', planned => {
  test.each(CASES)('%s', async (_what, filter, scope, most) => {
    const query = listQuery(big, scope, { filter, part: START }, NOW);
    expect(await rowsLookedAt(app, planned, query.text, query.values)).toBeLessThanOrEqual(most);
  });
});

/** Reads a list to its end. @returns the ids, and how many parts there were. */
async function readAll(
  tenant: string,
  scope: Sight,
  filter: ConversationFilter,
  { towards, limit }: Pick<ListPart, 'towards' | 'limit'>,
): Promise<{ ids: string[]; parts: number }> {
  const ids: string[] = [];
  // Before everything, at the other end.
  let from: ListPlace | null =
    towards === 'older' ? null : { at: '2000-01-01T00:00:00.000Z', id: '00000000-0000-0000-0000-000000000000' };
  for (let parts = 1; ; parts += 1) {
    const place = from;
    const read = await db.database.withTenant(tenant, unit =>
      listConversations(unit, scope, { filter, part: { from: place, towards, limit } }, NOW),
    );
    expect(read.items.length).toBeLessThanOrEqual(limit);
    ids.push(...(towards === 'older' ? read.items : [...read.items].reverse()).map(({ id }) => id));
    const far = towards === 'older' ? read.items.at(-1) : read.items[0];
    if (read.isMore) from = { at: far!.lastMessage?.at ?? far!.openedAt, id: far!.id };
    else if (read.end !== null) from = read.end;
    else return { ids, parts };
  }
}

const isSeen = (row: Row, scope: Sight): boolean =>
  scope.all ||
  row.agentId === scope.agentId ||
  (row.queueId !== null && scope.queueIds.includes(row.queueId)) ||
  scope.consultedOn.includes(row.id);

function isInWindow({ windowEndsAt }: Row, window: 'open' | 'closing' | 'closed'): boolean {
  const isOpen = windowEndsAt !== null && windowEndsAt > NOW;
  if (window === 'closed') return !isOpen;
  return isOpen && (window === 'open' || windowEndsAt < NOW + 120 * MINUTE);
}

const holds = <T>(wanted: T | undefined, condition: (wanted: T) => boolean): boolean =>
  wanted === undefined || condition(wanted);

const fits = (row: Row, filter: ConversationFilter, scope: Sight): boolean =>
  [
    isSeen(row, scope),
    filter.states === undefined ? row.phase !== 'erased' : filter.states.includes(row.phase),
    holds(filter.queueId, id => row.queueId === id),
    holds(filter.agentId, id => row.agentId === id),
    holds(filter.contactId, id => row.contactId === id),
    holds(filter.numberId, id => row.numberId === id),
    holds(filter.tag, tag => row.tags.includes(tag)),
    holds(filter.sla, which => which === 'breached' && row.breached),
    holds(filter.window, which => isInWindow(row, which)),
    holds(filter.mentions, id => id === me && row.mentioned),
    holds(filter.unread, () => row.unread > 0),
    holds(filter.text, text => [row.name, row.preview].some(each => each.toLowerCase().includes(text.toLowerCase()))),
  ].every(Boolean);

/** A value, or nothing, which is more likely. */
const maybe = <T>(values: readonly T[]): T | undefined => (chance.below(5) === 0 ? chance.pick(values) : undefined);
const someFilter = (): ConversationFilter => ({
  states: chance.below(3) === 0 ? undefined : PHASES.filter(() => chance.below(2) === 0),
  queueId: maybe(queues),
  agentId: maybe(agents),
  contactId: maybe(rows.map(({ contactId }) => contactId)),
  numberId: maybe(numbers),
  tag: maybe(['vip', 'late']),
  sla: maybe(['breached', 'due'] as const),
  window: maybe(['open', 'closing', 'closed'] as const),
  mentions: maybe([me]),
  unread: maybe([true]),
  text: maybe(['ann', 'BIKE', 'o_b', '0%']),
});

test('lists have what a scan would find, in its order, in both directions', async () => {
  for (let n = 0; n < ASKED; n += 1) {
    const filter = someFilter();
    const scope = chance.pick<Sight>([
      ALL,
      {
        all: false,
        agentId: me,
        queueIds: chance.pick([[], [mine], [mine, theirs]]),
        consultedOn: [chance.pick(rows).id, chance.pick(rows).id],
      },
    ]);
    const towards = chance.pick(['older', 'newer'] as const);
    const expected = rows
      .filter(row => fits(row, filter, scope))
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
    const { ids } = await readAll(small, scope, filter, { towards, limit: 1 + chance.below(40) });
    expect({ filter, scope, ids }).toEqual({ filter, scope, ids: towards === 'older' ? expected : expected.reverse() });
  }
});

test('what is far behind all that does not fit is found in parts, of which none looks at everything', async () => {
  const { ids, parts } = await readAll(big, ALL, { tag: 'vip' }, { towards: 'older', limit: 50 });
  expect(ids).toHaveLength(1);
  expect(parts).toBeGreaterThan(10);
  expect(parts).toBeLessThan(30);
});
