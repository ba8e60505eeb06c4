import type { TenantUnit } from '../db/database.ts';
import { bigint, bool, int, nullable, statement, texts, time, uuid } from '../db/statement.ts';

/** Where there is no place yet. Of two who make it at once, one waits for the other's unit to end. */
const begin = ({ tx, tenantId }: TenantUnit): Promise<number> =>
  tx.$executeRaw`INSERT INTO search_place (tenant_id) VALUES (${tenantId}::uuid) ON CONFLICT DO NOTHING`;

const TAKE = statement('search_place_take', {
  takes: {},
  gives: {
    xid: bigint,
    position: bigint,
    conversation_id: uuid,
    at: nullable(time),
    message_id: nullable(uuid),
    done: bool,
    languages: texts,
    alike_from: nullable(uuid),
    foreign: bool,
  },
  sql: `
    SELECT
      xid,
      position,
      conversation_id,
      at,
      message_id,
      done,
      coalesce(languages, '{}') AS languages,
      alike_from,
      xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS foreign
    FROM search_place
    WHERE tenant_id = (SELECT current_tenant())
    FOR UPDATE SKIP LOCKED`,
});

const SHARE = statement('search_place_share', {
  takes: {},
  gives: { one: int },
  sql: `
    SELECT 1 AS one
    FROM search_place
    WHERE tenant_id = (SELECT current_tenant())
    FOR SHARE`,
});

const AGAIN = statement('search_place_again', {
  takes: {},
  gives: {},
  sql: `
    UPDATE search_place
    SET
      xid = DEFAULT,
      position = DEFAULT,
      conversation_id = DEFAULT,
      at = NULL,
      message_id = NULL,
      done = false
    WHERE tenant_id = (SELECT current_tenant())`,
});

export interface SearchPlace {
  /** Events up to here have been read; see `store/views/feed.ts`. */
  readonly xid: string;
  readonly position: string;
  /** What was there before has been gone through up to this message; `at` is null where the conversation is done. */
  readonly conversation_id: string;
  readonly at: Date | null;
  readonly message_id: string | null;
  readonly done: boolean;
  readonly languages: readonly string[];
  /** Contacts that were there before are compared with each other up to this one; null: all are. */
  readonly alike_from: string | null;
}

/**
 * Takes the tenant's place, so that nobody else fills the search and nothing is deleted until the end of the unit.
 * @returns null while somebody else has it.
 */
export async function takePlace(unit: TenantUnit): Promise<SearchPlace | null> {
  let [place] = await unit.run(TAKE, {});
  if (place === undefined && (await begin(unit)) > 0) [place] = await unit.run(TAKE, {});
  if (place === undefined) return null;
  if (!place.foreign) return place;
  // Restored in another cluster of PostgreSQL, whose transaction ids are lower: all is gone through again.
  await unit.write(AGAIN, {});
  return (await unit.run(TAKE, {}))[0] ?? null;
}

/** Keeps the search from being filled until the end of the unit, so that nothing it deletes comes back. */
export async function holdPlace(unit: TenantUnit): Promise<void> {
  if ((await unit.run(SHARE, {})).length > 0) return;
  await begin(unit);
  await unit.run(SHARE, {});
}

const MOVE = statement('search_place_move', {
  takes: {
    xid: bigint,
    position: bigint,
    conversation: uuid,
    at: nullable(time),
    message: nullable(uuid),
    done: bool,
    languages: texts,
  },
  gives: {},
  sql: `
    UPDATE search_place
    SET
      xid = $xid,
      position = $position,
      conversation_id = $conversation,
      at = $at,
      message_id = $message,
      done = $done,
      languages = $languages
    WHERE tenant_id = (SELECT current_tenant())`,
});

/** Notes how far the taken place has come. */
export async function movePlace(unit: TenantUnit, place: SearchPlace): Promise<void> {
  await unit.write(MOVE, {
    xid: place.xid,
    position: place.position,
    conversation: place.conversation_id,
    at: place.at,
    message: place.message_id,
    done: place.done,
    languages: place.languages,
  });
}
