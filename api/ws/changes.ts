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

const RECENT_MESSAGES = 5;

interface Changed {
  readonly conversation: ConversationView;
  readonly messages: readonly MessageView[];
}

export interface Changes {
  /** What the reader sees, as it is now, with its newest messages: also what events do not tell (delivered, read). */
  readonly seen: readonly Changed[];
  /**
   * What it could see before and sees no more: named, and nothing of it is told. Of what it never saw not even that.
   */
  readonly gone: readonly string[];
  /** Those of what it sees. */
  readonly events: readonly FeedEvent[];
}

/**
 * What a reader learns of conversations that changed.
 * @param before what it could see when it was last told something; @param now what it may see.
 * @param events those since it was last told something.
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
      seen.push({ conversation, messages: await listMessages(unit, now, conversation.id, null, RECENT_MESSAGES) });
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
 * Whether it stood in the reader's sight at any time since the events began: an event that was not settled yet may have
 * been told of already, by the id alone.
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

/** Whether somebody sees no more of a queue: what was in it is too much to be named. */
export function lostQueues(before: Scope, now: Scope): boolean {
  if (now.all) return false;
  return before.all || before.queueIds.some(queueId => !now.queueIds.includes(queueId));
}
