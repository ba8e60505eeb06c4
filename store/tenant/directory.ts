import { createHash } from 'node:crypto';
import type { Database } from '../db/database.ts';

const FRESH_MS = 5_000;

export interface RoutedNumber {
  readonly tenantId: string;
  /** The number's key in `business_number`. */
  readonly numberId: string;
}

interface DirectoryRow {
  readonly phone_number_id: string;
  readonly tenant_id: string;
  readonly number_id: string;
}

/** Which tenant a number or an account belongs to. Known numbers are cached for five seconds, unknown ones are not. */
export class TenantDirectory {
  readonly #database: Database;
  readonly #numbers = new Map<string, RoutedNumber & { readonly until: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Phone number id → tenant and number, for those that are known. @param at epoch milliseconds. */
  async numbers(phoneNumberIds: readonly string[], at: number): Promise<Map<string, RoutedNumber>> {
    const found = new Map<string, RoutedNumber>();
    const unknown: string[] = [];
    for (const id of new Set(phoneNumberIds)) {
      const known = this.#numbers.get(id);
      if (known !== undefined && known.until > at) found.set(id, known);
      else unknown.push(id);
    }
    if (unknown.length === 0) return found;
    const rows = await this.#database.directory.$queryRaw<
      DirectoryRow[]
    >`SELECT n.* FROM unnest(${unknown}::text[]) AS wanted (id) CROSS JOIN LATERAL directory_number_of(wanted.id) n`;
    for (const { phone_number_id: phoneNumberId, tenant_id: tenantId, number_id: numberId } of rows) {
      found.set(phoneNumberId, { tenantId, numberId });
      this.#numbers.set(phoneNumberId, { tenantId, numberId, until: at + FRESH_MS });
    }
    return found;
  }

  /** The tenants that have numbers under a WhatsApp Business Account. */
  async tenantsOfWaba(wabaId: string): Promise<string[]> {
    return (
      await this.#database.directory.$queryRaw<
        { id: string }[]
      >`SELECT id FROM directory_tenants_of_waba(${wabaId}) AS id`
    ).map(row => row.id);
  }
}

/** The hash under which the directory keeps a log-in name (case-insensitively), an API key, or a token of a session. */
export function directoryHash(kind: 'login' | 'api_key' | 'session' | 'csrf', secret: string): Buffer<ArrayBuffer> {
  return Buffer.from(
    createHash('sha256')
      .update(`${kind}:${kind === 'login' ? secret.trim().toLowerCase() : secret}`)
      .digest(),
  );
}
