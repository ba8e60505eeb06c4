/**
 * Fills the search beside the flows that bring messages: from the event log and, once, from what was there before. Each
 * step is a transaction that notes how far it came, so that one that is killed is done again, and done twice changes
 * nothing.
 */
import type { TenantUnit } from '../db/database.ts';
import { bigint, int, nullable, statement, text, time, uuid, uuids } from '../db/statement.ts';
import { keepContacts, keepContactsOf, keepMessages } from './keep-words.ts';
import type { SearchPlace } from './place.ts';
import { movePlace, takePlace } from './place.ts';

/** Events, and changed contacts, are read in steps of so many; of them, those that others have not ended yet are left for later. */
const EVENTS = 500;
/** What was there before: so many conversations, and of them so many messages, in a step. */
const CONVERSATIONS = 50;
const MESSAGES = 200;
const ALIKE = 200;

/** Events that come with a message. */
const WITH_MESSAGE = new Set(['message_received', 'message_noted', 'message_queued', 'note_added']);

const READ = statement('search_events', {
  takes: { xid: bigint, position: bigint, most: int },
  gives: { conversation_id: uuid, type: text, message_id: nullable(uuid), xid: bigint, position: bigint },
  // Transactions that still run may yet add events before those of younger ones.
  sql: `
    SELECT conversation_id, type, (data ->> 'messageId')::uuid AS message_id, xid, position
    FROM conversation_event
    WHERE tenant_id = (SELECT current_tenant())
      AND (xid, position) > ($xid, $position)
      AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY xid, position
    LIMIT $most`,
});

const WAITING = statement('search_events_waiting', {
  takes: { xid: bigint, position: bigint },
  gives: { one: int },
  sql: `
    SELECT 1 AS one
    FROM conversation_event
    WHERE tenant_id = (SELECT current_tenant()) AND (xid, position) > ($xid, $position)
    ORDER BY xid, position
    LIMIT 1`,
});

/** Takes contacts that were changed. One that is changed meanwhile has another row, of a transaction that has not ended. */
const CHANGED = statement('search_contacts_changed', {
  takes: { most: int },
  gives: { contact_id: uuid },
  sql: `
    DELETE FROM search_contact_change
    WHERE tenant_id = (SELECT current_tenant())
      AND id IN (
        SELECT id
        FROM search_contact_change
        WHERE tenant_id = (SELECT current_tenant())
        ORDER BY id
        LIMIT $most
      )
    RETURNING contact_id`,
});

/** What a step leaves: `more` to do, of which some may have to wait for transactions of others. */
export type Filled = 'more' | 'nothing';

/**
 * One step for the tenant of the unit: new messages first, and what was there before if that is not done yet. Nothing
 * is done while another worker is at it, or somebody deletes.
 */
export async function fillSearch(unit: TenantUnit): Promise<Filled> {
  const place = await takePlace(unit);
  // Whoever has it deletes something, or fills: what is new is filled when that has ended.
  if (place === null) return 'more';
  const events = await unit.run(READ, { xid: place.xid, position: place.position, most: EVENTS });
  const last = events.at(-1);
  const languages = await keepMessages(
    unit,
    events.flatMap(event => (WITH_MESSAGE.has(event.type) ? (event.message_id ?? []) : [])),
  );
  const changed = await unit.run(CHANGED, { most: EVENTS });
  await keepContacts(unit, [...new Set(changed.map(row => row.contact_id))]);
  const now: SearchPlace = {
    ...place,
    ...(last === undefined ? {} : { xid: last.xid, position: last.position }),
  };
  const back = place.done ? null : await fillEarlier(unit, place);
  const known = new Set([...place.languages, ...languages, ...(back?.languages ?? [])]);
  const moved = { ...now, ...back?.place, languages: [...known].sort() };
  if (last !== undefined || back !== null || known.size > place.languages.length) await movePlace(unit, moved);
  const areAllAlike = place.alike_from === null || (await fillAlike(unit, place.alike_from));
  if (!moved.done || changed.length === EVENTS || !areAllAlike) return 'more';
  const waiting = await unit.run(WAITING, { xid: moved.xid, position: moved.position });
  return waiting.length > 0 ? 'more' : 'nothing';
}

/** One step through the contacts that were there before pairs of them were kept. @returns whether it was the last. */
async function fillAlike(unit: TenantUnit, from: string): Promise<boolean> {
  const { tx, tenantId } = unit;
  const found = await tx.contact.findMany({
    where: { tenantId, id: { gt: from } },
    orderBy: { id: 'asc' },
    select: { id: true },
    take: ALIKE,
  });
  const ids = found.map(({ id }) => id);
  await keepContacts(unit, ids);
  const alikeFrom = ids.length === ALIKE ? (ids.at(-1) ?? null) : null;
  await tx.searchPlace.update({ where: { tenantId }, data: { alikeFrom } });
  return alikeFrom === null;
}

const EARLIER = statement('search_earlier_conversations', {
  takes: { from: uuid, most: int },
  gives: { id: uuid },
  sql: `
    SELECT id
    FROM conversation
    WHERE tenant_id = (SELECT current_tenant()) AND id >= $from
    ORDER BY id
    LIMIT $most`,
});

const EARLIER_MESSAGES = statement('search_earlier_messages', {
  takes: { conversations: uuids, current: uuid, at: nullable(time), message: nullable(uuid), most: int },
  gives: { conversation_id: uuid, at: time, id: uuid },
  sql: `
    SELECT m.conversation_id, m.at, m.id
    FROM unnest($conversations) AS c(id)
      CROSS JOIN LATERAL (
        SELECT m.conversation_id, m.at, m.id
        FROM message m
        WHERE m.tenant_id = (SELECT current_tenant())
          AND m.conversation_id = c.id
          AND (c.id <> $current OR (m.at, m.id) > ($at, $message))
        ORDER BY m.at, m.id
        LIMIT $most
      ) m
    ORDER BY m.conversation_id, m.at, m.id
    LIMIT $most`,
});

/** One step through what was there before, in the order of conversations, each from its first message on. */
async function fillEarlier(
  unit: TenantUnit,
  { conversation_id: current, at, message_id: message }: SearchPlace,
): Promise<{ readonly place: Partial<SearchPlace>; readonly languages: readonly string[] }> {
  const found = await unit.run(EARLIER, { from: current, most: CONVERSATIONS });
  const ids = found.map(row => row.id).filter(id => id !== current || at !== null);
  const end = ids.at(-1);
  if (end === undefined) return { place: { done: true }, languages: [] };
  const rows = await unit.run(EARLIER_MESSAGES, { conversations: ids, current, at, message, most: MESSAGES });
  const languages = await keepMessages(
    unit,
    rows.map(row => row.id),
  );
  await keepContactsOf(unit, ids);
  const last = rows.at(-1);
  const place =
    last === undefined || rows.length < MESSAGES
      ? { conversation_id: end, at: null, message_id: null }
      : { conversation_id: last.conversation_id, at: last.at, message_id: last.id };
  return { place, languages };
}
