import type { Prisma } from '../generated/client.ts';

/** Which conversations somebody may see: all of the tenant, or an agent's own, those of its queues, and those it is asked about. */
export type Scope = { readonly all: true } | { readonly all: false; readonly agentId: string; readonly queueIds: readonly string[]; readonly consultedOn: readonly string[] };

export function scopeFilter(scope: Scope): Prisma.ConversationWhereInput {
  return scope.all ? {} : { OR: [{ agentId: scope.agentId }, { queueId: { in: [...scope.queueIds] } }, { id: { in: [...scope.consultedOn] } }] };
}

export function isInScope(scope: Scope, conversation: { id: string; agentId: string | null; queueId: string | null }): boolean {
  return scope.all || conversation.agentId === scope.agentId || (conversation.queueId !== null && scope.queueIds.includes(conversation.queueId)) || scope.consultedOn.includes(conversation.id);
}

/** Which notes somebody may read: all, or those for all colleagues and the own. */
export function noteFilter(scope: Scope): Prisma.MessageWhereInput {
  return scope.all ? {} : { OR: [{ privateTo: { isEmpty: true } }, { privateTo: { has: scope.agentId } }, { authorId: scope.agentId }] };
}
