/**
 * The delivery status of an outbound message that people see: a fold over the SET of statuses WhatsApp reported, so
 * their order and repetitions do not matter. Source: Cloud API webhook reference, "status" messages (`delivered` is
 * skipped when read at once, order is not guaranteed).
 */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/**
 * Ascending precedence: `failed` counts only while nothing proves that the message arrived (`delivered` or later).
 * Other statuses are kept in the log but ignored here.
 */
export const DELIVERY_ORDER: readonly DeliveryStatus[] = ['sent', 'failed', 'delivered', 'read', 'played'];

/** The status of highest precedence; null if there is none of `DELIVERY_ORDER`. */
export function foldStatuses(statuses: Iterable<string>): DeliveryStatus | null {
  let best = -1;
  for (const status of statuses)
    best = Math.max(
      best,
      DELIVERY_ORDER.findIndex(each => each === status),
    );
  return DELIVERY_ORDER[best] ?? null;
}
