import { partsOf } from '../../domain/search/highlight.ts';
import type { Snippet } from '../../domain/search/highlight.ts';
import { plain } from '../../domain/knowledge/words.ts';
import type { Scope } from '../conversation/scope.ts';
import { SEEN_BY_VIEWER } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, int, nullable, statement, text, texts, time, uuid } from '../db/statement.ts';

/** So many parts of names and numbers that begin with the longest word are looked at, in alphabetical order. */
const LOOKED_AT = 500;
const LAST = '\u{10FFFF}';

export interface ContactHit {
  readonly contactId: string;
  readonly name: Snippet | null;
  readonly username: Snippet | null;
  /** In digits with a plus before them. */
  readonly number: Snippet | null;
  /** The latest conversation that the viewer sees, and when something was last written in it. */
  readonly conversationId: string | null;
  readonly at: Date | null;
}

export interface ContactHits {
  readonly items: readonly ContactHit[];
  /** From where on further ones follow; null: there are none. */
  readonly next: RankCursor | null;
  /** More names and numbers have the longest word than were looked at: others that fit may be missing from all pages. */
  readonly isPartial: boolean;
}

/** Where a page of contacts ends: how well the last one fits, when it last wrote, and its id. */
export interface RankCursor {
  readonly rank: number;
  readonly at: string;
  readonly id: string;
}

/** What of the contacts that were found is shown. */
interface ContactsPage {
  readonly after: RankCursor | null;
  readonly limit: number;
  /** Only those that have it. */
  readonly tag?: string | undefined;
  /** Only those that are blocked on a number, or on none. */
  readonly blocked?: boolean | undefined;
}

const FIND = statement('search_find_contacts', {
  takes: {
    from: text,
    to: text,
    others: texts,
    othersTo: texts,
    viewer: nullable(uuid),
    tag: nullable(text),
    blocked: nullable(bool),
  },
  gives: {
    looked: int,
    id: nullable(uuid),
    name: nullable(text),
    username: nullable(text),
    number: nullable(text),
    conversation_id: nullable(uuid),
    at: nullable(time),
  },
  sql: `
    WITH
      looked AS MATERIALIZED (
        SELECT t.contact_id
        FROM contact_term t
        WHERE t.tenant_id = (SELECT current_tenant()) AND t.term >= $from AND t.term < $to
        ORDER BY t.term, t.contact_id
        LIMIT ${LOOKED_AT + 1}
      ),
      found AS MATERIALIZED (
        SELECT DISTINCT l.contact_id
        FROM looked l
        WHERE NOT EXISTS (
            SELECT 1
            FROM unnest($others, $othersTo) AS o(low, high)
            WHERE NOT EXISTS (
                SELECT 1
                FROM contact_term t
                WHERE t.tenant_id = (SELECT current_tenant())
                  AND t.contact_id = l.contact_id
                  AND t.term >= o.low
                  AND t.term < o.high
              )
          )
      ),
      hits AS (
        SELECT
          k.id,
          coalesce(k.given_name, k.profile_name) AS name,
          k.username,
          (
            SELECT i.value
            FROM contact_identity i
            WHERE i.tenant_id = k.tenant_id AND i.contact_id = k.id AND i.kind = 'wa_id'
            ORDER BY i.created_at DESC
            LIMIT 1
          ) AS number,
          v.id AS conversation_id,
          v.last_message_at AS at
        FROM found f
          JOIN contact k ON k.tenant_id = (SELECT current_tenant()) AND k.id = f.contact_id
          LEFT JOIN LATERAL (
            SELECT c.id, c.last_message_at
            FROM thread d JOIN conversation c ON c.tenant_id = (SELECT current_tenant()) AND c.thread_id = d.id
            WHERE d.tenant_id = (SELECT current_tenant())
              AND d.contact_id = f.contact_id
              AND c.phase <> 'erased'
              AND ${SEEN_BY_VIEWER}
            ORDER BY c.last_message_at DESC, c.id DESC
            LIMIT 1
          ) v ON true
        WHERE ($viewer IS NULL OR v.id IS NOT NULL)
          AND ($tag IS NULL OR $tag = ANY(k.tags))
          AND (
            $blocked IS NULL
            OR $blocked = EXISTS (
              SELECT 1
              FROM contact_block b
              WHERE b.tenant_id = k.tenant_id AND b.contact_id = k.id AND b.blocked
            )
          )
          AND EXISTS (SELECT 1 FROM contact_identity i WHERE i.tenant_id = k.tenant_id AND i.contact_id = k.id)
      )
    SELECT
      (SELECT count(*)::int FROM looked) AS looked,
      h.id,
      h.name,
      h.username,
      h.number,
      h.conversation_id,
      h.at
    FROM (SELECT 1) AS always LEFT JOIN hits h ON true`,
});

