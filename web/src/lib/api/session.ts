import type { Me } from '../../../../client/schema.ts';
import { sessionOver } from '../signals.ts';
import type { ApiError } from './api-error.ts';
import { answerOf, client } from './client.ts';
import { csrfToken, dropCsrfToken, keepCsrfToken } from './csrf.ts';

/** Where somebody may log in; null: as a person of the platform. */
export interface Place {
  readonly id: string | null;
  readonly name: string;
}

/** The tenants that one can choose from, of a log-in that fits several (`tenant_required`). */
export const placesOf = (error: ApiError): readonly Place[] =>
  error.code === 'tenant_required' ? (error.more['tenants'] as readonly Place[]) : [];

/**
 * @param tenantId which tenant, where the address and the password fit several.
 * @throws ApiError `tenant_required`, with `tenants`, when it has to be said.
 * @returns who it is, and whether the password has to be changed before anything else.
 */
export async function logIn(
  email: string,
  password: string,
  tenantId?: string | null,
): Promise<{ readonly user: Me; readonly mustChangePassword: boolean }> {
  const answer = await answerOf(
    client.POST('/api/v1/auth/login', {
      body: { email, password, ...(tenantId === undefined ? {} : { tenantId }) },
    }),
  );
  // Who sat here before goes on with nothing: the page says that the session is no longer over when it knows who it is.
  keepCsrfToken(answer.csrfToken);
  return { user: answer.user, mustChangePassword: answer.mustChangePassword };
}

/** Without its token a session cannot change anything: then one logs in again. */
export const hasToken = (): boolean => csrfToken() !== null;

/** Ends the session here and in all tabs; also when the server cannot be reached, which forgets it by itself later. */
export async function logOut(): Promise<void> {
  await answerOf(client.POST('/api/v1/auth/logout', {})).catch(() => undefined);
  dropCsrfToken();
  sessionOver.set(false);
}
