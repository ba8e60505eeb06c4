/** What lists of conversations can be narrowed to, as conditions in SQL. */
import type { Sight } from '../conversation/scope.ts';
import { likePattern } from '../db/like-pattern.ts';
import { Prisma } from '../generated/client.ts';

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

/** Conditions of the fields that need no other table, and of those of `also`, which a walk may imply. */
export function narrowed(
  { queueId, agentId, numberId, mentions, unread }: ConversationFilter,
  also: readonly ('queueId' | 'agentId' | 'mentions')[],
): Prisma.Sql[] {
  const asked = <T>(field: (typeof also)[number], value: T | undefined): T | undefined =>
    also.includes(field) ? value : undefined;
  return [
    ...given(asked('queueId', queueId), id => Prisma.sql`c.queue_id = ${id}::uuid`),
    ...given(asked('agentId', agentId), id =>
      id === null ? Prisma.sql`c.agent_id IS NULL` : Prisma.sql`c.agent_id = ${id}::uuid`,
    ),
    ...given(numberId, id => Prisma.sql`c.number_id = ${id}::uuid`),
    ...given(
      asked('mentions', mentions),
      id => Prisma.sql`EXISTS (
        SELECT 1 FROM mention n WHERE n.tenant_id = c.tenant_id AND n.user_id = ${id}::uuid AND n.conversation_id = c.id
      )`,
    ),
    ...(unread === true ? [Prisma.sql`c.unread > 0`] : []),
  ];
}

export function timed({ sla, window }: ConversationFilter, at: number): Prisma.Sql[] {
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

export function worded({ tag, text }: ConversationFilter): Prisma.Sql[] {
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
