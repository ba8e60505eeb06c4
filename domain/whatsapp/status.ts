/**
 * What people see of an outbound message: a fold over the SET of statuses WhatsApp reported, the same in any order and
 * with any repetition. Source: Cloud API webhook reference, "status" messages (`delivered` is skipped when read at
 * once, order is not guaranteed).
 */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/**
 * Each outdoes those before it: `failed` counts only while nothing proves that the message arrived (`delivered` or
 * more). Other statuses are kept in the log and change nothing here.
 */
export const DELIVERY_ORDER: readonly DeliveryStatus[] = ['sent', 'failed', 'delivered', 'read', 'played'];

/** The one that outdoes the others; null where none of them counts. */
export function foldStatuses(statuses: Iterable<string>): DeliveryStatus | null {
  let best = -1;
  for (const status of statuses)
    best = Math.max(
      best,
      DELIVERY_ORDER.findIndex(each => each === status),
    );
  return DELIVERY_ORDER[best] ?? null;
}
