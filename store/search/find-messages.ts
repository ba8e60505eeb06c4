import { wordsIn } from '../../domain/knowledge/words.ts';
import { markable, snippetOf } from '../../domain/search/highlight.ts';
import type { Snippet } from '../../domain/search/highlight.ts';
import type { Asked } from '../../domain/search/query.ts';
import { hasPhrase } from '../../domain/search/query.ts';
import { shown } from '../../domain/whatsapp/repair.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import { isRevoked } from '../conversation/revised.ts';
import type { Scope } from '../conversation/scope.ts';
import { SEEN_BY_VIEWER } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import type { PageCursor } from '../db/keyset.ts';
import type { Values } from '../db/statement.ts';
import { int, ints, json, nullable, statement, text, texts, time, uuid } from '../db/statement.ts';
import { HEARD } from '../media/heard.ts';
import type { TextKind } from './kinds.ts';
import { KIND } from './kinds.ts';
import { meantBy, stemsOf } from './meant-words.ts';

/** So many messages with one of the words are looked at for a page, the newest first; the next page goes on there. */
const LOOKED_AT = 1_000;
/** Of a page with phrases, so many hits are read for each that is shown: in some the words stand apart. */
const PHRASE_FACTOR = 5;

export interface TextHit {
  readonly kind: TextKind;
  readonly messageId: string;
  readonly conversationId: string;
  readonly contactId: string;
  readonly contactName: string | null;
  readonly direction: string;
  readonly at: Date;
  readonly snippet: Snippet;
}
export interface TextHits {
  readonly items: readonly TextHit[];
  /** From where on older hits may follow; null: there are none. */
  readonly next: PageCursor | null;
}

const LANGUAGES = statement('search_languages', {
  takes: {},
  gives: { languages: texts },
  sql: `
    SELECT coalesce(languages, '{}') AS languages
    FROM search_place
    WHERE tenant_id = (SELECT current_tenant())`,
});

const HIT = {
  walked: int,
  end_at: nullable(time),
  end_id: nullable(uuid),
  id: nullable(uuid),
  at: nullable(time),
  kind: nullable(text),
  direction: nullable(text),
  content: nullable(json<unknown>()),
  heard: nullable(text),
  conversation_id: nullable(uuid),
  contact_id: nullable(uuid),
  contact_name: nullable(text),
} as const;

/** Messages with the rarest word, the newest first, and of these the ones with the other words that the viewer sees. */
const FIND = statement('search_find_messages', {
  takes: {
    kind: text,
    rarest: texts,
    others: texts,
    groups: ints,
    viewer: nullable(uuid),
    reader: nullable(uuid),
    at: time,
    id: uuid,
    most: int,
  },
  gives: HIT,
  sql: `
    WITH
      walked AS MATERIALIZED (
        SELECT DISTINCT p.at, p.message_id
        FROM unnest($rarest) AS r(term)
          CROSS JOIN LATERAL (
            SELECT t.at, t.message_id
            FROM message_term t
            WHERE t.tenant_id = (SELECT current_tenant())
              AND t.kind = $kind
              AND t.term = r.term
              AND (t.at, t.message_id) < ($at, $id)
            ORDER BY t.at DESC, t.message_id DESC
            LIMIT ${LOOKED_AT}
          ) p
        ORDER BY p.at DESC, p.message_id DESC
        LIMIT ${LOOKED_AT}
      ),
      having_all AS MATERIALIZED (
        SELECT w.at, w.message_id
        FROM walked w
        WHERE NOT EXISTS (
            SELECT 1
            FROM unnest($groups) AS g(place)
            WHERE NOT EXISTS (
                SELECT 1
                FROM unnest($others) WITH ORDINALITY AS o(term, place)
                  CROSS JOIN LATERAL (
                    SELECT 1
                    FROM message_term t
                    WHERE t.tenant_id = (SELECT current_tenant())
                      AND t.kind = $kind
                      AND t.term = o.term
                      AND t.at = w.at
                      AND t.message_id = w.message_id
                    LIMIT 1
                  ) has
                WHERE ($groups)[o.place] = g.place
              )
          )
      ),
      hits AS (
        SELECT
          h.at,
          m.id,
          m.kind,
          m.direction,
          m.content,
          ${HEARD},
          m.conversation_id,
          c.contact_id,
          coalesce(k.given_name, k.profile_name) AS contact_name
        FROM having_all h
          CROSS JOIN LATERAL (
            SELECT m.id, m.tenant_id, m.kind, m.direction, m.content, m.conversation_id, m.private_to, m.author_id
            FROM message m
            WHERE m.tenant_id = (SELECT current_tenant())
              AND m.id = h.message_id
              AND m.content_deleted_at IS NULL
              AND NOT ${isRevoked()}
            LIMIT 1
          ) m
          JOIN conversation c ON c.tenant_id = (SELECT current_tenant()) AND c.id = m.conversation_id
          JOIN contact k ON k.tenant_id = (SELECT current_tenant()) AND k.id = c.contact_id
        WHERE ${SEEN_BY_VIEWER}
          AND (
            $reader IS NULL
            OR coalesce(m.private_to, '{}') = '{}'
            OR $reader = ANY(m.private_to)
            OR m.author_id = $reader
          )
        ORDER BY h.at DESC, m.id DESC
        LIMIT $most
      )
    SELECT
      (SELECT count(*)::int FROM walked) AS walked,
      (SELECT w.at FROM walked w ORDER BY w.at, w.message_id LIMIT 1) AS end_at,
      (SELECT w.message_id FROM walked w ORDER BY w.at, w.message_id LIMIT 1) AS end_id,
      h.id,
      h.at,
      h.kind,
      h.direction,
      h.content,
      h.heard,
      h.conversation_id,
      h.contact_id,
      h.contact_name
    FROM (SELECT 1) AS always LEFT JOIN hits h ON true
    ORDER BY h.at DESC, h.id DESC`,
});