/**
 * Contacts in whose names or numbers all of these stand, wherever in a word; those that fit best first, and of equal ones
 * those that wrote last. Of what stands in a great many names only a part is looked at (`isPartial`).
 * @param asked as by `askedOfContacts`.
 */
export async function findContacts(
  unit: TenantUnit,
  scope: Scope,
  asked: readonly string[],
  { after, limit, tag, blocked }: ContactsPage,
): Promise<ContactHits> {
  const [longest, ...others] = [...asked].sort((a, b) => b.length - a.length);
  if (longest === undefined) return { items: [], next: null, isPartial: false };
  const rows = await unit.run(FIND, {
    from: longest,
    to: `${longest}${LAST}`,
    others,
    othersTo: others.map(each => `${each}${LAST}`),
    viewer: scope.all ? null : scope.agentId,
    tag: tag ?? null,
    blocked: blocked ?? null,
  });
  const ranked = rows
    .flatMap(({ id, ...row }) => (id === null ? [] : [{ ...row, id }]))
    .map(row => ({ row, key: { rank: rankOf(row, asked), at: (row.at ?? NEVER).toISOString(), id: row.id } }))
    .filter(({ key }) => after === null || compare(after, key) < 0)
    .sort((a, b) => compare(a.key, b.key));
  const shown = ranked.slice(0, limit);
  return {
    items: shown.map(({ row }) => ({
      contactId: row.id,
      name: partly(row.name, asked),
      username: partly(row.username, asked),
      number: partly(row.number === null ? null : `+${row.number}`, asked),
      conversationId: row.conversation_id,
      at: row.at,
    })),
    next: ranked.length > limit ? (shown.at(-1)?.key ?? null) : null,
    isPartial: (rows[0]?.looked ?? 0) > LOOKED_AT,
  };
}

const NEVER = new Date(0);
const partly = (value: string | null, asked: readonly string[]): Snippet | null =>
  value === null ? null : partsOf(value, asked);

/** The best first, then the latest. */
const compare = (a: RankCursor, b: RankCursor): number =>
  a.rank - b.rank || (a.at === b.at ? (a.id < b.id ? -1 : a.id === b.id ? 0 : 1) : a.at > b.at ? -1 : 1);

/** 0: a name or the number as a whole; 1: its beginning, or the number without its country; 2: the beginning of a word of a name; 3: something inside. */
function rankOf(
  {
    name,
    username,
    number,
  }: { readonly name: string | null; readonly username: string | null; readonly number: string | null },
  asked: readonly string[],
): number {
  const whole = asked.join(' ');
  const ranks = [name, username, number].flatMap(value => {
    if (value === null) return [];
    const spelled = plain(value);
    if (spelled === whole) return [0];
    if (spelled.startsWith(whole) || (value === number && spelled.endsWith(whole))) return [1];
    return asked.every(word => spelled.split(/[^\p{L}\p{N}\p{M}]+/u).some(each => each.startsWith(word))) ? [2] : [];
  });
  return Math.min(3, ...ranks);
}
