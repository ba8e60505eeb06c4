import type { TenantUnit } from '../database.ts';
import type { Prisma } from '../generated/client.ts';

/** Which conversations somebody may see: all of the tenant, or an agent's own, those of its queues, and those it is asked about. */
export type Sight = { readonly all: true } | { readonly all: false; readonly agentId: string; readonly queueIds: readonly string[]; readonly consultedOn: readonly string[] };

/** And which whispers: those for, or of, this one; null: all. */
export type Scope = Sight & { readonly whispersOf: string | null };

export function scopeFilter(scope: Sight): Prisma.ConversationWhereInput {
  return scope.all ? {} : { OR: [{ agentId: scope.agentId }, { queueId: { in: [...scope.queueIds] } }, { id: { in: [...scope.consultedOn] } }] };
}

/** Whether an agent has joined a queue in a later transaction: what was in that queue until then was not in its sight. */
export async function joinedAfter({ tx, tenantId }: TenantUnit, agentId: string, xid: bigint): Promise<boolean> {
  return (await tx.queueMember.count({ where: { tenantId, agentId, since: { gt: xid } } })) > 0;
}

export function isInScope(scope: Sight, conversation: { id: string; agentId: string | null; queueId: string | null }): boolean {
  return scope.all || conversation.agentId === scope.agentId || (conversation.queueId !== null && scope.queueIds.includes(conversation.queueId)) || scope.consultedOn.includes(conversation.id);
}

/** Which messages somebody may read of a conversation it sees: those for all, and of whispers those for it and its own. */
export function noteFilter({ whispersOf }: Scope): Prisma.MessageWhereInput {
  return whispersOf === null ? {} : { OR: [{ privateTo: { isEmpty: true } }, { privateTo: { has: whispersOf } }, { authorId: whispersOf }] };
}