export interface TextQuestion {
  readonly kind: TextKind;
  readonly asked: Asked;
  /** Where the page before ended; null for the first one. */
  readonly after: PageCursor | null;
  readonly limit: number;
}

const FIRST: PageCursor = { at: '9999-12-31T00:00:00.000Z', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/**
 * Messages or notes with all words and phrases that are asked for, the newest first, as far as `scope` shows them. A
 * page may hold fewer than `limit` hits, or none, though there are more: it ends when enough has been looked at.
 */
export async function findTexts(
  unit: TenantUnit,
  scope: Scope,
  { kind, asked, after, limit }: TextQuestion,
): Promise<TextHits> {
  const languages = (await unit.run(LANGUAGES, {}))[0]?.languages ?? [];
  const meant = await meantBy(unit, KIND[kind], asked.words, languages);
  if (meant === null) return { items: [], next: null };
  const [rarest = [], ...others] = meant;
  const most = asked.phrases.length === 0 ? limit + 1 : limit * PHRASE_FACTOR;
  const { at, id } = after ?? FIRST;
  const rows = await unit.run(FIND, {
    kind: KIND[kind],
    rarest,
    others: others.flat(),
    groups: others.flatMap((terms, group) => terms.map(() => group)),
    viewer: scope.all ? null : scope.agentId,
    reader: scope.whispersOf,
    at: new Date(at),
    id,
    most,
  });
  const found = rows.flatMap(row => hitIn(row) ?? []);
  const fitting = found.filter(({ words }) => hasAll(words, asked.phrases));
  const shownHits = fitting.slice(0, limit);
  const snippets = await snippetsOf(
    unit,
    shownHits.map(hit => hit.words),
    meant.flat(),
    languages,
  );
  return {
    items: shownHits.map(({ words: _, ...hit }, place) => ({ ...hit, kind, snippet: snippets[place] ?? NO_SNIPPET })),
    next: nextOf(rows[0], { read: rows.filter(row => row.id !== null).length, found, fitting, shown: shownHits, most }),
  };
}

const NO_SNIPPET: Snippet = { text: '', ranges: [] };

interface Read extends Omit<TextHit, 'kind' | 'snippet'> {
  readonly words: string;
}

function hitIn(row: Values<typeof HIT>): Read | null {
  const { id, at, kind, direction, conversation_id: conversationId, contact_id: contactId } = row;
  if (id === null || at === null || kind === null || conversationId === null || contactId === null) return null;
  const words = row.heard ?? wordsOf(kind, shown(row.content) as Record<string, unknown> | null);
  return words === null
    ? null
    : {
        messageId: id,
        at,
        direction: direction ?? '',
        conversationId,
        contactId,
        contactName: row.contact_name,
        words,
      };
}

const hasAll = (text: string, phrases: Asked['phrases']): boolean => {
  if (phrases.length === 0) return true;
  const words = wordsIn(text);
  return phrases.every(phrase => hasPhrase(words, phrase));
};

/** After the last hit that is shown, or else after all that was looked at, if that was not the end. */
function nextOf(
  row: Values<typeof HIT> | undefined,
  page: {
    /** How many hits the database gave; of some, the words are gone. */
    readonly read: number;
    readonly found: readonly Read[];
    readonly fitting: readonly Read[];
    readonly shown: readonly Read[];
    readonly most: number;
  },
): PageCursor | null {
  const mark = ({ at, messageId: id }: Read): PageCursor => ({ at: at.toISOString(), id });
  const lastShown = page.shown.at(-1);
  if (page.fitting.length > page.shown.length && lastShown !== undefined) return mark(lastShown);
  const lastFound = page.found.at(-1);
  if (page.read >= page.most && lastFound !== undefined) return mark(lastFound);
  if (row === undefined || row.walked < LOOKED_AT || row.end_at === null || row.end_id === null) return null;
  return { at: row.end_at.toISOString(), id: row.end_id };
}

/** The part of each text in which something is that was meant. */
async function snippetsOf(
  unit: TenantUnit,
  all: readonly string[],
  meant: readonly string[],
  languages: readonly string[],
): Promise<Snippet[]> {
  const wanted = new Set(meant);
  const unknown = [...new Set(all.flatMap(markable))].filter(word => !wanted.has(word));
  const stems = [...wanted].some(each => each.includes(':')) ? await stemsOf(unit, unknown, languages) : new Map();
  const isMeant = (word: string): boolean =>
    wanted.has(word) ||
    (stems as Map<string, string[]>).get(word)?.some(stem => wanted.has(stem) && stem.includes(':')) === true;
  return all.map(words => snippetOf(words, isMeant));
}
