import { PHASES } from '../../domain/conversation/state.ts';
import type { Sight } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import type { ConversationFilter } from './conversation-filter.ts';
import { narrowed, timed, within, worded } from './conversation-filter.ts';
import type { ConversationView } from './conversations.ts';
import { findConversations } from './conversations.ts';

/** Where in a list that is ordered by activity. `at`: ISO 8601. */
export interface ListPlace {
  readonly at: string;
  readonly id: string;
}

/** A part of a list that is ordered by activity. */
export interface ListPart {
  /** The place to go on from; null: at the end where it begins. */
  readonly from: ListPlace | null;
  /** To what comes after that place in the list, or to what stands before it. */
  readonly towards: 'older' | 'newer';
  /** So many conversations at most. */
  readonly limit: number;
}

/** What was read of a list. */
export interface ListRead {
  /** Newest activity first. */
  readonly items: readonly ConversationView[];
  /** There is at least one more that fits. */
  readonly isMore: boolean;
  /**
   * Where the reading ended, when so many had been looked at that do not fit: more may fit beyond that place. Null: it
   * ended because there were enough, or no more.
   */
  readonly end: ListPlace | null;
}

/**
 * Part of the conversations within a sight, newest activity first. Of those before a place, the ones nearest to it.
 * However few fit, no more than some thousands are looked at: the part may be short then, or empty, and `end` tells
 * where to go on (decision 0046).
 * @param at now, epoch milliseconds.
 */
export async function listConversations(
  unit: TenantUnit,
  scope: Sight,
  { filter, part }: { readonly filter: ConversationFilter; readonly part: ListPart },
  at: number,
): Promise<ListRead> {
  const rows = await unit.tx.$queryRaw<Walked[]>(listQuery(unit.tenantId, scope, { filter, part }, at));
  const fitting = rows.filter(({ fits }) => fits);
  const ids = fitting.slice(0, part.limit).map(row => row.id);
  const views = new Map((await findConversations(unit, ids, at)).map(view => [view.id, view]));
  const shown = ids.flatMap(id => views.get(id) ?? []);
  const isMore = fitting.length > part.limit;
  const last = rows.find(({ ends }) => ends);
  return {
    items: part.towards === 'older' ? shown : shown.reverse(),
    isMore,
    end: isMore || last === undefined ? null : { at: last.at.toISOString(), id: last.id },
  };
}

interface Walked {
  readonly id: string;
  readonly at: Date;
  readonly fits: boolean;
  /** It is the last one that was looked at, and others follow. */
  readonly ends: boolean;
}

/** So many conversations are looked at for a part when not all of them fit. */
const LOOKED_AT = 1_000;
/** So many rows of indexes may be read, before they are put in order. */
const READ_AT_MOST = 20_000;

/** The statement of `listConversations`: what is walked through comes from an index in its order, the rest is looked up. */
export function listQuery(
  tenantId: string,
  scope: Sight,
  { filter, part }: { readonly filter: ConversationFilter; readonly part: ListPart },
  at: number,
): Prisma.Sql {
  const { sources, branches, rest } = walkOf(tenantId, scope, filter);
  const conditions = [...rest, ...timed(filter, at), ...worded(filter)];
  // One more than are shown tells that there are more; of those that may not fit, one more tells that others follow.
  const wanted = conditions.length === 0 ? part.limit + 1 : LOOKED_AT + 1;
  const most = Math.max(part.limit + 1, Math.min(wanted, Math.floor(READ_AT_MOST / Math.max(1, branches))));
  const beyondIt = beyond(part);
  const order = part.towards === 'older' ? NEWEST_FIRST : OLDEST_FIRST;
  const parts = sources.map(
    ({ of, key }) => Prisma.sql`
      SELECT s.id, s.activity_minute, s.last_message_at
      FROM ${of}
        CROSS JOIN LATERAL (
          SELECT c.id, c.activity_minute, c.last_message_at
          FROM conversation c
          WHERE ${Prisma.join([Prisma.sql`c.tenant_id = ${tenantId}::uuid`, key, ...beyondIt], ' AND ')}
          ORDER BY ${order(Prisma.sql`c`)}
          LIMIT ${most}
        ) s`,
  );
  // Looked up one by one: whatever the planner believes, not by reading the whole table.
  const fits =
    conditions.length === 0
      ? Prisma.sql`true`
      : Prisma.sql`coalesce(
          (
            SELECT ${Prisma.join(conditions, ' AND ')}
            FROM conversation c
            WHERE c.tenant_id = ${tenantId}::uuid AND c.id = w.id
            LIMIT 1
          ),
          false
        )`;
  return Prisma.sql`
    WITH
      walked AS MATERIALIZED (
        SELECT u.id, u.activity_minute, u.last_message_at
        FROM (${Prisma.join(parts, ' UNION ALL ')}) u
        ORDER BY ${order(Prisma.sql`u`)}
        LIMIT ${most}
      ),
      looked_up AS (
        SELECT
          w.id,
          w.last_message_at AS at,
          row_number() OVER (ORDER BY ${order(Prisma.sql`w`)}) AS place,
          ${fits} AS fits
        FROM walked w
      )
    SELECT l.id, l.at, l.fits, l.place = ${most} AS ends
    FROM looked_up l
    WHERE l.fits OR l.place = ${most}
    ORDER BY l.place`;
}

