/**
 * What people see of an outbound message: a fold over the SET of statuses WhatsApp reported, the same in any order and
 * with any repetition. Source: Cloud API webhook reference, "status" messages (`delivered` is skipped when read at once,
 * order is not guaranteed).
 */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

const RANK: Record<Exclude<DeliveryStatus, 'failed'>, number> = { sent: 1, delivered: 2, read: 3, played: 4 };

/**
 * The highest rank wins. `failed` counts only while nothing proves that the message arrived (`delivered` or more);
 * unknown statuses are kept in the log and change nothing here.
 */
export function foldStatuses(statuses: Iterable<string>): DeliveryStatus | null {
  let best: keyof typeof RANK | null = null;
  let failed = false;
  for (const status of statuses) {
    if (status === 'failed') failed = true;
    else if (isRanked(status) && (best === null || RANK[status] > RANK[best])) best = status;
  }
  return failed && (best === null || best === 'sent') ? 'failed' : best;
}

function isRanked(status: string): status is keyof typeof RANK {
  return Object.hasOwn(RANK, status);
}
