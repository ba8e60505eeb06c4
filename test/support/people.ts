import { createKey } from '../../store/access/api-keys.ts';
import { addUser } from '../../store/access/users.ts';
import { HttpClient } from './http-client.ts';
import type { Stack } from './stack.ts';

/** A user or an API key, with a client that acts as it. */
export interface Somebody {
  readonly id: string;
  readonly client: HttpClient;
}

let serial = 0;

/** Adds another administrator, with the password all people of the stack have, and logs in. */
export async function addAdministrator(stack: Stack, tenant = 0): Promise<Somebody> {
  const { id: tenantId, users } = stack.tenants[tenant]!;
  const [email, password] = [`more${++serial}@t${tenant}.example`, users[0]!.password];
  const {
    rows: [row],
  } = await stack.db.admin.query<{ password_hash: string }>('SELECT password_hash FROM app_user WHERE id = $1', [
    users[0]!.id,
  ]);
  const wanted = {
    name: `Administrator ${serial}`,
    email,
    role: 'TENANT_ADMIN',
    passwordHash: row!.password_hash,
    oneTimeUntil: null,
  } as const;
  const id = await stack.app.database.withTenant(tenantId, unit => addUser(unit, wanted, Date.now()));
  return { id: id!, client: await HttpClient.login(stack.baseUrl, { email, password }) };
}

/**
 * Adds another API key of an administrator.
 * @param madeBy id of its maker; null as for keys from before this was stored.
 */
export async function addKey(stack: Stack, madeBy: string | null, tenant = 0): Promise<Somebody> {
  const { id, key } = await stack.app.database.withTenant(stack.tenants[tenant]!.id, unit =>
    createKey(unit, { name: 'Test', role: 'TENANT_ADMIN', madeBy }, Date.now()),
  );
  return { id, client: new HttpClient(stack.baseUrl, { authorization: `Bearer ${key}` }) };
}

/**
 * Disables, demotes or restores a person directly in the database. Sessions stay, as for a request already in progress.
 */
export async function changePerson(
  stack: Stack,
  id: string,
  change: 'disabled' | 'demoted' | 'restored',
): Promise<void> {
  const set = {
    disabled: 'disabled_at = now()',
    demoted: "role = 'AGENT'",
    restored: "disabled_at = NULL, role = 'TENANT_ADMIN'",
  }[change];
  await stack.db.admin.query(`UPDATE app_user SET ${set} WHERE id = $1`, [id]);
}
