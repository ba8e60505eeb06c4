/** Events that are told between messages: who has it, what waits, what the AI does, promises, the window, surveys. */
export const TOLD = [
  ...(['opened', 'reopened', 'enqueued', 'max_wait_reached', 'offered', 'offer_accepted', 'offer_ended'] as const),
  ...(['broadcast', 'broadcast_declined', 'broadcast_ended', 'assigned', 'snoozed', 'idle_reminded'] as const),
  ...(['bot_started', 'handed_over', 'turn_ended', 'sla_warned', 'sla_breached'] as const),
  ...(['wrap_up_started', 'closed', 'archived', 'content_deleted', 'window_expiring', 'window_expired'] as const),
  ...(['survey_asked', 'survey_skipped', 'survey_rated', 'survey_commented'] as const),
] as const;
export type ToldType = (typeof TOLD)[number];

const KNOWN: ReadonlySet<string> = new Set(TOLD);
export const isTold = (type: string): type is ToldType => KNOWN.has(type);

/** Something that happened, as it is told in a thread. */
export interface ToldEvent {
  readonly seq: number;
  /** `window_opened` has no event of its own: the contact wrote after the window had closed. */
  readonly type: ToldType | 'window_opened';
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly data: Readonly<Record<string, unknown>>;
}
