/**
 * Log-in names, sessions and API keys. They are kept in the directory, which the application's roles can only read and
 * write through functions of its owner (decision 0024); these are called here.
 */
import type { Database, TenantUnit } from '../db/database.ts';
import { bool, bytes, nullable, statement, text, time, uuid, words } from '../db/statement.ts';
import { directoryHash } from '../tenant/directory.ts';

/**
 * When a log-in does not name a tenant, at most so many people with the log-in name are tried (`directory_logins_of`).
 */
export const LOGINS_AT_MOST = 3;

/** A session or an API key as the directory keeps it: a hash, from which the secret cannot be recovered. */
export interface KeptCredential {
  readonly kind: 'session' | 'api_key';
  readonly hash: Buffer<ArrayBuffer>;
}

/** Who a session or an API key belongs to. */
export interface Holder {
  /** Null for an operator. */
  readonly tenantId: string | null;
  /** Id of the user, of the operator, or of the key itself. */
  readonly id: string;
  readonly role: 'SUPER_ADMIN' | 'TENANT_ADMIN' | 'AGENT';
  readonly name: string;
  readonly csrfHash: Uint8Array | null;
  readonly expiresAt: Date | null;
  /** Somebody else has set the password, so another one must be chosen first. */
  readonly mustChangePassword: boolean;
}

/** Somebody whom a log-in name belongs to: a user of a tenant, or an operator (`tenantId` null). */
export type Login =
  | { readonly tenantId: string; readonly userId: string }
  | { readonly tenantId: null; readonly userId: string; readonly name: string; readonly passwordHash: string };

interface LoginRow {
  readonly tenant_id: string | null;
  readonly user_id: string;
  readonly operator_name: string;
  readonly operator_password_hash: string;
}

/** The form in which the directory keeps the session or key with this secret. */
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

/** Who a session or key belongs to; null when it is not valid, its person is disabled, or the key is revoked. */
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

/** Everybody with this log-in name, at most `LOGINS_AT_MOST`: an operator first, then those who have had it longest. */
export async function findLogins(database: Database, name: string): Promise<Login[]> {
  return (
    await database.directory.$queryRaw<LoginRow[]>`SELECT * FROM directory_logins_of(${directoryHash('login', name)})`
  ).map(loginOf);
}

/** Who has this log-in name at one tenant, or among the operators when `tenantId` is null. */
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

/** Adds a log-in name to a user of the unit's tenant. @throws when the tenant has no such user. */
export async function addLogin({ tx }: TenantUnit, userId: string, name: string, at: number): Promise<void> {
  const [row] = await tx.$queryRaw<
    { done: boolean | null }[]
  >`SELECT directory_add_login(${directoryHash('login', name)}, ${userId}::uuid, ${new Date(at)}::timestamptz) AS done`;
  if (row?.done !== true) throw new Error('there is no such user in the tenant');
}

/**
 * Registers the secret of an API key of the unit's tenant. @throws when the tenant has no such key, or it is revoked.
 */
export async function addApiKey({ tx }: TenantUnit, keyId: string, secret: string, at: number): Promise<void> {
  const [row] = await tx.$queryRaw<{ done: boolean | null }[]>`
    SELECT directory_add_api_key(
        ${directoryHash('api_key', secret)},
        ${keyId}::uuid,
        ${new Date(at)}::timestamptz
      ) AS done`;
  if (row?.done !== true) throw new Error('there is no such key in the tenant');
}

/** Removes the secret of an API key of the unit's tenant, and closes the sockets that were opened with it. */
export async function removeApiKey({ tx, wake }: TenantUnit, keyId: string): Promise<void> {
  wake.access.add(keyId);
  await tx.$queryRaw`SELECT directory_remove_api_key(${keyId}::uuid) AS removed`;
}

/** The two secrets of a session; `begins` and `ends` are epoch milliseconds. */
export interface NewSession {
  /** The hash that the password was verified against: the session only begins if that is still the person's. */
  readonly passwordHash: string;
  readonly token: string;
  readonly csrfToken: string;
  readonly begins: number;
  readonly ends: number;
}

/** @returns false when the user is not of the unit's tenant, is disabled, or has changed the password since. */
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

/** @returns false when no operator has the name, the operator is disabled, or the password has been changed since. */
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

/** Until when a password that somebody else has set for an operator may be used; null for the operator's own. */
export async function operatorOneTimeUntil(database: Database, operatorId: string): Promise<Date | null> {
  const [row] = await database.directory.$queryRaw<
    { until: Date | null }[]
  >`SELECT directory_operator_one_time(${operatorId}::uuid) AS until`;
  return row?.until ?? null;
}
