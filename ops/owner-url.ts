import { z } from 'zod';
import { databaseInClear } from '../config/insecure.ts';

/**
 * Reads `OWNER_DATABASE_URL`, the connection string with the role that owns the tables.
 * @returns the URL, or a `fault` that names the variable and says what is wrong: missing, not a PostgreSQL URL, or a
 *   connection without TLS that `ALLOW_INSECURE_SETTINGS` does not permit.
 */
export function readOwnerUrl(env: NodeJS.ProcessEnv): { readonly url: string } | { readonly fault: string } {
  const parsed = z.url({ protocol: /^postgres(ql)?$/ }).safeParse(env['OWNER_DATABASE_URL']);
  if (!parsed.success)
    return {
      fault:
        'OWNER_DATABASE_URL must be the address of the database, as its owner: postgresql://sigfollow_owner:…@host/sigfollow?sslmode=verify-full',
    };
  const why = databaseInClear(parsed.data);
  const allowed = (env['ALLOW_INSECURE_SETTINGS'] ?? '')
    .split(',')
    .map(text => text.trim())
    .includes('OWNER_DATABASE_URL');
  return why === null || allowed
    ? { url: parsed.data }
    : { fault: `OWNER_DATABASE_URL ${why}. Where the risk is yours to take, name it in ALLOW_INSECURE_SETTINGS.` };
}
