/** Offers that an agent missed: they timed out, or were withdrawn before the agent had answered. */
import type { TenantUnit } from '../db/database.ts';
import { isInScope } from '../conversation/scope.ts';
import type { Scope } from '../conversation/scope.ts';
import { findConversations } from '../views/conversations.ts';

/** What is older is no news to anybody. */
const NEWS_MS = 24 * 60 * 60_000;
/** More names than this nobody reads; the newest are listed. */
const MOST_LISTED = 20;

/** An offer that ended without the agent's doing. */
interface MissedOffer {
  readonly id: string;
  readonly conversationId: string;
  readonly queueId: string;
  /** Null: the agent does not see the conversation (any more), or the contact has no name. */
  readonly contactName: string | null;
  /** `expired`: nobody answered in time. `rescinded`: it was withdrawn, as by a transfer. */
  readonly state: string;
  readonly endedAt: Date;
}

/**
 * What an agent missed within a day and has not been told of.
 * @param at now, epoch milliseconds.
 * @returns how many there are, and the latest 20 of them, the latest first.
 */
export async function listMissedOffers(
  unit: TenantUnit,
  agentId: string,
  scope: Scope,
  at: number,
): Promise<{ readonly count: number; readonly items: readonly MissedOffer[] }> {
  const { tx, tenantId } = unit;
  const told = await tx.agentState.findUnique({
    where: { tenantId_agentId: { tenantId, agentId } },
    select: { missedToldUntil: true },
  });
  const since = new Date(Math.max(told?.missedToldUntil?.getTime() ?? 0, at - NEWS_MS));
  const where = { tenantId, agentId, state: { in: ['expired', 'rescinded'] }, endedAt: { gt: since } };
  const rows = await tx.offer.findMany({
    where,
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    take: MOST_LISTED,
  });
  const count = rows.length < MOST_LISTED ? rows.length : await tx.offer.count({ where });
  const shown = await findConversations(unit, [...new Set(rows.map(row => row.conversationId))], at);
  const names = new Map(shown.flatMap(each => (isInScope(scope, each) ? [[each.id, nameOf(each.contact)]] : [])));
  const items = rows.map(({ id, conversationId, queueId, state, endedAt }) => ({
    id,
    conversationId,
    queueId,
    contactName: names.get(conversationId) ?? null,
    state,
    endedAt: endedAt ?? since,
  }));
  return { count, items };
}

const nameOf = ({ name, username, waId }: Awaited<ReturnType<typeof findConversations>>[number]['contact']) =>
  name ?? (username === null ? null : `@${username}`) ?? (waId === null ? null : `+${waId}`);

/**
 * Notes that an agent has been told of what was missed until a time; the agent's other windows are told.
 * Told of more already, nothing changes.
 */
export async function noteMissedTold({ tx, tenantId, wake }: TenantUnit, agentId: string, until: Date): Promise<void> {
  const { count } = await tx.agentState.updateMany({
    where: { tenantId, agentId, OR: [{ missedToldUntil: null }, { missedToldUntil: { lt: until } }] },
    data: { missedToldUntil: until },
  });
  if (count > 0) wake.beside.push(['missed', agentId]);
}
