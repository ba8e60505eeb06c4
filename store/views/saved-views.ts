/** Views of the inbox that people have put together and named: their own, and those for everybody of the tenant. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { SavedView } from '../generated/client.ts';

/** So many views may one person have. */
export const MOST_VIEWS = 100;

/** Lets one request at a time change a person's views, until its transaction ends. */
const lockViewsOf = ({ tx, tenantId }: TenantUnit, ownerId: string): Promise<unknown> =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`saved views ${tenantId} ${ownerId}`}, 0))`;

export interface ViewContent {
  readonly name: string;
  /** As the API takes it; stored as it is. */
  readonly filter: object;
  readonly shared: boolean;
}

/** Those of a person and the shared ones, by name. */
export function listSavedViews({ tx, tenantId }: TenantUnit, person: string): Promise<SavedView[]> {
  return tx.savedView.findMany({
    where: { tenantId, OR: [{ ownerId: person }, { shared: true }] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
}

/** One that the person may see; null when there is none. */
export function findSavedView({ tx, tenantId }: TenantUnit, person: string, id: string): Promise<SavedView | null> {
  return tx.savedView.findFirst({ where: { tenantId, id, OR: [{ ownerId: person }, { shared: true }] } });
}

/**
 * @param at epoch milliseconds.
 * @returns `name_taken` when the person has a view of this name, `too_many` when it has as many as there may be.
 */
export async function addSavedView(
  unit: TenantUnit,
  ownerId: string,
  { name, filter, shared }: ViewContent,
  at: number,
): Promise<SavedView | 'name_taken' | 'too_many'> {
  const { tx, tenantId } = unit;
  await lockViewsOf(unit, ownerId);
  if ((await tx.savedView.count({ where: { tenantId, ownerId } })) >= MOST_VIEWS) return 'too_many';
  const [row] = await tx.savedView.createManyAndReturn({
    data: [
      {
        id: newId(),
        tenantId,
        ownerId,
        name,
        filter: filter,
        shared,
        createdAt: new Date(at),
        updatedAt: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
  return row ?? 'name_taken';
}

/** @param at epoch milliseconds. @returns as `addSavedView`; `gone` when it was deleted, or shared, since it was read. */
export async function changeSavedView(
  unit: TenantUnit,
  view: SavedView,
  { name, filter, shared }: ViewContent,
  at: number,
): Promise<SavedView | 'name_taken' | 'gone'> {
  const { tx, tenantId } = unit;
  await lockViewsOf(unit, view.ownerId);
  const other = await tx.savedView.findFirst({
    where: { tenantId, ownerId: view.ownerId, name, id: { not: view.id } },
    select: { id: true },
  });
  if (other !== null) return 'name_taken';
  const [changed] = await tx.savedView.updateManyAndReturn({
    where: { id: view.id, tenantId, shared: view.shared },
    data: { name, filter: filter, shared, updatedAt: new Date(at) },
  });
  return changed ?? 'gone';
}

export async function removeSavedView({ tx, tenantId }: TenantUnit, id: string): Promise<void> {
  await tx.savedView.deleteMany({ where: { tenantId, id } });
}
