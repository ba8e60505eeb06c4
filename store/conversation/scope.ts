import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { statement, text, uuid, uuids } from '../db/statement.ts';
import type { Prisma } from '../generated/client.ts';

/**
 * Which conversations somebody may see: all of the tenant, or an agent's own, those in the agent's queues, and those
 * the agent is consulted on.
 */
export type Sight =
  | { readonly all: true }
  | {
      readonly all: false;
      readonly agentId: string;
      readonly queueIds: readonly string[];
      readonly consultedOn: readonly string[];
    };

/** Whose view counts: everything of the tenant, or what an agent sees. `agentId` may also be the id of an API key. */
export type Viewer = { readonly all: true } | { readonly all: false; readonly agentId: string };

/** The viewer who sees everything of the tenant: administrators, and the engine itself. */
export const EVERYBODY: Viewer = { all: true };

/**
 * SQL condition: an agent or an API key with an agent's rights may see conversation `c`. NULL sees all.
 * @param viewer SQL of its id.
 */
export const seenBy = (viewer: string): string => `
  (
    ${viewer} IS NULL
    OR c.agent_id = ${viewer}
    OR EXISTS (
      SELECT 1
      FROM queue_member m
      WHERE m.tenant_id = c.tenant_id AND m.queue_id = c.queue_id AND m.agent_id = ${viewer}
    )
    OR EXISTS (
      SELECT 1
      FROM api_key a
      WHERE a.tenant_id = c.tenant_id AND a.id = ${viewer} AND c.queue_id = ANY(a.queue_ids)
    )
    OR (
      c.phase = ANY('{${OPEN_PHASES.join()}}')
      AND EXISTS (
        SELECT 1
        FROM consult q
        WHERE q.tenant_id = c.tenant_id
          AND q.conversation_id = c.id
          AND q.agent_id = ${viewer}
          AND q.ended_at IS NULL
      )
    )
  )`;

/** As `seenBy`, of the parameter `$viewer`. */
export const SEEN_BY_VIEWER = seenBy('$viewer');

/** A sight, and whose whispers it includes: those written to or by this person; null for all of them. */
export type Scope = Sight & { readonly whispersOf: string | null };

/** The Prisma condition for the conversations that are within a sight. */
export function scopeFilter(scope: Sight): Prisma.ConversationWhereInput {
  return scope.all
    ? {}
    : {
        OR: [
          { agentId: scope.agentId },
          { queueId: { in: [...scope.queueIds] } },
          { id: { in: [...scope.consultedOn] } },
        ],
      };
}

/**
 * Whether an agent has joined a queue since a snapshot. If so, a list of changes since that snapshot is not enough: the
 * agent could not see that queue before. Memberships that were written in another PostgreSQL cluster, from which this
 * one was restored, have transaction ids that mean nothing here, and count as older.
 * @param snapshot a `pg_snapshot` as text.
 */
export async function joinedSince(unit: TenantUnit, agentId: string, snapshot: string): Promise<boolean> {
  return (await unit.run(JOINED_SINCE, { agent: agentId, snapshot })).length > 0;
}

const JOINED_SINCE = statement('sight_joined_since', {
  takes: { agent: uuid, snapshot: text },
  gives: { queue_id: uuid },
  sql: `
    SELECT queue_id
    FROM queue_member
    WHERE tenant_id = (SELECT current_tenant())
      AND agent_id = $agent
      AND since < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
      AND NOT pg_visible_in_snapshot(since::text::xid8, $snapshot::pg_snapshot)
    LIMIT 1`,
});

const OF_AGENT = statement('sight_of_agent', {
  takes: { agent: uuid },
  gives: { queue_ids: uuids, consulted_on: uuids },
  sql: `
    SELECT
      coalesce(
        (
          SELECT array_agg(queue_id)
          FROM queue_member
          WHERE tenant_id = (SELECT current_tenant()) AND agent_id = $agent
        ),
        '{}'
      ) AS queue_ids,
      coalesce(
        (
          SELECT array_agg(q.conversation_id)
          FROM consult q JOIN conversation c ON c.tenant_id = q.tenant_id AND c.id = q.conversation_id
          WHERE q.tenant_id = (SELECT current_tenant())
            AND q.agent_id = $agent
            AND q.ended_at IS NULL
            AND c.phase = ANY('{${OPEN_PHASES.join()}}')
        ),
        '{}'
      ) AS consulted_on`,
});

/** What an agent sees: its own conversations, those in its queues, and those it is consulted on. */
export async function sightOfAgent(unit: TenantUnit, agentId: string): Promise<Sight> {
  const [row] = await unit.run(OF_AGENT, { agent: agentId });
  return { all: false, agentId, queueIds: row?.queue_ids ?? [], consultedOn: row?.consulted_on ?? [] };
}

/** Whether a conversation is within a sight; the same rule as `scopeFilter`. */
export function isInScope(
  scope: Sight,
  conversation: { id: string; agentId: string | null; queueId: string | null },
): boolean {
  return (
    scope.all ||
    conversation.agentId === scope.agentId ||
    (conversation.queueId !== null && scope.queueIds.includes(conversation.queueId)) ||
    scope.consultedOn.includes(conversation.id)
  );
}

/**
 * The Prisma condition for the messages that somebody may read in a conversation they see: all but the whispers that
 * they neither wrote nor received.
 */
export function noteFilter({ whispersOf }: Scope): Prisma.MessageWhereInput {
  return whispersOf === null
    ? {}
    : { OR: [{ privateTo: { isEmpty: true } }, { privateTo: { has: whispersOf } }, { authorId: whispersOf }] };
}

/**
 * What an API key with an agent's rights sees: only what is in its queues, since nothing is assigned to a key and no
 * key is consulted.
 */
export async function sightOfKey({ tx, tenantId }: TenantUnit, keyId: string): Promise<Sight> {
  const key = await tx.apiKey.findUnique({
    where: { tenantId_id: { tenantId, id: keyId } },
    select: { queueIds: true },
  });
  return { all: false, agentId: keyId, queueIds: key?.queueIds ?? [], consultedOn: [] };
}
