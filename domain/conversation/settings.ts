import type { SurveyRules } from './survey.ts';

/**
 * The tenant settings that decisions about a conversation need. `version`: of the settings. Durations in milliseconds.
 */
export interface ConversationPolicy {
  readonly version: number;
  /** A contact who writes within this time after closing reopens the same conversation; later, a new one begins. */
  readonly reopenWithinMs: number;
  readonly archiveAfterMs: number;
  /** People are warned this long before the customer-service window closes; 0: never. */
  readonly windowWarningMs: number;
  /** Content is deleted this long after it was written. */
  readonly retentionMs: number;
  /** Which closings are followed by the question how satisfied the contact is; missing or null: none. */
  readonly survey?: SurveyRules | null;
}

/** The settings of a queue that decisions about a conversation need. */
export interface QueuePolicy {
  readonly id: string;
  readonly acceptTimeoutMs: number;
  readonly wrapUpMs: number;
  /** Capacity units a conversation of this queue takes at an agent. */
  readonly weight: number;
  /** The maximum number of agents who are offered a conversation at the same time; the first to accept gets it. */
  readonly broadcast: number;
  /** For how long a conversation is not offered again to an agent who missed or rejected it. */
  readonly excludeMs: number;
  /** Routing steps for a waiting conversation, by ascending `afterMs`; after the last one it keeps waiting. */
  readonly steps: readonly RoutingStep[];
  /** What happens when the contact's total waiting time reaches `afterMs`; null: the conversation keeps waiting. */
  readonly maxWait: ({ readonly afterMs: number } & OverflowAction) | null;
  readonly idle: IdlePolicy | null;
}

/** What is done with a conversation that no agent has taken. */
export type OverflowAction =
  /**
   * It moves to another queue and keeps its waiting time. The other queue's own steps and `maxWait` do not apply to it.
   */
  | { readonly action: 'queue'; readonly queueId: string }
  | ({ readonly action: 'message' } & WaitingText)
  /** The AI answers if it is enabled; otherwise the conversation keeps waiting. */
  | { readonly action: 'ai' }
  | { readonly action: 'close'; readonly text: string | null };

/**
 * A text to a waiting contact; {position} and {minutes} are filled in. `otherwise` is sent if the minutes are unknown.
 */
export interface WaitingText {
  readonly text: string;
  readonly otherwise?: string | undefined;
}

/** A contact who does not reply to an agent is reminded once; without a reply, the conversation is then closed. */
export interface IdlePolicy {
  readonly remindAfterMs: number;
  readonly reminder: string;
  /** Counted from the reminder. */
  readonly closeAfterMs: number;
  readonly farewell: string | null;
}

/** A step of a queue's routing, `afterMs` after the conversation entered the queue. */
export type RoutingStep = { readonly afterMs: number } &
  /** Caps each required skill level at `level`; 0 removes all skill requirements. */
  ({ readonly action: 'lower'; readonly level: number } | OverflowAction);

/** When the queue's first step is due for a conversation that enters it at `at`; null if the queue has no steps. */
export function firstStepAt({ steps }: Pick<QueuePolicy, 'steps'>, at: number): number | null {
  const first = steps[0];
  return first === undefined ? null : at + first.afterMs;
}

/** When a conversation waiting since `enqueuedAt` reaches the queue's maximum waiting time; null: never. */
export function maxWaitAt({ maxWait }: Pick<QueuePolicy, 'maxWait'>, enqueuedAt: number): number | null {
  return maxWait === null ? null : enqueuedAt + maxWait.afterMs;
}

/**
 * The customer-service window, 24 hours. Source: WhatsApp Cloud API guide "Send messages", "customer service window".
 */
export const WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * The start of the customer-service window: the latest time at which the contact is known to have written. A timestamp
 * in the future is limited to the time of receipt, so that a wrong clock at the sender cannot keep the window open.
 */
export function lastInboundAt(previous: number | null, sentAt: number, receivedAt: number): number {
  return Math.max(previous ?? 0, Math.min(sentAt, receivedAt));
}

/** When people are to be warned that the window is about to close; null if warnings are off or that time is past. */
export function warningTime(
  windowExpiresAt: number | null,
  at: number,
  { windowWarningMs }: ConversationPolicy,
): number | null {
  if (windowExpiresAt === null || windowWarningMs === 0) return null;
  const warnsAt = windowExpiresAt - windowWarningMs;
  return warnsAt > at ? warnsAt : null;
}

/** Whether the customer-service window is open at `at`; its end itself is not included. */
export function isWindowOpen(windowExpiresAt: number | null, at: number): boolean {
  return windowExpiresAt !== null && at < windowExpiresAt;
}
