import type { Sight } from '../conversation/scope.ts';
import { likePattern } from '../db/like-pattern.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import type { ConversationView } from './conversations.ts';
import { findConversations } from './conversations.ts';

/** Minutes before a deadline from which it counts as `due`, when nothing has warned of it. */
const DUE_MS = 15 * 60_000;
/** Time before the end of the customer-service window from which it counts as `closing`. */
const CLOSING_MS = 2 * 3_600_000;

/** Of the service levels that run: one was missed, or is to be kept soon. */
export const SLA_FILTERS = ['breached', 'due'] as const;
/** Of the customer-service window. `closing` is open, for less than two hours. */
export const WINDOW_FILTERS = ['open', 'closing', 'closed'] as const;

/** What a list of conversations is narrowed to; all of it applies at once. */
export interface ConversationFilter {
  /** Without: all but erased ones. */
  readonly states?: readonly string[] | undefined;
  readonly queueId?: string | undefined;
  /** `null`: whoever has none. */
  readonly agentId?: string | null | undefined;
  readonly contactId?: string | undefined;
  readonly numberId?: string | undefined;
  /** Of the contact. */
  readonly tag?: string | undefined;
  readonly sla?: (typeof SLA_FILTERS)[number] | undefined;
  readonly window?: (typeof WINDOW_FILTERS)[number] | undefined;
  /** Only those in which this person is mentioned. */
  readonly mentions?: string | undefined;
  /** True: only those with something unread. */
  readonly unread?: boolean | undefined;
  /** Part of the contact's name, username or number, or of the latest message's beginning; upper and lower case are one. */
  readonly text?: string | undefined;
}

/** A part of a list that is ordered by activity. */
export interface ListPart {
  /** The place to go on from; null: at the end where it begins. */
  readonly from: { readonly at: string; readonly id: string } | null;
  /** To what comes after that place in the list, or to what stands before it. */
  readonly towards: 'older' | 'newer';
  readonly limit: number;
}

/**
 * Part of the conversations within a sight, newest activity first. Of those before a place, the ones nearest to it.
 * @param at now, epoch milliseconds.
 */
export async function listConversations(
  unit: TenantUnit,
  scope: Sight,
  { filter, part }: { readonly filter: ConversationFilter; readonly part: ListPart },
  at: number,
): Promise<ConversationView[]> {
  const conditions = [
    Prisma.sql`c.tenant_id = ${unit.tenantId}::uuid`,
    ...within(scope),
    ...beyond(part),
    ...narrowed(filter),
    ...timed(filter, at),
    ...worded(filter),
  ];
  const order =
    part.towards === 'older'
      ? Prisma.sql`c.activity_minute DESC, c.last_message_at DESC, c.id DESC`
      : Prisma.sql`c.activity_minute, c.last_message_at, c.id`;
  const rows = await unit.tx.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM conversation c
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY ${order}
    LIMIT ${part.limit}`;
  const ids = rows.map(row => row.id);
  const views = new Map((await findConversations(unit, ids, at)).map(view => [view.id, view]));
  const shown = ids.flatMap(id => views.get(id) ?? []);
  return part.towards === 'older' ? shown : shown.reverse();
}

/** SQL conditions: conversation `c` is within a sight; the same rule as `isInScope`. */
export function within(scope: Sight): Prisma.Sql[] {
  if (scope.all) return [];
  return [
    Prisma.sql`(
      c.agent_id = ${scope.agentId}::uuid
      OR c.queue_id = ANY(${[...scope.queueIds]}::uuid[])
      OR c.id = ANY(${[...scope.consultedOn]}::uuid[])
    )`,
  ];
}

/** The index is by minute; within a minute PostgreSQL sorts. */
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

function narrowed({
  states,
  queueId,
  agentId,
  contactId,
  numberId,
  mentions,
  unread,
}: ConversationFilter): Prisma.Sql[] {
  return [
    states === undefined ? Prisma.sql`c.phase <> 'erased'` : Prisma.sql`c.phase = ANY(${[...states]}::text[])`,
    ...given(queueId, id => Prisma.sql`c.queue_id = ${id}::uuid`),
    ...given(agentId, id => (id === null ? Prisma.sql`c.agent_id IS NULL` : Prisma.sql`c.agent_id = ${id}::uuid`)),
    ...given(contactId, id => Prisma.sql`c.contact_id = ${id}::uuid`),
    ...given(numberId, id => Prisma.sql`c.number_id = ${id}::uuid`),
    ...given(
      mentions,
      id => Prisma.sql`EXISTS (
        SELECT 1 FROM mention n WHERE n.tenant_id = c.tenant_id AND n.user_id = ${id}::uuid AND n.conversation_id = c.id
      )`,
    ),
    ...(unread === true ? [Prisma.sql`c.unread > 0`] : []),
  ];
}

function timed({ sla, window }: ConversationFilter, at: number): Prisma.Sql[] {
  const now = new Date(at);
  return [
    ...given(sla, which =>
      which === 'breached'
        ? Prisma.sql`jsonb_path_exists(c.sla, '$[*] ? (@.breached == true)')`
        : Prisma.sql`jsonb_path_exists(
            c.sla,
            '$[*] ? (@.breached == false && @.dueAt != null && (@.dueAt <= $due || @.warnsAt <= $now))',
            jsonb_build_object('due', ${at + DUE_MS}::bigint, 'now', ${at}::bigint)
          )`,
    ),
    ...given(window, which => {
      if (which === 'closed') return Prisma.sql`(c.window_expires_at IS NULL OR c.window_expires_at <= ${now})`;
      const open = Prisma.sql`c.window_expires_at > ${now}`;
      return which === 'open' ? open : Prisma.sql`${open} AND c.window_expires_at < ${new Date(at + CLOSING_MS)}`;
    }),
  ];
}

function worded({ tag, text }: ConversationFilter): Prisma.Sql[] {
  return [
    ...given(
      tag,
      name => Prisma.sql`EXISTS (
        SELECT 1 FROM contact k WHERE k.tenant_id = c.tenant_id AND k.id = c.contact_id AND ${name} = ANY(k.tags)
      )`,
    ),
    ...given(text, words => {
      const part = likePattern(words);
      // Whoever looks for a number writes it in any way.
      const digits = words.replace(/[\s()+./-]/g, '');
      return Prisma.sql`(
        c.last_message_preview ILIKE ${part}
        OR EXISTS (
          SELECT 1 FROM contact k
          WHERE k.tenant_id = c.tenant_id
            AND k.id = c.contact_id
            AND (k.profile_name ILIKE ${part} OR k.given_name ILIKE ${part} OR k.username ILIKE ${part})
        )
        OR (
          ${/^\d{3,}$/.test(digits)}
          AND EXISTS (
            SELECT 1 FROM contact_identity i
            WHERE i.tenant_id = c.tenant_id
              AND i.contact_id = c.contact_id
              AND i.kind = 'wa_id'
              AND i.value LIKE ${likePattern(digits)}
          )
        )
      )`;
    }),
  ];
}

const given = <T>(value: T | undefined, condition: (value: T) => Prisma.Sql): Prisma.Sql[] =>
  value === undefined ? [] : [condition(value)];
