import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { archive, assign, close, endWrapUp, offer } from '../../domain/conversation/decide.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { transition } from '../../store/conversation/transition.ts';
import { storeItems } from '../../store/inbound/ingest.ts';
import { newId } from '../../store/db/ids.ts';
import { requireQueue, tenantSettings } from '../../store/tenant/settings.ts';
import { countRows, ingestorAt } from '../support/hot-path.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/**
 * The same random batches for two tenants: one handles them as the webhook does (hot path, then the general path for
 * the rest), the other by the general path alone. Afterwards nothing but ids may differ.
 */
const CONTACTS = 5;
const DAY_MS = 24 * 60 * 60 * 1000;
const BEGIN = Date.UTC(2026, 0, 5);

/** What comes under one id is always the same, so a second copy differs in nothing. */
const message = fc.record({ contact: fc.nat(CONTACTS - 1), serial: fc.nat(90) });
/** By how much a message is older than when it comes; the last ones are times that cannot be. */
const LATE_MS = [0, 0, 500, 60_000, 2 * DAY_MS, -5_000, -600_000, -9e14, 1.7e12];
const step = fc.record({
  waitMs: fc.constantFrom(1, 1_000, 60_000, DAY_MS, 9 * DAY_MS),
  act: fc.record({
    contact: fc.nat(CONTACTS - 1),
    what: fc.constantFrom('nothing', 'assign', 'offer', 'close', 'endWrapUp', 'archive'),
  }),
  messages: fc.array(message, { minLength: 1, maxLength: 9 }),
});

const RUNS = size({ quick: 40, full: 400 });

let stack: Stack;
beforeAll(
  async () =>
    void (stack = await createStack({
      temporal: 'none',
      tenants: [{ maxPerAgent: 100_000 }, { maxPerAgent: 100_000 }],
    })),
);
afterAll(() => stack.close());

function item(
  run: number,
  tenant: number,
  at: number,
  { contact, serial }: { contact: number; serial: number },
): InboundMessage {
  const form =
    serial % 17 === 0
      ? 'reaction'
      : serial % 13 === 0
        ? 'system'
        : serial % 19 === 0
          ? 'image'
          : serial % 5 === 0
            ? 'location'
            : 'text';
  const content = {
    text: { body: `text ${serial}` },
    image: { id: `${serial}`, caption: 'a picture' },
    location: { latitude: 1, longitude: serial, name: 'a place' },
    system: { body: 'changed' },
    reaction: { message_id: 'wamid.0', emoji: '👍' },
  }[form];
  return {
    item: 'message',
    phoneNumberId: stack.tenants[tenant]!.phoneNumberId,
    wamid: `wamid.${run}.${contact}.${serial}`,
    sentAt: at - LATE_MS[serial % LATE_MS.length]!,
    kind: form,
    content,
    contextWamid: null,
    opensWindow: form !== 'system',
    sender: {
      userId: serial % 7 === 0 ? `DE.${run}x${contact}` : null,
      waId: `49${run}00${contact}`,
      profileName: serial % 11 === 0 ? 'Other' : serial % 10 === 0 ? null : 'Same',
      username: null,
    },
    target: form === 'reaction' ? { kind: 'reaction', wamid: 'wamid.0' } : null,
    raw: serial % 2 === 0 ? null : { serial },
  };
}

/** One change of the contact's newest conversation, where the table allows it. */
async function act(
  run: number,
  tenant: number,
  at: number,
  { contact, what }: { contact: number; what: string },
): Promise<void> {
  const { id: tenantId, users } = stack.tenants[tenant]!;
  const {
    rows: [found],
  } = await stack.db.admin.query<{ id: string }>(
    `
      SELECT v.id
      FROM conversation v JOIN contact_identity i ON i.contact_id = v.contact_id
      WHERE v.tenant_id = $1 AND i.value = $2
      ORDER BY v.opened_at DESC, v.id DESC
      LIMIT 1`,
    [tenantId, `49${run}00${contact}`],
  );
  if (found === undefined || what === 'nothing') return;
  await stack.db.database.withTenant(tenantId, async unit => {
    const [settings, agentId] = [await tenantSettings(unit), users[1]!.id];
    await transition(unit, { conversationId: found.id, at, actor: SYSTEM_ACTOR, lockThread: true }, async state => {
      if (state.phase === 'archived' || state.phase === 'erased') return { refused: 'already_done' };
      const queue = await requireQueue(unit, state.queueId);
      switch (what) {
        case 'assign':
          return assign(state, agentId, newId(), queue.weight);
        case 'offer':
          return offer(state, agentId, newId(), queue, at);
        case 'close':
          return close(state, { reason: 'agent' }, at, settings, queue);
        case 'endWrapUp':
          return endWrapUp(state, at, settings);
        default:
          return archive(state, at);
      }
    });
  });
}

