import type { Actor } from '../../domain/conversation/events.ts';
import type { KeptCredential } from '../../store/access/credentials.ts';
import { findHolder } from '../../store/access/credentials.ts';
import type { AppContext } from './context.ts';

export type Role = 'SUPER_ADMIN' | 'TENANT_ADMIN' | 'AGENT';

/** Who makes a request. */
export interface Principal {
  readonly kind: 'user' | 'api_key' | 'platform';
  readonly id: string;
  /** Null for operators, who belong to the platform. */
  readonly tenantId: string | null;
  readonly role: Role;
  readonly name: string;
  /** The session or API key of the request. */
  readonly credential: KeptCredential;
  /** Set for sessions, which come by cookie: requests that change something then need the CSRF token. */
  readonly csrfHash: Uint8Array | null;
  /** The password is one-time, set by somebody else: only routes with `beforePasswordChange` are allowed. */
  readonly mustChangePassword: boolean;
}

/** The principal as the actor of an event. */
export function actorOf(principal: Principal): Actor {
  return { kind: principal.kind === 'api_key' ? 'api_key' : 'user', id: principal.id };
}

/**
 * The principal of an API key or session; null when that is unknown, expired or revoked, or its owner is disabled.
 * @param at epoch milliseconds.
 */
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
