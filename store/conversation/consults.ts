/** Colleagues who are asked about a conversation. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Consult } from '../generated/client.ts';

const MOST_LISTED = 100;

/** @param at epoch milliseconds. @returns null: the agent is asked about the conversation already. */
export async function addConsult(
  { tx, tenantId }: TenantUnit,
  consult: Pick<Consult, 'conversationId' | 'askerId' | 'agentId'>,
  at: number,
): Promise<Consult | null> {
  const row = { id: newId(), tenantId, ...consult, startedAt: new Date(at), endedAt: null };
  const { count } = await tx.consult.createMany({ data: [row], skipDuplicates: true });
  return count === 0 ? null : row;
}

export function findConsult({ tx, tenantId }: TenantUnit, id: string): Promise<Consult | null> {
  return tx.consult.findFirst({ where: { tenantId, id } });
}

/** Of a conversation, the latest 100, the newest first. */
export function listConsults({ tx, tenantId }: TenantUnit, conversationId: string): Promise<Consult[]> {
  return tx.consult.findMany({
    where: { tenantId, conversationId },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: MOST_LISTED,
  });
}

/** Ends those of them that are open. @param at epoch milliseconds. */
export async function endConsults(
  { tx, tenantId }: TenantUnit,
  which: { readonly id: string } | { readonly conversationId: string; readonly agentId: string },
  at: number,
): Promise<void> {
  await tx.consult.updateMany({ where: { tenantId, ...which, endedAt: null }, data: { endedAt: new Date(at) } });
}
