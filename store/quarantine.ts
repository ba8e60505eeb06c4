import { createHash } from 'node:crypto';
import type { WebhookItem } from '../domain/whatsapp/inbound.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { SecretBox } from './secret-box.ts';

/** Content of items nobody claimed is kept this long. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** Rows of one statement; what an item holds is up to some hundred kilobytes. */
const AT_ONCE = 100;

export interface ItemToKeep {
  /** Null: the platform keeps it. */
  readonly tenantId: string | null;
  readonly item: WebhookItem;
  readonly reason: string;
}

/**
 * Keeps items that cannot be stored, encrypted, with the reason; the same item again is kept once.
 * @returns how many were not there already.
 */
export async function quarantineAll(database: Database, box: SecretBox, items: readonly ItemToKeep[], at: number): Promise<number> {
  let kept = 0;
  for (const tenantId of new Set(items.map(each => each.tenantId))) {
    const own = items.filter(each => each.tenantId === tenantId);
    for (let from = 0; from < own.length; from += AT_ONCE) {
      const data = own.slice(from, from + AT_ONCE).map(each => rowOf(box, each, at));
      const insert = async (tx: Pick<Database['directory'], 'quarantine'>): Promise<number> => (await tx.quarantine.createMany({ data, skipDuplicates: true })).count;
      kept += tenantId === null ? await insert(database.directory) : await database.withTenant(tenantId, unit => insert(unit.tx));
    }
  }
  return kept;
}

function rowOf(box: SecretBox, { tenantId, item, reason }: ItemToKeep, at: number) {
  const text = JSON.stringify(item);
  const id = newId();
  return {
    id, tenantId, kind: item.item, reason, content: box.seal(text, { tenantId, column: 'quarantine.content', rowId: id }),
    contentHash: Buffer.from(createHash('sha256').update(`${tenantId ?? ''}:${text}`).digest()), receivedAt: new Date(at), deleteAt: new Date(at + RETENTION_MS),
  };
}

/** The item of a quarantined row, as it was parsed. */
export function openQuarantined(box: SecretBox, row: { id: string; tenantId: string | null; content: Uint8Array }): WebhookItem {
  return JSON.parse(box.open(row.content, { tenantId: row.tenantId, column: 'quarantine.content', rowId: row.id })) as WebhookItem;
}
