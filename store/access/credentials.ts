/**
 * Log-in names, sessions and API keys. They lie in the directory, which no role reads or writes but through functions
 * of the owner (decision 0024): these here.
 */
import type { Database, TenantUnit } from '../db/database.ts';
import { bool, bytes, nullable, statement, text, time, uuid, words } from '../db/statement.ts';
import { directoryHash } from '../tenant/directory.ts';

/**
 * How many people of one log-in name are looked at when it is not said at which tenant; `directory_logins_of` tells no
 * more.
 */
export const LOGINS_AT_MOST = 3;

/** A session or a key, as the directory keeps it: the secret cannot be had from it. */
export interface KeptCredential {
  readonly kind: 'session' | 'api_key';
  readonly hash: Buffer<ArrayBuffer>;
}

/** Who asks with a session or a key. */
export interface Holder {
  /** Null: an operator. */
  readonly tenantId: string | null;
  /** The user's, the operator's, or the key's own. */
  readonly id: string;
  readonly role: 'SUPER_ADMIN' | 'TENANT_ADMIN' | 'AGENT';
  readonly name: string;
  readonly csrfHash: Uint8Array | null;
  readonly expiresAt: Date | null;
  /** Somebody else has set the password. */
  readonly mustChangePassword: boolean;
}

/** Somebody who logs in with a name. */
export type Login =
  | { readonly tenantId: string; readonly userId: string }
  | { readonly tenantId: null; readonly userId: string; readonly name: string; readonly passwordHash: string };

interface LoginRow {
  readonly tenant_id: string | null;
  readonly user_id: string;
  readonly operator_name: string;
  readonly operator_password_hash: string;
}

/** How the directory keeps the session or key with this secret. */
export const keptAs = (kind: KeptCredential['kind'], token: string): KeptCredential => ({
  kind,
  hash: directoryHash(kind, token),
});

const HOLDER = statement('directory_principal_of', {
  takes: { hash: bytes, kind: text },
  gives: {
    tenant_id: nullable(uuid),
    id: uuid,
    role: words<Holder['role']>(),
    name: text,
    csrf_hash: nullable(bytes),
    expires_at: nullable(time),
    must_change_password: bool,
  },
  sql: `
    SELECT tenant_id, id, role, name, csrf_hash, expires_at, must_change_password
    FROM directory_principal_of($hash, $kind)`,
});

/** Whose it is; null when nobody's, or of somebody who is disabled, or a key that is revoked. */
export async function findHolder(database: Database, { kind, hash }: KeptCredential): Promise<Holder | null> {
  const [row] = await database.ask(HOLDER, { hash, kind });
  return row === undefined
    ? null
    : {
        tenantId: row.tenant_id,
        id: row.id,
        role: row.role,
        name: row.name,
        csrfHash: row.csrf_hash,
        expiresAt: row.expires_at,
        mustChangePassword: row.must_change_password,
      };
}

/** Everybody who logs in with the name, `LOGINS_AT_MOST` at most: an operator first, then who has it longest. */
export async function findLogins(database: Database, name: string): Promise<Login[]> {
  return (
    await database.directory.$queryRaw<LoginRow[]>`SELECT * FROM directory_logins_of(${directoryHash('login', name)})`
  ).map(loginOf);
}

/** Who logs in with the name at one tenant; null: at none, as an operator. */
export async function findLoginAt(database: Database, name: string, tenantId: string | null): Promise<Login[]> {
  return (
    await database.directory.$queryRaw<
      LoginRow[]
    >`SELECT * FROM directory_login_at(${directoryHash('login', name)}, ${tenantId}::uuid)`
  ).map(loginOf);
}

function loginOf(row: LoginRow): Login {
  const { tenant_id: tenantId, user_id: userId } = row;
  return tenantId === null
    ? { tenantId, userId, name: row.operator_name, passwordHash: row.operator_password_hash }
    : { tenantId, userId };
}

