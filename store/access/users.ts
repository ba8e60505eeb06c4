/** People of a tenant: who may log in, in which role, and with which password. */
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
  /** For a password that somebody else has set: until when it may be used to choose another one; null for one's own. */
  readonly oneTimeUntil: Date | null;
}

/**
 * @param at epoch milliseconds.
 * @returns the user's id, or null when somebody of this tenant has the e-mail address already (that it is used in
 * another tenant does not matter); the transaction must be given up then.
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

/** Sets a password for somebody else: all sessions end, and at the next log-in the person has to choose another one. */
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
 * A person changes the own password: all sessions but the one with the token `kept` end.
 * @param hashes `before`: the hash that the old password was verified against.
 * @param at epoch milliseconds.
 * @returns false when the password has been changed since then.
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

/** The person cannot log in any more, and all sessions end. */
export async function disableUser(unit: TenantUnit, userId: string, at: number): Promise<void> {
  await unit.tx.user.updateMany({ where: { tenantId: unit.tenantId, id: userId }, data: { disabledAt: new Date(at) } });
  await endSessionsOf(unit, [userId]);
}

/** The person can log in again; sessions that were ended stay ended. */
export async function enableUser({ tx, tenantId }: TenantUnit, userId: string): Promise<void> {
  await tx.user.updateMany({ where: { tenantId, id: userId }, data: { disabledAt: null } });
}

/** A user of the tenant, disabled or not. */
export function findUser({ tx, tenantId }: TenantUnit, id: string): Promise<User | null> {
  return tx.user.findUnique({ where: { tenantId_id: { tenantId, id } } });
}

/** A user and the tenant's name. Does the same look-ups when there is no such user, so that timing does not tell. */
export async function findUserAtTenant(
  unit: TenantUnit,
  id: string,
): Promise<{ readonly user: User | null; readonly tenantName: string | null }> {
  const user = await findUser(unit, id);
  const tenant = await unit.tx.tenant.findUnique({ where: { id: unit.tenantId }, select: { name: true } });
  return { user, tenantName: tenant?.name ?? null };
}

/** Names by id; ids that are not of the tenant's users are left out. */
export async function namesOfUsers(
  { tx, tenantId }: TenantUnit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.user.findMany({ where: { tenantId, id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(row => [row.id, row.name]));
}
