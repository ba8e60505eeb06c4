import { movesConversation } from '../../domain/conversation/placement.ts';
import { placementsBefore } from '../../store/conversation/placement.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { findConversations } from '../../store/views/conversations.ts';
import type { MessageView } from '../../store/views/messages.ts';
import { listMessages } from '../../store/views/messages.ts';
import { withoutWhispers } from '../../store/views/notes.ts';
import type { Scope } from '../../store/conversation/scope.ts';
import { isInScope } from '../../store/conversation/scope.ts';
import type { FeedEvent } from '../../store/views/feed.ts';

/**
 * So many newest messages of a conversation are looked at, for what is new or changed in them. Statuses (delivered,
 * read) come for what was sent a while ago: messages that the customer wrote since must not hide them.
 */
const WATCHED_MESSAGES = 20;

/** A conversation as it is now, with newest messages of it, the newest first. */
export interface Changed {
  readonly conversation: ConversationView;
  readonly messages: readonly MessageView[];
}

/** What a reader (a WebSocket) learns of conversations that changed. */
export interface Changes {
  /** Those it may see, as they are now, with their newest messages; also after changes without events (delivered). */
  readonly seen: readonly Changed[];
  /** Ids of those it could see before and may not see any more. What it never could see is not listed. */
  readonly gone: readonly string[];
  /** Events of the conversations in `seen`, without those of whispers that the reader may not read. */
  readonly events: readonly FeedEvent[];
}

/**
 * What a reader learns of conversations that changed (`ids`).
 * `before` is what it could see at the last push, `now` what it may see; `events` are those since the last push; `at`
 * is in epoch milliseconds.
 */
export async function readChanges(
  unit: TenantUnit,
  {
    before,
    now,
    ids,
    events,
    at,
  }: {
    readonly before: Scope;
    readonly now: Scope;
    readonly ids: readonly string[];
    readonly events: readonly FeedEvent[];
    readonly at: number;
  },
): Promise<Changes> {
  const seen: Changed[] = [];
  const gone: string[] = [];
  for (const conversation of await findConversations(unit, ids, at)) {
    if (isInScope(now, conversation))
      seen.push({ conversation, messages: await listMessages(unit, now, conversation.id, null, WATCHED_MESSAGES) });
    else if (await wasInScope(unit, before, conversation, events)) gone.push(conversation.id);
  }
  const visible = new Set(seen.map(item => item.conversation.id));
  return {
    seen,
    gone,
    events: await withoutWhispers(
      unit,
      now,
      events.filter(event => visible.has(event.conversationId)),
    ),
  };
}

/**
 * Whether the reader could see a conversation at any time since its first event here. More than the place before that
 * event counts: a push by id alone may have shown the conversation at a later place already, before the event's
 * transaction was settled and its event readable.
 */
async function wasInScope(
  unit: TenantUnit,
  before: Scope,
  conversation: ConversationView,
  events: readonly FeedEvent[],
): Promise<boolean> {
  const moves = events
    .filter(event => event.conversationId === conversation.id && movesConversation(event.type))
    .map(event => event.seq);
  const stood = moves.length === 0 ? [conversation] : await placementsBefore(unit, conversation.id, moves);
  return stood.some(({ queueId, agentId }) => isInScope(before, { id: conversation.id, queueId, agentId }));
}

/** Whether a reader has lost a queue. Its conversations are too many to be listed as gone: the reader reads afresh. */
export function lostQueues(before: Scope, now: Scope): boolean {
  if (now.all) return false;
  return before.all || before.queueIds.some(queueId => !now.queueIds.includes(queueId));
}
