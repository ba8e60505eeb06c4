import type { Prisma } from '../generated/client.ts';

/** Which conversations somebody may see: all of the tenant, or an agent's own and those of its queues. */
export type Scope = { readonly all: true } | { readonly all: false; readonly agentId: string; readonly queueIds: readonly string[] };

export function scopeFilter(scope: Scope): Prisma.ConversationWhereInput {
  return scope.all ? {} : { OR: [{ agentId: scope.agentId }, { queueId: { in: [...scope.queueIds] } }] };
}

export function isInScope(scope: Scope, conversation: { agentId: string | null; queueId: string | null }): boolean {
  return scope.all || conversation.agentId === scope.agentId || (conversation.queueId !== null && scope.queueIds.includes(conversation.queueId));
}
