/** People of a tenant: who may log in, as what, and with which password. */
import { noteAct } from './audit.ts';
import { addLogin, endOtherSessions, endSessionsOf } from './credentials.ts';
import type { TenantUnit } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { User } from '../generated/client.ts';

export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly role: 'TENANT_ADMIN' | 'AGENT';
  readonly passwordHash: string;
  /**
   * Until when a password that somebody else has set is good for choosing another one; null: it is the person's own.
   */
  readonly oneTimeUntil: Date | null;
}

/**
 * @returns null when somebody of the tenant has the e-mail address already, whatever there is elsewhere; the
 * transaction is lost then.
 */
export async function addUser(
  unit: TenantUnit,
  { name, email, role, passwordHash, oneTimeUntil }: NewUser,
  at: number,
): Promise<string | null> {
  const { tx, tenantId } = unit;
  const id = newId();
  try {
    await tx.user.create({
      data: { id, tenantId, email, name, role, passwordHash, oneTimeUntil, createdAt: new Date(at) },
    });
    await addLogin(unit, id, email, at);
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
  return id;
}

/** Somebody else sets the password: every session ends, and at the next log-in another one has to be chosen. */
export async function resetPassword(
  unit: TenantUnit,
  userId: string,
  { passwordHash, oneTimeUntil }: { readonly passwordHash: string; readonly oneTimeUntil: Date },
): Promise<void> {
  await unit.tx.user.updateMany({
    where: { tenantId: unit.tenantId, id: userId },
    data: { passwordHash, oneTimeUntil },
  });
  await endSessionsOf(unit, [userId]);
}

/**
 * The person changes the password: every session but the one with the token `kept` ends.
 * @param hashes `before` is the one that was compared with. @returns false when the password is another one by now.
 */
export async function changePassword(
  unit: TenantUnit,
  userId: string,
  hashes: { readonly before: string; readonly after: string },
  kept: string,
  at: number,
): Promise<boolean> {
  const { tx, tenantId } = unit;
  const { count } = await tx.user.updateMany({
    where: { tenantId, id: userId, passwordHash: hashes.before },
    data: { passwordHash: hashes.after, oneTimeUntil: null },
  });
  if (count === 0) return false;
  await endOtherSessions(unit, userId, kept);
  await noteAct(unit, { actor: { kind: 'user', id: userId }, action: 'password.change', targetId: userId, at });
  return true;
}

/** Nobody logs in as this person any more, and every session ends. */
export async function disableUser(unit: TenantUnit, userId: string, at: number): Promise<void> {
  await unit.tx.user.updateMany({ where: { tenantId: unit.tenantId, id: userId }, data: { disabledAt: new Date(at) } });
  await endSessionsOf(unit, [userId]);
}

export async function enableUser({ tx, tenantId }: TenantUnit, userId: string): Promise<void> {
  await tx.user.updateMany({ where: { tenantId, id: userId }, data: { disabledAt: null } });
}

/** Somebody of the tenant, disabled or not. */
export function findUser({ tx, tenantId }: TenantUnit, id: string): Promise<User | null> {
  return tx.user.findUnique({ where: { tenantId_id: { tenantId, id } } });
}

/** With the company's name. Ids of nobody are looked for alike. */
export async function findUserAtTenant(
  unit: TenantUnit,
  id: string,
): Promise<{ readonly user: User | null; readonly tenantName: string | null }> {
  const user = await findUser(unit, id);
  const tenant = await unit.tx.tenant.findUnique({ where: { id: unit.tenantId }, select: { name: true } });
  return { user, tenantName: tenant?.name ?? null };
}

/** Names by id; who is not of the tenant is left out. */
export async function namesOfUsers(
  { tx, tenantId }: TenantUnit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.user.findMany({ where: { tenantId, id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(row => [row.id, row.name]));
}
