import type { Database } from '../db/database.ts';

/** A position in a tenant's event log, which is ordered by transaction id and, within a transaction, by position. */
export interface FeedCursor {
  readonly xid: bigint;
  readonly position: bigint;
}

/**
 * Where a reader is: the cursor, and as `known` a `pg_snapshot` as text. Events that are visible in that snapshot are
 * known to the reader already, even if they come after the cursor.
 */
export interface FeedPlace {
  readonly cursor: FeedCursor;
  readonly known: string;
}

export interface FeedEvent {
  readonly conversationId: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly data: Record<string, unknown>;
}

const PAGE = 500;
/** The largest bigint of PostgreSQL. */
const GREATEST = 9_223_372_036_854_775_807n;

/**
 * The place right after a cursor that a client has. All transactions up to the cursor's had ended when it was given
 * out, so the snapshot is the one in which exactly those are visible.
 */
export const startAfter = (cursor: FeedCursor): FeedPlace => ({
  cursor,
  known: `${cursor.xid + 1n}:${cursor.xid + 1n}:`,
});

/**
 * Events after the cursor that the reader does not know. Only those of transactions older than every transaction still
 * running are returned, so that no event can turn up before the new cursor later.
 * @returns `pending` when there are further events that can be read soon. Null when there is more than a page: the
 * reader should load its lists anew.
 */
export async function readFeed(
  database: Database,
  tenantId: string,
  { cursor: after, known }: FeedPlace,
): Promise<{ events: FeedEvent[]; cursor: FeedCursor; pending: boolean } | null> {
  return database.withTenant(tenantId, async ({ tx }) => {
    const found = await tx.$queryRaw<
      {
        conversation_id: string;
        seq: number;
        type: string;
        at: Date;
        actor_kind: string;
        actor_id: string | null;
        data: Record<string, unknown>;
        xid: bigint;
        position: bigint;
        settled: boolean;
      }[]
    >`
      SELECT
        conversation_id,
        seq,
        type,
        at,
        actor_kind,
        actor_id,
        data,
        xid,
        position,
        xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS settled
      FROM conversation_event
      WHERE tenant_id = ${tenantId}::uuid
        AND (xid, position) > (${after.xid}, ${after.position})
        AND NOT pg_visible_in_snapshot(xid::text::xid8, ${known}::pg_snapshot)
      ORDER BY xid, position
      LIMIT ${PAGE + 1}`;
    const rows = found.filter(row => row.settled);
    if (rows.length > PAGE) return null;
    const pending = rows.length < found.length;
    const last = rows.at(-1);
    return {
      events: rows.map(row => ({
        conversationId: row.conversation_id,
        seq: row.seq,
        type: row.type,
        at: row.at.toISOString(),
        actor: { kind: row.actor_kind, id: row.actor_id },
        data: row.data,
      })),
      cursor: last === undefined ? after : { xid: last.xid, position: last.position },
      pending,
    };
  });
}

/**
 * The place after everything that is committed now. Its cursor is before the oldest transaction that still runs, which
 * may yet add events.
 */
export async function feedEnd(database: Database): Promise<FeedPlace> {
  const [row] = await database.directory.$queryRaw<{ xid: bigint; known: string }[]>`
    SELECT pg_snapshot_xmin(snapshot)::text::bigint - 1 AS xid, snapshot::text AS known
    FROM pg_current_snapshot() snapshot`;
  if (row === undefined) throw new Error('PostgreSQL named no snapshot');
  return { cursor: { xid: row.xid, position: GREATEST }, known: row.known };
}
