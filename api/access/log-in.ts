/**
 * Finds who logs in. Several people may have the same e-mail address, one in each tenant (decision 0024). How many do
 * must not leak: neither through the answer, unless the password is right, nor through the time it takes.
 */
import { findUserAtTenant } from '../../store/access/users.ts';
import type { NewSession } from '../../store/access/credentials.ts';
import {
  LOGINS_AT_MOST,
  beginOperatorSession,
  beginSession,
  findLoginAt,
  findLogins,
  operatorOneTimeUntil,
} from '../../store/access/credentials.ts';
import type { Login } from '../../store/access/credentials.ts';
import type { Database } from '../../store/db/database.ts';
import { newId } from '../../store/db/ids.ts';
import { passwordFits } from './passwords.ts';
import type { Role } from '../http/principal.ts';

/** Somebody who may log in with an e-mail address: a tenant's user, or an operator. */
export interface Person {
  readonly id: string;
  /** Null for an operator. */
  readonly tenantId: string | null;
  readonly tenantName: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  /** As in `User`. Always null for an operator: `oneTimeUntilOf` reads it once the password is known to be right. */
  readonly oneTimeUntil: Date | null;
}

/**
 * Everybody who may log in with the address: `LOGINS_AT_MOST` places, or one when a tenant is given (null: as an
 * operator). Places without a person are null; as much is read for them, so that the time does not tell.
 */
export async function peopleOf(
  database: Database,
  email: string,
  tenantId: string | null | undefined,
): Promise<(Person | null)[]> {
  const logins =
    tenantId === undefined ? await findLogins(database, email) : await findLoginAt(database, email, tenantId);
  const people: (Person | null)[] = [];
  for (let place = 0; place < (tenantId === undefined ? LOGINS_AT_MOST : 1); place++)
    people.push(await personAt(database, logins[place] ?? null));
  return people;
}

async function personAt(database: Database, login: Login | null): Promise<Person | null> {
  const { tenantId, userId } = login?.tenantId == null ? { tenantId: newId(), userId: newId() } : login;
  const found = await database.withTenant(tenantId, unit => findUserAtTenant(unit, userId));
  if (login?.tenantId === null)
    return {
      id: login.userId,
      tenantId: null,
      tenantName: 'SigFollow',
      name: login.name,
      role: 'SUPER_ADMIN',
      passwordHash: login.passwordHash,
      oneTimeUntil: null,
    };
  const { user, tenantName } = found;
  if (user === null || user.disabledAt !== null) return null;
  return {
    id: user.id,
    tenantId,
    tenantName: tenantName ?? '',
    name: user.name,
    role: user.role as Role,
    passwordHash: user.passwordHash,
    oneTimeUntil: user.oneTimeUntil,
  };
}

/** The people whose password it is. One hash is checked per place, with a person or without: the time tells nothing. */
export async function whoFits(
  people: readonly (Person | null)[],
  password: string,
  check: typeof passwordFits = passwordFits,
): Promise<Person[]> {
  const fitting: Person[] = [];
  for (const person of people)
    if ((await check(person?.passwordHash ?? null, password)) && person !== null) fitting.push(person);
  return fitting;
}

/**
 * Until when a one-time password, set by somebody else, may be used to choose another one; null when the password is
 * the person's own. Call it only after the password has been checked.
 */
export function oneTimeUntilOf(database: Database, { id, tenantId, oneTimeUntil }: Person): Promise<Date | null> {
  return tenantId === null ? operatorOneTimeUntil(database, id) : Promise.resolve(oneTimeUntil);
}

/**
 * Begins a session of a person whose password was right.
 * @returns false when the person has been disabled, or the password changed, in the meantime.
 */
export function beginSessionOf(
  database: Database,
  { tenantId, id, passwordHash }: Person,
  email: string,
  secrets: Omit<NewSession, 'passwordHash'>,
): Promise<boolean> {
  const session = { ...secrets, passwordHash };
  return tenantId === null
    ? beginOperatorSession(database, email, session)
    : database.withTenant(tenantId, unit => beginSession(unit, id, session));
}
