/** A tenant's user or an operator changes their own password. */
import { findUser } from '../../store/access/users.ts';
import { changeOperatorPassword, findOperatorIn } from '../../store/access/operators.ts';
import { changePassword } from '../../store/access/users.ts';
import type { AppContext } from '../http/context.ts';
import type { Principal } from '../http/principal.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import { passwordWeakness } from './password-policy.ts';

export interface Change {
  readonly current: string;
  readonly wanted: string;
  /** The token of the session in which it is changed: that one continues, all others of the person end. */
  readonly session: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type ChangeResult =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong_password' }
  | { readonly kind: 'same_password' }
  | { readonly kind: 'too_weak'; readonly why: string }
  | { readonly kind: 'changed_meanwhile' };

/**
 * Changes the password if the current one is right and the new one is another and strong enough; otherwise nothing
 * changes. Of two changes at once one wins, and the other gets `changed_meanwhile`.
 */
export async function choosePassword(
  app: AppContext,
  { id, tenantId }: Principal,
  { current, wanted, session, at }: Change,
): Promise<ChangeResult> {
  const person = await find(app, id, tenantId, session);
  if (!(await passwordFits(person?.passwordHash ?? null, current)) || person === null)
    return { kind: 'wrong_password' };
  if (current === wanted) return { kind: 'same_password' };
  const why = await passwordWeakness(wanted, [person.name, person.email]);
  if (why !== null) return { kind: 'too_weak', why };
  const hashes = { before: person.passwordHash, after: await hashPassword(wanted) };
  const changed =
    tenantId === null
      ? await changeOperatorPassword(app.database, id, hashes, session, at)
      : await app.database.withTenant(tenantId, unit => changePassword(unit, id, hashes, session, at));
  return { kind: changed ? 'changed' : 'changed_meanwhile' };
}

interface Found {
  readonly name: string;
  /** Empty for operators, whose address is stored only as a hash. */
  readonly email: string;
  readonly passwordHash: string;
}

async function find(
  { database }: AppContext,
  id: string,
  tenantId: string | null,
  session: string,
): Promise<Found | null> {
  if (tenantId !== null) return database.withTenant(tenantId, unit => findUser(unit, id));
  const operator = await findOperatorIn(database, session);
  return operator?.id !== id ? null : { ...operator, email: '' };
}
