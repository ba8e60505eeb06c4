/**
 * Canned responses: what is written again and again, found by a shortcut. One is somebody's own, of teams and queues
 * (`groups`), or of the whole tenant. In each of these places a shortcut means one response.
 */
import { plain } from '../../domain/knowledge/words.ts';
import { normal } from '../../domain/text/normal.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { omitUndefined } from '../db/omit-undefined.ts';
import type { CannedResponse } from '../generated/client.ts';

export const CANNED_SCOPES = ['own', 'groups', 'tenant'] as const;
export type CannedScope = (typeof CANNED_SCOPES)[number];

/** A person has as many of their own at most, and a tenant as many that are shared: a search looks through all of them. */
export const MOST_OWN = 500;
export const MOST_SHARED = 2_000;

/** Whose sight counts. An administrator sees all that are shared; nobody sees what is somebody else's own. */
export interface CannedViewer {
  /** A person, or an API key. */
  readonly id: string;
  readonly isAdmin: boolean;
}

export interface CannedContent {
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
  /** ISO 639; null: it is not said. */
  readonly language: string | null;
}

/** Where it is found. Both lists are empty unless the scope is `groups`. */
export interface CannedPlaces {
  readonly scope: CannedScope;
  readonly teamIds: readonly string[];
  readonly queueIds: readonly string[];
}

