/** The tenant's settings that decisions about a conversation need, with the version they had. Times in milliseconds. */
export interface ConversationPolicy {
  readonly version: number;
  /** A contact who writes within this time after the close goes on in the same conversation. */
  readonly reopenWithinMs: number;
  readonly archiveAfterMs: number;
  /** People are warned this long before the customer-service window closes; 0: never. */
  readonly windowWarningMs: number;
  /** Content is deleted this long after it was written. */
  readonly retentionMs: number;
}

/** The settings of a queue that decisions about a conversation need. */
export interface QueuePolicy {
  readonly id: string;
  readonly acceptTimeoutMs: number;
  readonly wrapUpMs: number;
  /** Capacity units a conversation of this queue takes at an agent. */
  readonly weight: number;
  /** How long an agent who missed or rejected a conversation is not offered it again. */
  readonly excludeMs: number;
}

/** 24 hours: "customer service window", WhatsApp Cloud API guide "Send messages". */
export const WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * The window's new anchor: the latest the contact is known to have written. A timestamp of the future is cut to the
 * time of receipt, so a wrong clock at the sender cannot hold the window open.
 */
export function lastInboundAt(previous: number | null, sentAt: number, receivedAt: number): number {
  return Math.max(previous ?? 0, Math.min(sentAt, receivedAt));
}

/** When people are to be warned that the window closes; null when they are not, or it is too late for it. */
export function warningTime(windowExpiresAt: number | null, at: number, { windowWarningMs }: ConversationPolicy): number | null {
  if (windowExpiresAt === null || windowWarningMs === 0) return null;
  const warnsAt = windowExpiresAt - windowWarningMs;
  return warnsAt > at ? warnsAt : null;
}

/** Open from the contact's message until just before 24 hours later. */
export function isWindowOpen(windowExpiresAt: number | null, at: number): boolean {
  return windowExpiresAt !== null && at < windowExpiresAt;
}
