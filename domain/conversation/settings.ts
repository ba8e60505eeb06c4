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
  /** What widens who may get a conversation while it waits, by ascending time; after the last it waits on. */
  readonly steps: readonly RoutingStep[];
}

/** A step of a queue's routing, `afterMs` after the conversation entered the queue. */
export type RoutingStep =
  /** No skill is needed above this level any more; 0: none at all. */
  | { readonly afterMs: number; readonly action: 'lower'; readonly level: number }
  /** It waits in another queue, as long as it has waited; that queue's own steps are not taken. */
  | { readonly afterMs: number; readonly action: 'queue'; readonly queueId: string };

/** When the first step of a queue is due for who enters it at `at`; null when it has none. */
export function firstStepAt({ steps }: Pick<QueuePolicy, 'steps'>, at: number): number | null {
  const first = steps[0];
  return first === undefined ? null : at + first.afterMs;
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
