import { createHash } from 'node:crypto';
import type { WebhookItem } from '../domain/whatsapp/inbound.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { SecretBox } from './secret-box.ts';

/** Content of items nobody claimed is kept this long. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Keeps an item that cannot be stored, encrypted, with the reason; the same item again is kept once.
 * @returns false when it was there already.
 */
export async function quarantine(database: Database, box: SecretBox, tenantId: string | null, item: WebhookItem, reason: string, at: number): Promise<boolean> {
  const text = JSON.stringify(item);
  const id = newId();
  const row = {
    id, tenantId, kind: item.item, reason, content: box.seal(text, { tenantId, column: 'quarantine.content', rowId: id }),
    contentHash: Buffer.from(createHash('sha256').update(`${tenantId ?? ''}:${text}`).digest()), receivedAt: new Date(at), deleteAt: new Date(at + RETENTION_MS),
  };
  const insert = async (tx: Pick<Database['directory'], 'quarantine'>): Promise<boolean> => (await tx.quarantine.createMany({ data: [row], skipDuplicates: true })).count === 1;
  return tenantId === null ? insert(database.directory) : database.withTenant(tenantId, unit => insert(unit.tx));
}

/** The item of a quarantined row, as it was parsed. */
export function openQuarantined(box: SecretBox, row: { id: string; tenantId: string | null; content: Uint8Array }): WebhookItem {
  return JSON.parse(box.open(row.content, { tenantId: row.tenantId, column: 'quarantine.content', rowId: row.id })) as WebhookItem;
}
