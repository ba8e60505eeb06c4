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
  /** So many agents are offered a conversation at once, at most; the first to accept has it. */
  readonly broadcast: number;
  /** How long an agent who missed or rejected a conversation is not offered it again. */
  readonly excludeMs: number;
  /** What widens who may get a conversation while it waits, by ascending time; after the last it waits on. */
  readonly steps: readonly RoutingStep[];
  /** What becomes of a contact who has waited for so long in all; null: it waits on. */
  readonly maxWait: ({ readonly afterMs: number } & OverflowAction) | null;
  readonly idle: IdlePolicy | null;
}

/** What is done with a conversation that nobody took. */
export type OverflowAction =
  /** It waits in another queue, as long as it has waited; that queue's own steps and longest wait are not taken. */
  | { readonly action: 'queue'; readonly queueId: string }
  | ({ readonly action: 'message' } & WaitingText)
  /** The AI answers, where it is on; else it waits on. */
  | { readonly action: 'ai' }
  | { readonly action: 'close'; readonly text: string | null };

/** {position} and {minutes} are filled in; `otherwise` is said where nobody can tell the minutes. */
export interface WaitingText {
  readonly text: string;
  readonly otherwise?: string | undefined;
}

/** A contact who does not answer an agent is reminded, and the conversation is closed when that does not help. */
export interface IdlePolicy {
  readonly remindAfterMs: number;
  readonly reminder: string;
  /** After the reminder. */
  readonly closeAfterMs: number;
  readonly farewell: string | null;
}

/** A step of a queue's routing, `afterMs` after the conversation entered the queue. */
export type RoutingStep = { readonly afterMs: number } &
  /** No skill is needed above this level any more; 0: none at all. */
  ({ readonly action: 'lower'; readonly level: number } | OverflowAction);

/** When the first step of a queue is due for who enters it at `at`; null when it has none. */
export function firstStepAt({ steps }: Pick<QueuePolicy, 'steps'>, at: number): number | null {
  const first = steps[0];
  return first === undefined ? null : at + first.afterMs;
}

/** When who waits since `enqueuedAt` has waited too long for a queue; null: never. */
export function maxWaitAt({ maxWait }: Pick<QueuePolicy, 'maxWait'>, enqueuedAt: number): number | null {
  return maxWait === null ? null : enqueuedAt + maxWait.afterMs;
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
export function warningTime(
  windowExpiresAt: number | null,
  at: number,
  { windowWarningMs }: ConversationPolicy,
): number | null {
  if (windowExpiresAt === null || windowWarningMs === 0) return null;
  const warnsAt = windowExpiresAt - windowWarningMs;
  return warnsAt > at ? warnsAt : null;
}

/** Open from the contact's message until just before 24 hours later. */
export function isWindowOpen(windowExpiresAt: number | null, at: number): boolean {
  return windowExpiresAt !== null && at < windowExpiresAt;
}
