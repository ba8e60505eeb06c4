/**
 * Operators (SUPER_ADMIN): people of the platform, who belong to no tenant. Their log-in names are kept as hashes only.
 */
import { notePlatformAct } from './audit.ts';
import type { Database, Transaction } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import { directoryHash } from '../tenant/directory.ts';
import { newId } from '../db/ids.ts';

export interface NewOperator {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  /** As in `NewUser`. */
  readonly oneTimeUntil: Date | null;
}

/** An operator, as found by the operator's own session. */
export interface OperatorInSession {
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
}

/** The operator a session belongs to; null when it is not an operator's. @param session its token. */
export async function findOperatorIn(database: Database, session: string): Promise<OperatorInSession | null> {
  const [row] = await database.directory.$queryRaw<
    { operator_id: string; operator_name: string; operator_password_hash: string }[]
  >`SELECT * FROM directory_operator_in(${directoryHash('session', session)})`;
  return row === undefined
    ? null
    : { id: row.operator_id, name: row.operator_name, passwordHash: row.operator_password_hash };
}

/**
 * @param tx of the database's owner; no other role may do this.
 * @param at epoch milliseconds.
 * @returns the operator's id, or null when another operator has the e-mail address; the transaction must be given up
 * then.
 */
export async function addOperator(
  tx: Transaction,
  { email, ...person }: NewOperator,
  at: number,
): Promise<string | null> {
  const [id, createdAt] = [newId(), new Date(at)];
  try {
    await tx.platformUser.create({ data: { id, ...person, createdAt } });
    await tx.directoryCredential.create({
      data: { hash: directoryHash('login', email), kind: 'login', tenantId: null, userId: id, createdAt },
    });
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
  return id;
}

/** Like `resetPassword` of users; `tx` must be the database owner's. */
export async function resetOperatorPassword(
  tx: Transaction,
  id: string,
  { passwordHash, oneTimeUntil }: { readonly passwordHash: string; readonly oneTimeUntil: Date },
): Promise<void> {
  await tx.platformUser.update({ where: { id }, data: { passwordHash, oneTimeUntil } });
  await endOperatorSessions(tx, id);
}

/** Like `disableUser` of users; `tx` must be the database owner's. */
export async function disableOperator(tx: Transaction, id: string, at: number): Promise<void> {
  await tx.platformUser.update({ where: { id }, data: { disabledAt: new Date(at) } });
  await endOperatorSessions(tx, id);
}

/** Like `changePassword` of users, for the operator whose session has the token `kept`; that session goes on. */
export function changeOperatorPassword(
  database: Database,
  id: string,
  hashes: { readonly before: string; readonly after: string },
  kept: string,
  at: number,
): Promise<boolean> {
  return database.withPlatform(async tx => {
    const [row] = await tx.$queryRaw<{ changed: boolean | null }[]>`
      SELECT directory_change_operator_password(
          ${directoryHash('session', kept)},
          ${hashes.before},
          ${hashes.after}
        ) AS changed`;
    if (row?.changed !== true) return false;
    await tx.$queryRaw`SELECT directory_end_other_operator_sessions(${directoryHash('session', kept)}) AS ended`;
    await notePlatformAct(tx, {
      actor: { kind: 'platform', id },
      action: 'password.change',
      targetId: id,
      at,
      data: {},
    });
    return true;
  });
}

async function endOperatorSessions(tx: Transaction, userId: string): Promise<void> {
  await tx.directoryCredential.deleteMany({ where: { kind: 'session', tenantId: null, userId } });
}
