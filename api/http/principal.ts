import type { Actor } from '../../domain/conversation/events.ts';
import type { KeptCredential } from '../../store/access/credentials.ts';
import { findHolder } from '../../store/access/credentials.ts';
import type { AppContext } from './context.ts';

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
  const holder = await findHolder(app.database, credential);
  if (holder === null || (holder.expiresAt !== null && holder.expiresAt.getTime() <= at)) return null;
  const { tenantId, id, role, name, csrfHash, mustChangePassword } = holder;
  return {
    kind: tenantId === null ? 'platform' : credential.kind === 'api_key' ? 'api_key' : 'user',
    id,
    tenantId,
    role,
    name,
    credential,
    csrfHash,
    mustChangePassword,
  };
}
