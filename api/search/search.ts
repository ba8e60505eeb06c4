import { z } from 'zod';
import type { Snippet } from '../../domain/search/highlight.ts';
import { asked, askedOfContacts } from '../../domain/search/query.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { findContacts } from '../../store/search/find-contacts.ts';
import { findTexts } from '../../store/search/find-messages.ts';
import { limitTime } from '../../store/search/limit-time.ts';
import { scopeOf } from '../http/access.ts';
import { cursorText, decodeCursor, decodeRankCursor, encodeCursor, encodeRankCursor } from '../http/cursor.ts';
import { inAddress, text } from '../http/input.ts';
import { problem } from '../http/problem.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { id, nullableTime } from '../http/schemas.ts';

const KINDS = ['contact', 'message', 'note'] as const;
type Kind = (typeof KINDS)[number];

const snippet = z
  .object({
    text: z.string(),
    ranges: z
      .array(z.object({ start: z.int(), end: z.int() }))
      .meta({ description: 'What of it was looked for: from `start` to before `end`, in UTF-16 code units.' }),
  })
  .meta({ id: 'Snippet' });

const hit = z
  .object({
    kind: z.enum(KINDS),
    contactId: id,
    conversationId: id.nullable().meta({ description: 'Of a contact: the latest one; null: there is none to see.' }),
    messageId: id.nullable().meta({ description: 'Of messages and notes; `GET …/messages?around=` opens there.' }),
    direction: z.enum(['inbound', 'outbound', 'internal']).nullable().meta({ description: 'Of messages and notes.' }),
    at: nullableTime.meta({ description: 'When it was written; of a contact, when something was last written.' }),
    name: snippet.nullable().meta({ description: 'Of the contact.' }),
    username: snippet.nullable().meta({ description: 'Of a contact.' }),
    number: snippet.nullable().meta({ description: 'Of a contact: its phone number, with a plus.' }),
    words: snippet
      .nullable()
      .meta({ description: 'Of messages and notes: the part of the text around the first find.' }),
  })
  .meta({ id: 'SearchHit' });
type Hit = z.input<typeof hit>;

const group = z
  .object({
    kind: z.enum(KINDS),
    items: z.array(hit),
    nextCursor: z.string().nullable().meta({
      description:
        'To further hits of this kind. A page of messages or notes may be short, or empty, and still have one: so much was looked at.',
    }),
    isPartial: z.boolean().meta({
      description:
        'Of contacts: more have the longest word than were looked at, and some that fit may be missing. More letters find them.',
    }),
  })
  .meta({ id: 'SearchGroup' });

/** WhatsApp's longest number and a name go into it, and more words than are looked for. */
const LONGEST = 200;

const search = route({
  method: 'get',
  path: '/search',
  tag: 'Search',
  summary: 'Contacts by name or number, and messages and notes by their words, as far as one may see them',
  roles: AGENTS_AND_ADMINS,
  query: z.strictObject({
    q: text(LONGEST).meta({
      description:
        'Words, of which all must be there, in whatever form; “words in quotation marks” as they stand; numbers in any spelling. The last word may be unfinished.',
    }),
    kind: z.enum(KINDS).optional().meta({ description: 'One kind alone; a cursor needs it.' }),
    cursor: cursorText.optional(),
    limit: inAddress.intOr(10, 1, 50),
  }),
  answer: z.object({ groups: z.array(group) }),
  handle: ({ work, principal, query }) => {
    const { kind, cursor } = query;
    if (cursor !== undefined && kind === undefined)
      throw problem(400, 'invalid_request', 'A cursor is of one kind: name it.', { field: 'kind' });
    return work(async unit => {
      await limitTime(unit);
      const scope = await scopeOf(unit, principal);
      const groups: z.input<typeof group>[] = [];
      for (const each of kind === undefined ? KINDS : [kind]) groups.push(await groupOf(unit, scope, each, query));
      return { groups };
    });
  },
});

interface Page {
  readonly q: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function groupOf(unit: TenantUnit, scope: Scope, kind: Kind, page: Page): Promise<z.input<typeof group>> {
  return kind === 'contact' ? contactsOf(unit, scope, page) : textsOf(unit, scope, kind, page);
}

async function contactsOf(unit: TenantUnit, scope: Scope, { q, cursor, limit }: Page) {
  const after = decodeRankCursor(cursor);
  const { items, next, isPartial } = await findContacts(unit, scope, askedOfContacts(q), { after, limit });
  return {
    kind: 'contact' as const,
    items: items.map(found => ({
      ...NOTHING,
      kind: 'contact' as const,
      contactId: found.contactId,
      conversationId: found.conversationId,
      at: found.at?.toISOString() ?? null,
      name: shown(found.name),
      username: shown(found.username),
      number: shown(found.number),
    })),
    nextCursor: next === null ? null : encodeRankCursor(next),
    isPartial,
  };
}

async function textsOf(unit: TenantUnit, scope: Scope, kind: 'message' | 'note', { q, cursor, limit }: Page) {
  const after = decodeCursor(cursor);
  const { items, next } = await findTexts(unit, scope, { kind, asked: asked(q), after, limit });
  return {
    kind,
    items: items.map(found => ({
      ...NOTHING,
      kind,
      contactId: found.contactId,
      conversationId: found.conversationId,
      messageId: found.messageId,
      direction: found.direction as Hit['direction'],
      at: found.at.toISOString(),
      name: found.contactName === null ? null : { text: found.contactName, ranges: [] },
      words: shown(found.snippet),
    })),
    nextCursor: next === null ? null : encodeCursor(next),
    isPartial: false,
  };
}

const NOTHING = { messageId: null, direction: null, username: null, number: null, words: null } as const;
const shown = (found: Snippet | null) =>
  found === null ? null : { text: found.text, ranges: found.ranges.map(({ start, end }) => ({ start, end })) };

export const searchRoutes = [search];
