import { z } from 'zod';
import { colleaguesWhoSee, seeMentions } from '../../store/conversation/mentions.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { listMentions } from '../../store/views/mentions.ts';
import { scopeOf, visibleConversation } from '../http/access.ts';
import { decodeCursor, page } from '../http/cursor.ts';
import { inAddress, many } from '../http/input.ts';
import { problem } from '../http/problem.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { route } from '../http/route.ts';
import { OK, byId, id, listOf, nullableTime, ok, paging, time } from '../http/schemas.ts';

const TAG = 'Working together';

const colleague = z
  .object({
    id,
    name: z.string(),
    presence: z
      .enum(['online', 'busy', 'away', 'offline'])
      .nullable()
      .meta({ description: 'Null: an administrator who takes no conversations.' }),
  })
  .meta({ id: 'Colleague' });
const mention = z
  .object({
    messageId: id,
    conversationId: id,
    contactName: z.string().nullable(),
    authorName: z.string().nullable(),
    preview: z.string().nullable().meta({ description: 'How the note begins.' }),
    at: time,
    seenAt: nullableTime,
  })
  .meta({ id: 'Mention' });

/**
 * Checks that everybody whom a note mentions may read it.
 * @throws problem 400 with field `mentions`.
 */
export async function requireReaders(
  unit: TenantUnit,
  conversationId: string,
  { mentions, privateTo }: { readonly mentions: readonly string[]; readonly privateTo: readonly string[] },
): Promise<void> {
  if (mentions.length === 0) return;
  const people = await colleaguesWhoSee(unit, conversationId);
  const readers = people.filter(
    ({ id: each, role }) => privateTo.length === 0 || privateTo.includes(each) || role === 'TENANT_ADMIN',
  );
  if (mentions.every(each => readers.some(reader => reader.id === each))) return;
  throw problem(400, 'invalid_request', 'One of the people who are mentioned may not read it.', { field: 'mentions' });
}

const colleagues = route({
  method: 'get',
  path: '/conversations/{id}/colleagues',
  tag: TAG,
  summary: 'Who may see the conversation, and can be mentioned in its notes; by name',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: listOf(colleague),
  handle: ({ work, principal, params, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const people = await colleaguesWhoSee(unit, params.id);
      return {
        items: people.map(({ id: each, name, presence }) => ({
          id: each,
          name,
          presence: presence as 'online' | null,
        })),
        nextCursor: null,
      };
    }),
});

const list = route({
  method: 'get',
  path: '/mentions',
  tag: TAG,
  summary: 'Where notes mention the caller, the latest first',
  roles: AGENTS_AND_ADMINS,
  query: paging.extend({
    unseen: inAddress.flag(false).meta({ description: 'Only what the caller has not seen.' }),
  }),
  answer: listOf(mention),
  handle: ({ work, principal, query: { cursor, limit, unseen } }) =>
    work(async unit => {
      const part = { unseen, after: decodeCursor(cursor), limit: limit + 1 };
      const items = await listMentions(unit, await scopeOf(unit, principal), principal.id, part);
      return page(items, limit, ({ at, messageId }) => ({ at, id: messageId }));
    }),
});

const see = route({
  method: 'post',
  path: '/mentions/seen',
  tag: TAG,
  summary: 'The caller has seen these notes; others, and notes that do not mention the caller, are left out',
  roles: AGENTS_AND_ADMINS,
  body: z.strictObject({ messageIds: many(id, 100, 1) }),
  answer: ok,
  handle: ({ work, principal, body, at }) =>
    work(async unit => {
      await seeMentions(unit, principal.id, body.messageIds, at);
      return OK;
    }),
});

export const mentionRoutes = [colleagues, list, see];
