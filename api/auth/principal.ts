import type { Actor } from '../../domain/conversation/events.ts';
import type { KeptCredential } from '../../store/credentials.ts';
import { findCredential, operatorOneTimeUntil } from '../../store/credentials.ts';
import type { AppContext } from '../context.ts';

export type Role = 'SUPER_ADMIN' | 'TENANT_ADMIN' | 'AGENT';

/** Who is asking. */
export interface Principal {
  readonly kind: 'user' | 'api_key' | 'platform';
  readonly id: string;
  /** Null for people of the platform. */
  readonly tenantId: string | null;
  readonly role: Role;
  readonly name: string;
  /** What it asks with. */
  readonly credential: KeptCredential;
  /** Set when a cookie carried the session: changes then need the CSRF token. */
  readonly csrfHash: Uint8Array | null;
  /** Somebody else has set the password: nothing but choosing another one is allowed. */
  readonly mustChangePassword: boolean;
}

export function actorOf(principal: Principal): Actor {
  return { kind: principal.kind === 'api_key' ? 'api_key' : 'user', id: principal.id };
}

/** The principal of an API key or session; null when it is unknown, expired, revoked or its owner disabled. */
export async function authenticate(app: AppContext, credential: KeptCredential, at: number): Promise<Principal | null> {
  const found = await findCredential(app.database, credential);
  if (found === null || (found.expiresAt !== null && found.expiresAt.getTime() <= at)) return null;
  const { userId: id, tenantId, csrfHash, operatorName } = found;
  if (tenantId === null) return { kind: 'platform', id, tenantId, role: 'SUPER_ADMIN', name: operatorName ?? '', credential, csrfHash, mustChangePassword: (await operatorOneTimeUntil(app.database, id)) !== null };
  return app.database.withTenant(tenantId, async ({ tx }) => {
    if (credential.kind === 'api_key') {
      const key = await tx.apiKey.findUnique({ where: { tenantId_id: { tenantId, id } } });
      return key === null || key.revokedAt !== null ? null : { kind: 'api_key' as const, id, tenantId, role: key.role as Role, name: key.name, credential, csrfHash: null, mustChangePassword: false };
    }
    const user = await tx.user.findUnique({ where: { tenantId_id: { tenantId, id } } });
    return user === null || user.disabledAt !== null ? null : { kind: 'user' as const, id, tenantId, role: user.role as Role, name: user.name, credential, csrfHash, mustChangePassword: user.oneTimeUntil !== null };
  });
}
