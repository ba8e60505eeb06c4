/**
 * Who logs in. An address may be that of several people, one a tenant (decision 0024), and nothing tells how many:
 * neither the answer, unless the password fits, nor how long it takes.
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

export interface Person {
  readonly id: string;
  /** Null: a person of the platform, its operator. */
  readonly tenantId: string | null;
  readonly tenantName: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
  /** As of `User`; of an operator it is asked for once the password fits. */
  readonly oneTimeUntil: Date | null;
}

/**
 * Everybody who may log in with the address, or the one of a tenant (null: the operator). Places nobody is in are null,
 * and as much is read for them.
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

/** Those whose password it is. It is checked once for each place, whether or not somebody is there. */
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
 * Until when the password, which somebody else has set, is good for choosing another one; null: it is the person's own.
 * Asked of those whose password fits.
 */
export function oneTimeUntilOf(database: Database, { id, tenantId, oneTimeUntil }: Person): Promise<Date | null> {
  return tenantId === null ? operatorOneTimeUntil(database, id) : Promise.resolve(oneTimeUntil);
}

/** @returns false when the person was disabled, or got another password, meanwhile. */
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
