import { z } from 'zod';
import { conversationWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { countConversations } from '../../store/views/conversation-counts.ts';
import { listConversations } from '../../store/views/list-conversations.ts';
import { listMessages } from '../../store/views/messages.ts';
import { readTimeline } from '../../store/conversation/events.ts';
import { withoutWhispers } from '../../store/views/notes.ts';
import type { Phase } from '../../domain/conversation/state.ts';
import { EVENT_TYPES } from '../../domain/conversation/events.ts';
import { PHASES } from '../../domain/conversation/state.ts';
import { decodeCursor, page, part } from '../http/cursor.ts';
import { problem } from '../http/problem.ts';
import { inAddress } from '../http/input.ts';
import { scopeOf, visibleConversation } from '../http/access.ts';
import { route } from '../http/route.ts';
import { byId, conversation, id, listOf, message, paging, time } from '../http/schemas.ts';
import { AGENTS_AND_ADMINS } from '../http/roles.ts';
import { filterFields, filterOf } from './filter.ts';

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
    contactId: id.optional(),
    state: inAddress.several(z.enum(PHASES), PHASES.length).optional(),
    unread: inAddress.flag(false),
    towards: z
      .enum(['older', 'newer'])
      .default('older')
      .meta({ description: 'What comes after the cursor in the list (`nextCursor`), or before (`previousCursor`).' }),
  }),
  answer: listOf(conversation).extend({ previousCursor: z.string().nullable() }),
  handle: ({ work, principal, query, at }) =>
    work(async unit => {
      const { cursor, limit, towards, state, ...fields } = query;
      const rows = await listConversations(
        unit,
        await scopeOf(unit, principal),
        {
          filter: filterOf({ ...fields, ...(state === undefined ? {} : { state: [state].flat() }) }, principal.id),
          part: { from: decodeCursor(cursor), towards, limit: limit + 1 },
        },
        at,
      );
      return part(rows, limit, row => ({ at: row.lastMessage?.at ?? row.openedAt, id: row.id }), {
        cursor,
        backwards: towards === 'newer',
      });
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
  }),
  handle: ({ work, principal }) =>
    work(async unit => {
      const { seen, own } = await countConversations(unit, await scopeOf(unit, principal), principal.id);
      const inEach = (numbers: Readonly<Partial<Record<Phase, number>>>) =>
        Object.fromEntries(PHASES.map(phase => [phase, numbers[phase] ?? 0])) as Record<Phase, number>;
      return { seen: inEach(seen), own: inEach(own) };
    }),
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

const messages = route({
  method: 'get',
  path: '/conversations/{id}/messages',
  tag: TAG,
  summary: 'Messages and notes, newest first',
  roles: AGENTS_AND_ADMINS,
  params: byId,
  query: paging,
  answer: listOf(message),
  handle: ({ work, principal, params, query, at }) =>
    work(async unit => {
      await visibleConversation(unit, principal, params.id, at);
      return page(
        await listMessages(
          unit,
          await scopeOf(unit, principal),
          params.id,
          decodeCursor(query.cursor),
          query.limit + 1,
        ),
        query.limit,
        row => ({ at: row.at, id: row.id }),
      );
    }),
});

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

export const conversationRoutes = [list, counts, one, messages, timeline, workflow];
