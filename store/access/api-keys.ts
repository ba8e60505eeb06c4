/**
 * API keys: shown once and kept as a hash. Their makers are recorded, so that nobody approves what their own key
 * proposes.
 */
import { randomBytes } from 'node:crypto';
import { cut } from '../../domain/text/cut.ts';
import { addApiKey, removeApiKey } from './credentials.ts';
import type { TenantUnit } from '../db/database.ts';
import type { ApiKey } from '../generated/client.ts';
import { newId } from '../db/ids.ts';

const SECRET_BYTES = 32;
/** Length of the beginning of a key that is kept readable, to tell keys apart. */
const PREFIX_LENGTH = 12;

export interface NewKey {
  readonly name: string;
  readonly role: 'TENANT_ADMIN' | 'AGENT';
  /** The person of the tenant who asked for it and gets it; null when not known. */
  readonly madeBy: string | null;
  /** For the role AGENT: the queues whose conversations it sees; by default none. */
  readonly queueIds?: readonly string[];
}

/** @returns the id, and the key itself, which cannot be read again afterwards. */
export async function createKey(
  unit: TenantUnit,
  { name, role, madeBy, queueIds = [] }: NewKey,
  at: number,
): Promise<{ readonly id: string; readonly key: string }> {
  const { tx, tenantId } = unit;
  const [id, key] = [newId(), `sf_live_${randomBytes(SECRET_BYTES).toString('base64url')}`];
  await tx.apiKey.create({
    data: {
      id,
      tenantId,
      name,
      prefix: cut(key, PREFIX_LENGTH),
      role,
      madeBy,
      queueIds: [...queueIds],
      createdAt: new Date(at),
    },
  });
  await addApiKey(unit, id, key, at);
  return { id, key };
}

/**
 * Revokes a key: from the commit on it is not accepted, and sockets that were opened with it are closed.
 * @param at epoch milliseconds.
 * @returns false when there is no such key, or it was revoked before.
 */
export async function revokeKey(unit: TenantUnit, id: string, at: number): Promise<boolean> {
  const { tx, tenantId } = unit;
  const { count } = await tx.apiKey.updateMany({
    where: { tenantId, id, revokedAt: null },
    data: { revokedAt: new Date(at) },
  });
  if (count > 0) await removeApiKey(unit, id);
  return count > 0;
}

/** All keys, oldest first, revoked ones included. */
export function listKeys({ tx, tenantId }: TenantUnit): Promise<ApiKey[]> {
  return tx.apiKey.findMany({ where: { tenantId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

/** Names by id, of revoked keys too; ids that are not of the tenant's keys are left out. */
export async function namesOfKeys(
  { tx, tenantId }: TenantUnit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.apiKey.findMany({
    where: { tenantId, id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(row => [row.id, row.name]));
}
