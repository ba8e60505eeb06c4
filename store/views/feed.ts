import type { Database } from '../db/database.ts';

/** A place in a tenant's event log, which is in the order of its transactions' ids. */
export interface FeedCursor {
  readonly xid: bigint;
  readonly position: bigint;
}

/**
 * Where a reader is: the cursor, and, as PostgreSQL writes a snapshot, what had happened when it began, also of what
 * lies behind the cursor.
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
  readonly data: Record<string, unknown>;
}

const PAGE = 500;
/** PostgreSQL's bigint. */
const GREATEST = 9_223_372_036_854_775_807n;

/**
 * Begins after what the cursor told: as if whatever transaction has an earlier id were over, which it was when the
 * cursor was told.
 */
export const startAfter = (cursor: FeedCursor): FeedPlace => ({
  cursor,
  known: `${cursor.xid + 1n}:${cursor.xid + 1n}:`,
});

/**
 * Events after the cursor that the reader does not know, of transactions older than every one still running: so none
 * can appear behind the cursor later; `pending` says that there are some to be read soon.
 * @returns null when there are more than a page: the reader should read lists afresh.
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
        data: row.data,
      })),
      cursor: last === undefined ? after : { xid: last.xid, position: last.position },
      pending,
    };
  });
}

/**
 * After everything that is committed now. The cursor stands before the oldest transaction that still runs, since that
 * may yet add events.
 */
export async function feedEnd(database: Database): Promise<FeedPlace> {
  const [row] = await database.directory.$queryRaw<{ xid: bigint; known: string }[]>`
    SELECT pg_snapshot_xmin(snapshot)::text::bigint - 1 AS xid, snapshot::text AS known
    FROM pg_current_snapshot() snapshot`;
  if (row === undefined) throw new Error('PostgreSQL named no snapshot');
  return { cursor: { xid: row.xid, position: GREATEST }, known: row.known };
}