const TABLES = [
  `
    SELECT i.value AS who, c.profile_name, c.username
    FROM contact_identity i JOIN contact c ON c.id = i.contact_id
    WHERE i.tenant_id = $1 AND i.created_at >= $2
    ORDER BY 1`,
  `
    SELECT
      i.value AS who,
      row_number() OVER (PARTITION BY i.value ORDER BY v.opened_at, v.id) AS nth,
      to_jsonb(v) - '{id,tenant_id}'::text[] AS row,
      (
        SELECT jsonb_agg(to_jsonb(e) - '{xid,position,tenant_id}'::text[] ORDER BY e.seq)
        FROM conversation_event e
        WHERE e.conversation_id = v.id
      ) AS events,
      (
        SELECT jsonb_agg(to_jsonb(m) - '{tenant_id}'::text[] ORDER BY m.wamid)
        FROM message m
        WHERE m.conversation_id = v.id
      ) AS messages,
      (
        SELECT jsonb_agg(to_jsonb(o) - '{tenant_id}'::text[] ORDER BY o.seq)
        FROM outbox o
        WHERE o.conversation_id = v.id
      ) AS outbox,
      (
        SELECT jsonb_agg(to_jsonb(h) - '{tenant_id}'::text[])
        FROM outbox_head h
        WHERE h.conversation_id = v.id
      ) AS head
    FROM conversation v JOIN contact_identity i ON i.contact_id = v.contact_id
    WHERE v.tenant_id = $1 AND v.opened_at >= $2 AND i.kind = 'wa_id'
    ORDER BY 1, 2`,
  `
    SELECT encode(k.wamid_hash, 'hex') AS hash, m.wamid
    FROM inbound_key k JOIN message m ON m.id = k.message_id
    WHERE k.tenant_id = $1 AND k.created_at >= $2
    ORDER BY 1`,
  `
    SELECT e.kind, m.wamid, e.target_wamid, e.at
    FROM message_event e JOIN message m ON m.id = e.message_id
    WHERE e.tenant_id = $1 AND m.received_at >= $2
    ORDER BY 1, 2`,
];

/** Everything a tenant has of conversations begun since then, with each id replaced by how early it is first named. */
async function contentOf(tenant: number, since: number): Promise<unknown> {
  const tables = await Promise.all(
    TABLES.map(
      async text => (await stack.db.admin.query(text, [stack.tenants[tenant]!.id, new Date(since)])).rows as object[],
    ),
  );
  const names = new Map<string, string>();
  return JSON.parse(
    JSON.stringify(tables).replaceAll(
      /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}/g,
      id => names.get(id) ?? (names.set(id, `id ${names.size}`), `id ${names.size - 1}`),
    ),
  );
}

test('what the hot path stores is what the general path stores', async () => {
  const { database } = stack.db;
  let [all, run, at] = [0, 1_000, BEGIN];
  const hot = countRows(database, 'hot_write');
  const failures: string[] = [];
  const ingestor = ingestorAt(stack, () => at, failures);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async steps => {
      run++;
      const since = (at += DAY_MS);
      for (const { waitMs, act: action, messages } of steps) {
        at += waitMs;
        await Promise.all([0, 1].map(tenant => act(run, tenant, at, action)));
        const [mine, theirs] = [0, 1].map(tenant => messages.map(each => item(run, tenant, at, each)));
        const counts = await ingestor.ingest(mine!);
        const outcomes = await database.withTenant(stack.tenants[1]!.id, unit => storeItems(unit, theirs!, at));
        all += counts.stored;
        expect([counts.stored, counts.duplicate]).toEqual(
          ['stored', 'duplicate'].map(kind => outcomes.filter(outcome => outcome === kind).length),
        );
      }
      expect(await contentOf(0, since)).toEqual(await contentOf(1, since));
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(hot.rows()).toBeGreaterThan(all / 10);
  expect(failures).toEqual([]);
  hot.stop();
});

test('when the hot path fails for a reason nobody foresaw, the general path takes over and it is told', async () => {
  const { database } = stack.db;
  const at = BEGIN + 10_000 * DAY_MS;
  const failures: string[] = [];
  const ingestor = ingestorAt(stack, () => at, failures);
  const message = (serial: number) => [item(999_999, 0, at, { contact: 0, serial })];
  await ingestor.ingest(message(1));
  const original = database.runHot.bind(database);
  database.runHot = (tenantId, statement) =>
    original(tenantId, { ...statement, name: 'broken', text: 'SELECT nothing_like_it' });
  expect(await ingestor.ingest(message(2))).toMatchObject({ stored: 1, quarantined: 0 });
  database.runHot = original;
  expect(failures).toEqual(['42703']);
});