/** A canned response with its places. */
export interface CannedView extends CannedContent, CannedPlaces {
  readonly id: string;
  readonly ownerId: string | null;
  readonly uses: number;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Shortcuts are compared in small letters, in one spelling of each letter. */
const shortcutOf = (written: string): string => normal(written, 'NFC').toLowerCase();

const placesOf = ({ tenantId }: TenantUnit, { scope, teamIds, queueIds }: CannedPlaces, ownerId: string | null) => {
  const none = { teamId: null, queueId: null };
  if (scope === 'own') return [{ ...none, placeId: ownerId ?? tenantId }];
  if (scope === 'tenant') return [{ ...none, placeId: tenantId }];
  return [
    ...teamIds.map(id => ({ ...none, placeId: id, teamId: id })),
    ...queueIds.map(id => ({ ...none, placeId: id, queueId: id })),
  ].sort((one, other) => (one.placeId < other.placeId ? -1 : 1));
};

/** @returns false when the shortcut means another response in one of the places; the transaction must not commit then. */
async function takePlaces(
  unit: TenantUnit,
  responseId: string,
  { shortcut, ownerId, ...where }: CannedPlaces & { readonly shortcut: string; readonly ownerId: string | null },
): Promise<boolean> {
  const { tx, tenantId } = unit;
  await tx.cannedResponsePlace.deleteMany({ where: { tenantId, responseId } });
  const places = placesOf(unit, where, ownerId);
  const { count } = await tx.cannedResponsePlace.createMany({
    data: places.map(place => ({ tenantId, responseId, shortcut, ...place })),
    skipDuplicates: true,
  });
  return count === places.length;
}

const plainOf = ({ title, text }: Pick<CannedContent, 'title' | 'text'>) => ({
  plainTitle: plain(title),
  plainText: plain(text),
});

/**
 * Adds one. When it is refused, the transaction must not commit.
 * @param ownerId whose own it is; null: it is shared.
 * @param at epoch milliseconds.
 */
export async function addCanned(
  unit: TenantUnit,
  { shortcut: written, title, text, language, ...where }: CannedContent & CannedPlaces,
  ownerId: string | null,
  at: number,
): Promise<{ readonly id: string } | 'shortcut_taken' | 'too_many'> {
  const { tx, tenantId } = unit;
  // One after the other, so that two at once do not both take the last room.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`canned ${ownerId ?? tenantId}`}, 0))`;
  const most = ownerId === null ? MOST_SHARED : MOST_OWN;
  if ((await tx.cannedResponse.count({ where: { tenantId, ownerId } })) >= most) return 'too_many';
  const [id, shortcut, when] = [newId(), shortcutOf(written), new Date(at)];
  await tx.cannedResponse.create({
    data: {
      id,
      tenantId,
      scope: where.scope,
      ownerId,
      ...{ shortcut, title, text, language },
      ...plainOf({ title, text }),
      createdAt: when,
      updatedAt: when,
    },
  });
  return (await takePlaces(unit, id, { ...where, shortcut, ownerId })) ? { id } : 'shortcut_taken';
}

/** What may be changed; what is undefined stays. */
export type CannedChange = {
  readonly [Field in keyof (CannedContent & CannedPlaces)]?: (CannedContent & CannedPlaces)[Field] | undefined;
};

/**
 * Changes what is given, upon what is there by now: two who change different fields do not undo each other. When it is
 * refused, the transaction must not commit.
 * @param at epoch milliseconds.
 */
export async function changeCanned(
  unit: TenantUnit,
  id: string,
  change: CannedChange,
  at: number,
): Promise<'changed' | 'unknown' | 'shortcut_taken'> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM canned_response
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    FOR UPDATE`;
  const before = await tx.cannedResponse.findFirst({ where: { tenantId, id }, include: { places: true } });
  if (before === null) return 'unknown';
  const after = { ...viewOf(before), ...omitUndefined(change) };
  const { scope, title, text, language } = after;
  const shortcut = shortcutOf(after.shortcut);
  await tx.cannedResponse.updateMany({
    where: { tenantId, id },
    data: { scope, shortcut, title, text, language, ...plainOf(after), updatedAt: new Date(at) },
  });
  const { ownerId, teamIds, queueIds } = after;
  return (await takePlaces(unit, id, { scope, teamIds, queueIds, shortcut, ownerId })) ? 'changed' : 'shortcut_taken';
}

/** @returns false when there is no such response. */
export async function removeCanned({ tx, tenantId }: TenantUnit, id: string): Promise<boolean> {
  const { count } = await tx.cannedResponse.deleteMany({ where: { tenantId, id } });
  return count > 0;
}

/** Counts one use. @param at epoch milliseconds. @returns how often it was used, with this; null: there is no such one. */
export async function noteCannedUse({ tx, tenantId }: TenantUnit, id: string, at: number): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ uses: number }[]>`
    UPDATE canned_response
    SET uses = least(uses + 1, 2147483646), last_used_at = greatest(last_used_at, ${new Date(at)}::timestamptz)
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    RETURNING uses`;
  return row?.uses ?? null;
}

type Row = CannedResponse & {
  readonly places: readonly { readonly teamId: string | null; readonly queueId: string | null }[];
};

const isId = (id: string | null): id is string => id !== null;

function viewOf(row: Row): CannedView {
  const { id, scope, ownerId, shortcut, title, text, language, uses, lastUsedAt, createdAt, updatedAt, places } = row;
  return {
    ...{ id, ownerId, shortcut, title, text, language, uses, lastUsedAt, createdAt, updatedAt },
    scope: scope as CannedScope,
    teamIds: places.map(place => place.teamId).filter(isId),
    queueIds: places.map(place => place.queueId).filter(isId),
  };
}

/** Where a list goes on: after the row that fits so well, was used so often, and has this id. */
export interface CannedPlaceInList {
  readonly fit: number;
  readonly uses: number;
  readonly id: string;
}

export interface CannedAsked {
  readonly viewer: CannedViewer;
  /** What is looked for, as somebody typed it; empty: everything. */
  readonly query: string;
  readonly scope?: CannedScope | undefined;
  readonly language?: string | undefined;
  /** Only this one. */
  readonly id?: string | undefined;
  /** A queue whose responses are seen, too: that of the conversation one writes in. */
  readonly queueId?: string | null | undefined;
  readonly after: CannedPlaceInList | null;
  readonly limit: number;
}

/**
 * The responses that somebody sees and that fit: those whose shortcut is what was typed, then those whose shortcut begins
 * with it, those of which a word of the title does, those that have it in shortcut or title, and those that have it in
 * their text; among them first what is used most.
 */
export async function listCanned(
  { tx, tenantId }: TenantUnit,
  { viewer, query, after, limit, ...only }: CannedAsked,
): Promise<(CannedView & { readonly place: CannedPlaceInList })[]> {
  const [shortcut, words] = [shortcutOf(query), plain(query)];
  const { scope = null, language = null, id = null, queueId = null } = only;
  const found = await tx.$queryRaw<CannedPlaceInList[]>`
    SELECT r.id, r.uses, f.fit
    FROM canned_response r
      CROSS JOIN LATERAL (
        SELECT
          CASE
            WHEN ${words}::text = '' THEN 0
            WHEN r.shortcut = ${shortcut}::text THEN 0
            WHEN starts_with(r.shortcut, ${shortcut}) THEN 1
            WHEN strpos(' ' || r.plain_title, ' ' || ${words}) > 0 THEN 2
            WHEN strpos(r.shortcut, ${shortcut}) > 0 OR strpos(r.plain_title, ${words}) > 0 THEN 3
            WHEN strpos(r.plain_text, ${words}) > 0 THEN 4
          END AS fit
      ) f
    WHERE r.tenant_id = ${tenantId}::uuid
      AND f.fit IS NOT NULL
      AND (${id}::uuid IS NULL OR r.id = ${id}::uuid)
      AND (${scope}::text IS NULL OR r.scope = ${scope}::text)
      AND (${language}::text IS NULL OR r.language = ${language}::text)
      AND (
        r.scope = 'tenant'
        OR r.owner_id = ${viewer.id}::uuid
        OR (
          r.scope = 'groups'
          AND (
            ${viewer.isAdmin}::boolean
            OR EXISTS (
              SELECT 1
              FROM canned_response_place p
              WHERE p.tenant_id = r.tenant_id
                AND p.response_id = r.id
                AND (
                  p.queue_id = ${queueId}::uuid
                  OR EXISTS (
                    SELECT 1
                    FROM team_member m
                    WHERE m.tenant_id = p.tenant_id AND m.team_id = p.team_id AND m.agent_id = ${viewer.id}::uuid
                  )
                  OR EXISTS (
                    SELECT 1
                    FROM queue_member m
                    WHERE m.tenant_id = p.tenant_id AND m.queue_id = p.queue_id AND m.agent_id = ${viewer.id}::uuid
                  )
                  OR EXISTS (
                    SELECT 1
                    FROM api_key k
                    WHERE k.tenant_id = p.tenant_id AND k.id = ${viewer.id}::uuid AND p.queue_id = ANY(k.queue_ids)
                  )
                )
            )
          )
        )
      )
      AND (
        ${after === null}::boolean
        OR (f.fit, -r.uses, r.id) > (${after?.fit ?? 0}::int, ${-(after?.uses ?? 0)}::int, ${after?.id ?? tenantId}::uuid)
      )
    ORDER BY f.fit, -r.uses, r.id
    LIMIT ${limit}::int`;
  const rows = await tx.cannedResponse.findMany({
    where: { tenantId, id: { in: found.map(each => each.id) } },
    include: { places: { orderBy: { placeId: 'asc' } } },
  });
  const byId = new Map(rows.map(row => [row.id, row]));
  return found.flatMap(place => {
    const row = byId.get(place.id);
    return row === undefined ? [] : [{ ...viewOf(row), place }];
  });
}

/** One as this viewer sees it; null: there is none, or it is not for them. */
export async function findCanned(
  unit: TenantUnit,
  viewer: CannedViewer,
  id: string,
  queueId?: string | null,
): Promise<CannedView | null> {
  const [found] = await listCanned(unit, { viewer, query: '', id, queueId, after: null, limit: 1 });
  return found ?? null;
}
