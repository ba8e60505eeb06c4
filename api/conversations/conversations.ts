import { z } from 'zod';
import { conversationWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { countConversations } from '../../store/views/conversation-counts.ts';
import { countUnseenMentions } from '../../store/views/mentions.ts';
import { listConversations } from '../../store/views/list-conversations.ts';
import type { MessageView } from '../../store/views/messages.ts';
import { listMessages, listMessagesAround, listNewerMessages } from '../../store/views/messages.ts';
import { limitTime } from '../../store/search/limit-time.ts';
import { longestUnanswered } from '../../store/views/next-conversation.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import { readTimeline } from '../../store/conversation/events.ts';
import { withoutWhispers } from '../../store/views/notes.ts';
import type { Phase } from '../../domain/conversation/state.ts';
import { EVENT_TYPES } from '../../domain/conversation/events.ts';
import { PHASES } from '../../domain/conversation/state.ts';
import { decodeCursorOfBoth, encodeCursor, encodeNewerCursor, part } from '../http/cursor.ts';
import { notFound, problem } from '../http/problem.ts';
import { inAddress } from '../http/input.ts';
import { scopeOf, visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, conversation, id, listOf, message, paging, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { filterFields, filterOf, searchedText } from './filter.ts';

const TAG = 'Conversations';
/** How long a query may take before the engine counts as unavailable. */
const QUERY_TIMEOUT_MS = 2_000;

const timelineItem = z.object({
  seq: z.int(),
  type: z.string(),
  at: time,
  actor: z.object({ kind: z.string(), id: id.nullable() }),
  data: z.record(z.string(), z.unknown()),
});

const list = route({
  method: 'get',
  path: '/conversations',
  tag: TAG,
  summary: 'Conversations, newest activity first',
  roles: AGENTS_AND_ADMINS,
  query: paging.extend({
    ...filterFields,
    text: searchedText,
    contactId: id.optional(),
    mentioned: inAddress.flag(false).meta({ description: 'Those in which a note mentions the caller.' }),
    state: inAddress.several(z.enum(PHASES), PHASES.length).optional(),
    unread: inAddress.flag(false),
  }),
  answer: listOf(conversation).extend({
    nextCursor: z.string().nullable().meta({
      description:
        'To older ones. Where few fit, a page may be short, or empty, and still have one: so many were looked at.',
    }),
    previousCursor: z.string().nullable(),
  }),
  handle: ({ work, principal, query, at }) =>
    work(async unit => {
      await limitTime(unit);
      const { cursor, limit, state, ...fields } = query;
      const from = decodeCursorOfBoth(cursor);
      const isNewer = from?.isNewer === true;
      const read = await listConversations(
        unit,
        await scopeOf(unit, principal),
        {
          filter: filterOf({ ...fields, ...(state === undefined ? {} : { state: [state].flat() }) }, principal.id),
          part: { from, towards: isNewer ? 'newer' : 'older', limit },
        },
        at,
      );
      return part(read, row => ({ at: row.lastMessage?.at ?? row.openedAt, id: row.id }), { cursor, isNewer });
    }),
});

const byState = z.object(Object.fromEntries(PHASES.map(phase => [phase, z.int()])) as Record<Phase, z.ZodInt>);
const counts = route({
  method: 'get',
  path: '/conversations/counts',
  tag: TAG,
  summary: 'How many conversations there are in each state',
  roles: AGENTS_AND_ADMINS,
  answer: z.object({
    seen: byState.meta({ description: 'All that the caller may see.' }),
    own: byState.meta({ description: 'Those that are assigned to the caller.' }),
    mentions: z.int().meta({ description: 'Those in which a note mentions the caller, who has not seen it.' }),
  }),
  handle: ({ work, principal }) =>
    work(async unit => {
      const scope = await scopeOf(unit, principal);
      const { seen, own } = await countConversations(unit, scope, principal.id);
      const inEach = (numbers: Readonly<Partial<Record<Phase, number>>>) =>
        Object.fromEntries(PHASES.map(phase => [phase, numbers[phase] ?? 0])) as Record<Phase, number>;
      const mentions = await countUnseenMentions(unit, scope, principal.id);
      return { seen: inEach(seen), own: inEach(own), mentions };
    }),
});

const next = route({
  method: 'get',
  path: '/conversations/next',
  tag: TAG,
  summary: 'Of the caller’s own conversations, the one whose contact has waited longest for an answer',
  roles: AGENTS_AND_ADMINS,
  query: z.strictObject({
    except: id.optional().meta({ description: 'A conversation that does not count, such as the one that is open.' }),
  }),
  answer: z.object({ id: id.nullable().meta({ description: 'Null: nobody waits for an answer of the caller’s.' }) }),
  handle: ({ work, principal, query: { except = null } }) =>
    work(async unit => ({ id: await longestUnanswered(unit, principal.id, except) })),
});

const one = route({
  method: 'get',
  path: '/conversations/{id}',
  tag: TAG,
  summary: 'One conversation',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: conversation,
  handle: ({ work, principal, params, at }) => work(unit => visibleConversation(unit, principal, params.id, at)),
});

const messagePaging = paging.extend({
  around: id.optional().meta({
    description: 'The page with this message in its middle; the cursors of its answer lead on in both directions.',
  }),
});
const messagePage = listOf(message).extend({
  previousCursor: z
    .string()
    .nullable()
    .meta({ description: 'To the page of newer messages, as `cursor`; null: there are none that this list knows of.' }),
});

const messages = route({
  method: 'get',
  path: '/conversations/{id}/messages',
  tag: TAG,
  summary: 'Messages and notes, newest first; from the newest one on, or around one of them',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: messagePaging,
  answer: messagePage,
  handle: ({ work, principal, params, query: { around, cursor, limit }, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const scope = await scopeOf(unit, principal);
      if (around !== undefined) return aroundMessage(unit, scope, params.id, { around, cursor, limit });
      const mark = decodeCursorOfBoth(cursor);
      if (mark?.isNewer === true) {
        const rows = await listNewerMessages(unit, {
          scope,
          conversationId: params.id,
          before: mark,
          limit: limit + 1,
        });
        const shown = rows.slice(-limit);
        return { items: shown, ...cursorsOf(shown, { newer: rows.length > limit, older: true }) };
      }
      const rows = await listMessages(unit, scope, params.id, mark, limit + 1);
      const shown = rows.slice(0, limit);
      return { items: shown, ...cursorsOf(shown, { newer: mark !== null, older: rows.length > limit }) };
    }),
});

/** A page with a message in its middle. @throws problem 400 with a cursor beside it, 404 when it cannot be seen. */
async function aroundMessage(
  unit: TenantUnit,
  scope: Scope,
  conversationId: string,
  { around, cursor, limit }: { readonly around: string; readonly cursor?: string | undefined; readonly limit: number },
) {
  if (cursor !== undefined)
    throw problem(400, 'invalid_request', 'A page is around a message, or after a cursor.', { field: 'cursor' });
  const half = Math.ceil(limit / 2);
  const found = await listMessagesAround(unit, { scope, conversationId, messageId: around, each: half + 1 });
  if (found === null) throw notFound('The message');
  const most = limit - half;
  const items = [...found.newer.slice(Math.max(0, found.newer.length - most)), ...found.older.slice(0, half)];
  return {
    items,
    ...cursorsOf(items, { newer: found.newer.length > most, older: found.older.length > half }),
  };
}

/** The cursors of a page, as far as there is more in their direction. */
function cursorsOf(items: readonly MessageView[], more: { readonly newer: boolean; readonly older: boolean }) {
  const [first, last] = [items[0], items.at(-1)];
  return {
    nextCursor: more.older && last !== undefined ? encodeCursor({ at: last.at, id: last.id }) : null,
    previousCursor: more.newer && first !== undefined ? encodeNewerCursor({ at: first.at, id: first.id }) : null,
  };
}

/** @throws problem 400 when a place is named that belongs to the other order: it would be left out unnoticed. */
function checkDirection(query: {
  readonly after: number;
  readonly newestFirst: boolean;
  readonly before?: number | undefined;
}) {
  if (query.newestFirst && query.after > 0)
    throw problem(400, 'invalid_request', 'The newest first go on with `before`.', { field: 'after' });
  if (!query.newestFirst && query.before !== undefined)
    throw problem(400, 'invalid_request', 'Only the newest first go on with `before`.', { field: 'before' });
}

const timeline = route({
  method: 'get',
  path: '/conversations/{id}/timeline',
  tag: TAG,
  summary: 'Everything that happened, in order; of some types only, or the newest first',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: z.strictObject({
    after: inAddress.intOr(0, 0),
    newestFirst: inAddress.flag(false),
    before: inAddress
      .int(1)
      .optional()
      .meta({ description: 'With `newestFirst`: those before this one, such as the last answer’s `nextCursor`.' }),
    type: inAddress.several(z.enum(EVENT_TYPES), EVENT_TYPES.length).optional(),
    limit: inAddress.intOr(200, 1, 500),
  }),
  answer: z.object({ items: z.array(timelineItem), nextCursor: z.string().nullable() }),
  handle: ({ work, principal, params, query, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      const { after, newestFirst, before = null, type } = query;
      checkDirection(query);
      const rows = await readTimeline(unit, params.id, {
        ...(newestFirst ? { order: 'newest', from: before } : { order: 'oldest', from: after }),
        types: type === undefined ? undefined : [type].flat(),
        limit: query.limit + 1,
      });
      const shown = rows.slice(0, query.limit);
      const items = (await withoutWhispers(unit, await scopeOf(unit, principal), shown)).map(row => ({
        seq: row.seq,
        type: row.type,
        at: row.at.toISOString(),
        actor: { kind: row.actorKind, id: row.actorId },
        data: row.data as Record<string, unknown>,
      }));
      return { items, nextCursor: rows.length > query.limit ? String(shown.at(-1)?.seq ?? 0) : null };
    }),
});

const workflow = route({
  method: 'get',
  path: '/conversations/{id}/workflow',
  tag: TAG,
  summary: "The workflow's own answer to its `state` query",
  roles: AGENTS_AND_ADMINS,
  params: byId,
  answer: z.record(z.string(), z.unknown()),
  handle: async ({ app, work, principal, params, at }) => {
    await work(unit => visibleConversation(unit, principal, params.id, at));
    try {
      const handle = app.temporal.workflow.getHandle(conversationWorkflowId(params.id));
      return {
        ...(await app.temporal.connection.withDeadline(Date.now() + QUERY_TIMEOUT_MS, () => handle.query(stateQuery))),
      };
    } catch (error) {
      if (error instanceof Error && error.name === 'WorkflowNotFoundError')
        throw problem(
          404,
          'workflow_not_started',
          'The conversation has no workflow yet: its first events are on their way.',
        );
      throw problem(
        503,
        'engine_unavailable',
        'The workflow engine does not answer now. Messages and replies are still taken.',
        { headers: { 'retry-after': '5' } },
      );
    }
  },
});

export const conversationRoutes = [list, counts, next, one, messages, timeline, workflow];
