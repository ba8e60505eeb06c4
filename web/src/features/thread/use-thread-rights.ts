import { useQuery } from '@tanstack/react-query';
import type { Conversation, Me, Queue } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useMe } from '../../lib/me.ts';

/** What the person who looks on may do with a conversation as it is now. The API decides; this shows only what it allows. */
export interface ThreadRights {
  /** It is one's own. */
  readonly isOwn: boolean;
  /** Write to the contact. */
  readonly mayReply: boolean;
  /** Snooze, wake and close. */
  readonly mayWork: boolean;
  /** Take it from its queue or from the AI. */
  readonly mayTake: boolean;
  /** Take it from a colleague. */
  readonly mayTakeOver: boolean;
  readonly mayHandBack: boolean;
  /** Hand it to a colleague or to a queue. */
  readonly mayTransfer: boolean;
}

const WORKED_ON: readonly Conversation['state'][] = ['active', 'wrapping'];
const WAITING: readonly Conversation['state'][] = ['queued', 'offered', 'bot'];
const OVER: readonly Conversation['state'][] = ['closed', 'archived', 'erased'];

/** Who answers: the agent who has it, and any administrator, who may also step in before anybody has it. */
function mayReplyTo({ state, agentId }: Conversation, { id, role }: Me): boolean {
  if (WORKED_ON.includes(state)) return role !== 'AGENT' || agentId === id;
  return role !== 'AGENT' && WAITING.includes(state);
}

/** An agent may take what the AI answers, and what waits in an own queue that lets its agents choose. */
function mayTake({ state, queueId }: Conversation, { id, role }: Me, queues: readonly Queue[]): boolean {
  if (role !== 'AGENT') return false;
  const mayChoose = queues.some(each => each.id === queueId && each.pull && each.memberIds.includes(id));
  return state === 'bot' || (state === 'queued' && mayChoose);
}

export function useThreadRights(conversation: Conversation): ThreadRights {
  const me = useMe();
  const { state, agentId, ai } = conversation;
  const queues = useQuery({ ...directoryQueries.queues(), enabled: me.role === 'AGENT' && state === 'queued' });
  const isOwn = agentId === me.id;
  const isMine = isOwn || me.role !== 'AGENT';
  const mayReply = mayReplyTo(conversation, me);
  return {
    isOwn,
    mayReply,
    mayWork: mayReply || (isMine && state === 'snoozed'),
    mayTake: mayTake(conversation, me, queues.data?.items ?? []),
    mayTakeOver: me.role !== 'AGENT' && !isOwn && !OVER.includes(state),
    // An offer is not one's own yet: it is taken or refused.
    mayTransfer: !OVER.includes(state) && (me.role !== 'AGENT' || (isOwn && state !== 'offered')),
    mayHandBack: isMine && WORKED_ON.includes(state) && ai?.handedOver === true,
  };
}
