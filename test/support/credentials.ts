import { randomBytes } from 'node:crypto';
import { addApiKey, beginSession as begin } from '../../store/access/credentials.ts';
import type { Database, TenantUnit } from '../../store/db/database.ts';
import { directoryHash } from '../../store/tenant/directory.ts';
import { newId } from '../../store/db/ids.ts';

const secret = (): string => randomBytes(16).toString('hex');

/**
 * Begins a session with random tokens that nobody uses, with the person's current password hash.
 * @returns whether the session was begun (`beginSession` of the store).
 */
export async function beginSession(unit: TenantUnit, userId: string): Promise<boolean> {
  const person = await unit.tx.user.findUnique({ where: { id: userId }, select: { passwordHash: true } });
  return begin(unit, userId, {
    passwordHash: person?.passwordHash ?? '',
    token: secret(),
    csrfToken: secret(),
    begins: Date.now(),
    ends: Date.now() + 60_000,
  });
}

/** The hashes under which the directory stores log-in names, session tokens and CSRF tokens. */
export const directoryHashes = {
  login: (name: string) => directoryHash('login', name),
  session: (token: string) => directoryHash('session', token),
  csrf: (token: string) => directoryHash('csrf', token),
};

/** Creates an API key of a tenant. @returns its id, and the value of the Authorization header. */
export async function createApiKey(
  database: Database,
  tenantId: string,
  key: { readonly role: 'TENANT_ADMIN' | 'AGENT'; readonly queueIds?: readonly string[] },
): Promise<{ id: string; authorization: string }> {
  const [id, token] = [newId(), `sf_live_${secret()}`];
  await database.withTenant(tenantId, async unit => {
    await unit.tx.apiKey.create({
      data: {
        id,
        tenantId,
        name: 'A key',
        prefix: token.slice(0, 12),
        role: key.role,
        queueIds: [...(key.queueIds ?? [])],
        createdAt: new Date(),
      },
    });
    await addApiKey(unit, id, token, Date.now());
  });
  return { id, authorization: `Bearer ${token}` };
}
