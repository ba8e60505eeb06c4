/** Consults: colleagues who are asked for advice about a conversation. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Consult } from '../generated/client.ts';

const MOST_LISTED = 100;

/** @param at epoch milliseconds. @returns null when the agent is already being consulted on the conversation. */
export async function addConsult(
  { tx, tenantId, wake }: TenantUnit,
  consult: Pick<Consult, 'conversationId' | 'askerId' | 'agentId'>,
  at: number,
): Promise<Consult | null> {
  const row = { id: newId(), tenantId, ...consult, startedAt: new Date(at), endedAt: null };
  const { count } = await tx.consult.createMany({ data: [row], skipDuplicates: true });
  if (count > 0) wake.beside.push(['consults', consult.conversationId]);
  return count === 0 ? null : row;
}

export function findConsult({ tx, tenantId }: TenantUnit, id: string): Promise<Consult | null> {
  return tx.consult.findFirst({ where: { tenantId, id } });
}

/** The latest 100 consults of a conversation, newest first. */
export function listConsults({ tx, tenantId }: TenantUnit, conversationId: string): Promise<Consult[]> {
  return tx.consult.findMany({
    where: { tenantId, conversationId },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    take: MOST_LISTED,
  });
}

/** Ends one consult, or all of an agent on a conversation, unless it has ended before. @param at epoch milliseconds. */
export async function endConsults(
  { tx, tenantId, wake }: TenantUnit,
  which: { readonly id: string } | { readonly conversationId: string; readonly agentId: string },
  at: number,
): Promise<void> {
  const ended = await tx.consult.updateManyAndReturn({
    where: { tenantId, ...which, endedAt: null },
    data: { endedAt: new Date(at) },
    select: { conversationId: true },
  });
  for (const { conversationId } of ended) wake.beside.push(['consults', conversationId]);
}
