import { createHash } from 'node:crypto';
import type { WebhookItem } from '../../domain/whatsapp/inbound.ts';
import { repaired } from '../../domain/whatsapp/repair.ts';
import type { Database, TenantUnit, Transaction } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import type { SecretBox } from '../db/secret-box.ts';
import type { Quarantine, WebhookUpdate } from '../generated/client.ts';

/** How long the content of quarantined items is kept. */
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

/** Rows inserted per statement, since an item may hold some hundred kilobytes. */
const AT_ONCE = 100;

export interface ItemToKeep {
  /** Null when no tenant is known: the platform keeps the item. */
  readonly tenantId: string | null;
  readonly item: WebhookItem;
  readonly reason: string;
}

/**
 * Puts items that cannot be stored into the quarantine, encrypted, each with its reason; an item that is there already
 * is not added again.
 * @param at epoch milliseconds.
 * @returns how many were added.
 */
export async function quarantineAll(
  database: Database,
  box: SecretBox,
  items: readonly ItemToKeep[],
  at: number,
): Promise<number> {
  let kept = 0;
  for (const tenantId of new Set(items.map(each => each.tenantId))) {
    const own = items.filter(each => each.tenantId === tenantId);
    for (let from = 0; from < own.length; from += AT_ONCE) {
      const data = own.slice(from, from + AT_ONCE).map(each => rowOf(box, each, at));
      const insert = async (tx: Pick<Database['directory'], 'quarantine'>): Promise<number> =>
        (await tx.quarantine.createMany({ data, skipDuplicates: true })).count;
      kept +=
        tenantId === null
          ? await insert(database.directory)
          : await database.withTenant(tenantId, unit => insert(unit.tx));
    }
  }
  return kept;
}

function rowOf(box: SecretBox, { tenantId, item, reason }: ItemToKeep, at: number) {
  const text = JSON.stringify(item);
  const id = newId();
  return {
    id,
    tenantId,
    kind: item.item,
    reason,
    content: box.seal(text, { tenantId, column: 'quarantine.content', rowId: id }),
    contentHash: Buffer.from(
      createHash('sha256')
        .update(`${tenantId ?? ''}:${text}`)
        .digest(),
    ),
    receivedAt: new Date(at),
    deleteAt: new Date(at + RETENTION_MS),
  };
}

/**
 * Locks a waiting row of the quarantine for a replay, until the end of the transaction, and decrypts its item. Repairs
 * of payloads that were not known when it came are applied now (`repaired`).
 * @param tenantId null for an item of the platform.
 * @returns null when no such row is waiting.
 */
export async function takeQuarantined(
  tx: Transaction,
  box: SecretBox,
  tenantId: string | null,
  id: string,
): Promise<WebhookItem | null> {
  const [row] = await tx.$queryRaw<{ content: Uint8Array | null }[]>`
    SELECT content
    FROM quarantine
    WHERE id = ${id}::uuid AND tenant_id IS NOT DISTINCT FROM ${tenantId}::uuid AND state = 'waiting'
    FOR UPDATE`;
  return row?.content == null
    ? null
    : (repaired(
        JSON.parse(box.open(row.content, { tenantId, column: 'quarantine.content', rowId: id })),
      ) as WebhookItem);
}

/** Marks an item as resolved after it was stored, and deletes its content here. */
export async function noteReplayed(tx: Transaction, id: string, at: number): Promise<void> {
  const when = new Date(at);
  await tx.quarantine.updateMany({
    where: { id, state: 'waiting' },
    data: {
      state: 'resolved',
      resolvedAt: when,
      replayedAt: when,
      replayReason: null,
      content: null,
      replays: { increment: 1 },
    },
  });
}

/** Records that the item still cannot be stored, and why. */
export async function noteFailedReplay(tx: Transaction, id: string, reason: string, at: number): Promise<void> {
  await tx.quarantine.updateMany({
    where: { id, state: 'waiting' },
    data: { replayedAt: new Date(at), replayReason: reason, replays: { increment: 1 } },
  });
}

/** A page of received items, newest first. */
export interface IntakePage {
  /** Where the page before ended; null for the first page. */
  readonly after: PageCursor | null;
  readonly limit: number;
}

function newestFirst({ after, limit }: IntakePage) {
  const receivedAt = new Date(after?.at ?? 0);
  return {
    where: after === null ? {} : { OR: [{ receivedAt: { lt: receivedAt } }, { receivedAt, id: { lt: after.id } }] },
    orderBy: [{ receivedAt: 'desc' as const }, { id: 'desc' as const }],
    take: limit,
  };
}

/** @param tenantId null for items of no tenant; `tx` must then come from `withPlatform`. */
export function listQuarantined(tx: Transaction, tenantId: string | null, page: IntakePage): Promise<Quarantine[]> {
  const { where, ...rest } = newestFirst(page);
  return tx.quarantine.findMany({ where: { tenantId, ...where }, ...rest });
}

/** WhatsApp's updates about accounts, numbers, templates and preferences. */
export function listWebhookUpdates({ tx, tenantId }: TenantUnit, page: IntakePage): Promise<WebhookUpdate[]> {
  const { where, ...rest } = newestFirst(page);
  return tx.webhookUpdate.findMany({ where: { tenantId, ...where }, ...rest });
}