/** Lets a user of the unit's tenant log in by the name. @throws when the user is none of the tenant's. */
export async function addLogin({ tx }: TenantUnit, userId: string, name: string, at: number): Promise<void> {
  const [row] = await tx.$queryRaw<
    { done: boolean | null }[]
  >`SELECT directory_add_login(${directoryHash('login', name)}, ${userId}::uuid, ${new Date(at)}::timestamptz) AS done`;
  if (row?.done !== true) throw new Error('there is no such user in the tenant');
}

/** Makes the secret that of a key of the unit's tenant. @throws when the key is none of the tenant's, or revoked. */
export async function addApiKey({ tx }: TenantUnit, keyId: string, secret: string, at: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ done: boolean | null }[]>`
    SELECT directory_add_api_key(
        ${directoryHash('api_key', secret)},
        ${keyId}::uuid,
        ${new Date(at)}::timestamptz
      ) AS done`;
  if (row?.done !== true) throw new Error('there is no such key in the tenant');
}

/** Takes the secret away from a key of the unit's tenant, and closes the sockets that were opened with it. */
export async function removeApiKey({ tx, wake }: TenantUnit, keyId: string): Promise<void> {
  wake.access.add(keyId);
  await tx.$queryRaw`SELECT directory_remove_api_key(${keyId}::uuid) AS removed`;
}

/** The two secrets of a session, and its time in epoch milliseconds. */
export interface NewSession {
  /** Of the password that was shown: the session begins only while it is the person's. */
  readonly passwordHash: string;
  readonly token: string;
  readonly csrfToken: string;
  readonly begins: number;
  readonly ends: number;
}

/** @returns false when the user is none of the unit's tenant, disabled, or has another password by now. */
export async function beginSession(
  { tx }: TenantUnit,
  userId: string,
  { passwordHash, token, csrfToken, begins, ends }: NewSession,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ done: boolean | null }[]>`
    SELECT
      directory_begin_session(
        ${directoryHash('session', token)},
        ${directoryHash('csrf', csrfToken)},
        ${userId}::uuid,
        ${new Date(begins)}::timestamptz,
        ${new Date(ends)}::timestamptz,
        ${passwordHash}
      ) AS done`;
  return row?.done === true;
}

/** @returns false when no operator logs in with the name, a disabled one, or one with another password by now. */
export async function beginOperatorSession(
  database: Database,
  name: string,
  { passwordHash, token, csrfToken, begins, ends }: NewSession,
): Promise<boolean> {
  const [row] = await database.directory.$queryRaw<{ done: boolean | null }[]>`
    SELECT directory_begin_operator_session(
        ${directoryHash('login', name)},
        ${directoryHash('session', token)},
        ${directoryHash('csrf', csrfToken)},
        ${new Date(begins)}::timestamptz,
        ${new Date(ends)}::timestamptz,
        ${passwordHash}
      ) AS done`;
  return row?.done === true;
}

/** Ends the session with this token, if there is one. */
export async function endSession(database: Database, token: string): Promise<void> {
  await database.directory.$queryRaw`SELECT directory_end_session(${directoryHash('session', token)}) AS done`;
}

/** Ends all sessions of these users of the unit's tenant, and closes the sockets that were opened with them. */
export async function endSessionsOf({ tx, wake }: TenantUnit, userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) wake.access.add(userId);
  if (userIds.length > 0) await tx.$queryRaw`SELECT directory_end_sessions_of(${[...userIds]}::uuid[]) AS ended`;
}

/**
 * Ends all sessions of a user of the unit's tenant but the one with the token `kept`, and closes the sockets that were
 * opened with them.
 */
export async function endOtherSessions({ tx, wake }: TenantUnit, userId: string, kept: string): Promise<void> {
  wake.access.add(userId);
  await tx.$queryRaw`SELECT directory_end_other_sessions(${userId}::uuid, ${directoryHash('session', kept)}) AS ended`;
}

/** Until when an operator's password is good for choosing another one; null: it is the operator's own. */
export async function operatorOneTimeUntil(database: Database, operatorId: string): Promise<Date | null> {
  const [row] = await database.directory.$queryRaw<
    { until: Date | null }[]
  >`SELECT directory_operator_one_time(${operatorId}::uuid) AS until`;
  return row?.until ?? null;
}