type Order = (of: Prisma.Sql) => Prisma.Sql;
/** The index is by minute; within a minute PostgreSQL sorts. */
const NEWEST_FIRST: Order = of => Prisma.sql`${of}.activity_minute DESC, ${of}.last_message_at DESC, ${of}.id DESC`;
const OLDEST_FIRST: Order = of => Prisma.sql`${of}.activity_minute, ${of}.last_message_at, ${of}.id`;

/** Conversations that an index has in the order of their activity, for each row of `of`. No two sources share any. */
interface Source {
  readonly of: Prisma.Sql;
  readonly key: Prisma.Sql;
}

interface Walk {
  readonly sources: readonly Source[];
  /** How often an index is read. */
  readonly branches: number;
  /** Conditions that what is walked through does not imply. */
  readonly rest: readonly Prisma.Sql[];
}

const LISTED = PHASES.filter(phase => phase !== 'erased');

/** What is walked through for a filter: by what makes the fewest of it, and for each state apart. */
function walkOf(tenantId: string, scope: Sight, filter: ConversationFilter): Walk {
  const { contactId, mentions, agentId, queueId } = filter;
  const states = [...new Set(filter.states ?? LISTED)];
  const inStates = Prisma.sql`c.phase = ANY(${states}::text[])`;
  const one = (key: Prisma.Sql): readonly Source[] => [
    { of: Prisma.sql`(VALUES (1)) AS o(one)`, key: Prisma.sql`${key} AND ${inStates}` },
  ];
  const bySight = within(scope);
  if (contactId !== undefined)
    return {
      sources: one(Prisma.sql`c.thread_id = ANY(ARRAY(
        SELECT t.id FROM thread t WHERE t.tenant_id = ${tenantId}::uuid AND t.contact_id = ${contactId}::uuid
      ))`),
      branches: 1,
      rest: [...bySight, ...narrowed(filter, ['mentions', 'agentId', 'queueId'])],
    };
  if (mentions !== undefined)
    return {
      sources: one(Prisma.sql`c.id = ANY(ARRAY(
        SELECT n.conversation_id FROM mention n WHERE n.tenant_id = ${tenantId}::uuid AND n.user_id = ${mentions}::uuid
      ))`),
      branches: 1,
      rest: [...bySight, ...narrowed(filter, ['agentId', 'queueId'])],
    };
  const eachState = Prisma.sql`unnest(${states}::text[]) AS p(phase)`;
  const of = (more: Prisma.Sql): Source => ({ of: eachState, key: Prisma.sql`${more} AND c.phase = p.phase` });
  if (typeof agentId === 'string')
    return {
      sources: [of(Prisma.sql`c.agent_id = ${agentId}::uuid`)],
      branches: states.length,
      rest: [...(scope.all || scope.agentId === agentId ? [] : bySight), ...narrowed(filter, ['queueId'])],
    };
  if (queueId !== undefined && (scope.all || scope.queueIds.includes(queueId)))
    return {
      sources: [of(Prisma.sql`c.queue_id = ${queueId}::uuid`)],
      branches: states.length,
      rest: narrowed(filter, ['agentId']),
    };
  if (scope.all)
    return {
      sources: [{ of: eachState, key: Prisma.sql`c.phase = p.phase` }],
      branches: states.length,
      rest: narrowed(filter, ['agentId', 'queueId']),
    };
  return { ...walkOfSight(scope, states), rest: narrowed(filter, ['agentId', 'queueId']) };
}

/** An agent's own, those of the agent's queues that others have or nobody, and those the agent is consulted on. */
function walkOfSight(
  { agentId, queueIds, consultedOn }: Extract<Sight, { all: false }>,
  states: readonly string[],
): Omit<Walk, 'rest'> {
  const eachState = Prisma.sql`unnest(${[...states]}::text[]) AS p(phase)`;
  const queues = Prisma.sql`${[...queueIds]}::uuid[]`;
  const notOwn = Prisma.sql`c.agent_id IS DISTINCT FROM ${agentId}::uuid`;
  return {
    sources: [
      { of: eachState, key: Prisma.sql`c.agent_id = ${agentId}::uuid AND c.phase = p.phase` },
      {
        of: Prisma.sql`unnest(${queues}) AS q(id) CROSS JOIN ${eachState}`,
        key: Prisma.sql`c.queue_id = q.id AND c.phase = p.phase AND ${notOwn}`,
      },
      {
        of: Prisma.sql`unnest(${[...new Set(consultedOn)]}::uuid[]) AS k(id)`,
        key: Prisma.sql`c.id = k.id AND c.phase = ANY(${[...states]}::text[]) AND ${notOwn} AND NOT coalesce(c.queue_id = ANY(${queues}), false)`,
      },
    ],
    branches: states.length * (1 + queueIds.length),
  };
}

/** What comes after a place. */
function beyond({ from, towards }: ListPart): Prisma.Sql[] {
  if (from === null) return [];
  const [at, id] = [new Date(from.at), from.id];
  return towards === 'older'
    ? [
        Prisma.sql`c.activity_minute <= ${at}::timestamptz`,
        Prisma.sql`(c.last_message_at, c.id) < (${at}::timestamptz, ${id}::uuid)`,
      ]
    : [
        Prisma.sql`c.activity_minute >= date_bin('1 minute', ${at}::timestamptz, TIMESTAMPTZ '2000-01-01 00:00:00+00')`,
        Prisma.sql`(c.last_message_at, c.id) > (${at}::timestamptz, ${id}::uuid)`,
      ];
}
