import type { TenantUnit } from '../db/database.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { CONVERSATION } from '../conversation/rows.ts';
import { columns, statement, uuid } from '../db/statement.ts';
import { routingPolicyVersion } from './routing/policy.ts';
import type { OfferDecision } from './decisions.ts';

const LOCK_OFFERED = statement('conversation_lock_offered', {
  takes: { offer: uuid },
  gives: { ...CONVERSATION, offered_to: uuid },
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}, o.agent_id AS offered_to
    FROM offer o JOIN conversation c ON c.tenant_id = o.tenant_id AND c.id = o.conversation_id
    WHERE o.tenant_id = (SELECT current_tenant()) AND o.id = $offer
    FOR NO KEY UPDATE OF c`,
});

/** Locks the conversation that an offer is for; null when there is no such offer. */
export async function lockOffered(
  unit: TenantUnit,
  offerId: string,
): Promise<{ readonly row: ConversationRow; readonly offeredTo: string } | null> {
  const [row] = await unit.run(LOCK_OFFERED, { offer: offerId });
  return row === undefined ? null : { row, offeredTo: row.offered_to };
}

interface Ruled {
  readonly rule?: { readonly id: string; readonly version: number } | null;
  readonly queueId: string;
}

/**
 * A conversation's latest 100 offers, newest first, each with the routing rule that chose the queue when the
 * conversation was last opened or reopened before it, and the reasons why this agent was chosen.
 */
export async function offerHistory(unit: TenantUnit, conversationId: string) {
  const { tx, tenantId } = unit;
  const offers = await tx.offer.findMany({
    where: { tenantId, conversationId },
    orderBy: [{ offeredAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });
  const begun = await tx.conversationEvent.findMany({
    where: { tenantId, conversationId, type: { in: ['opened', 'reopened'] } },
    orderBy: { seq: 'desc' },
    take: 100,
    select: { at: true, data: true },
  });
  const versions = new Map(
    (
      await Promise.all(
        [...new Set(begun.flatMap(({ data }) => (data as unknown as Ruled).rule?.version ?? []))].map(version =>
          routingPolicyVersion(unit, version),
        ),
      )
    ).flatMap(policy => (policy === null ? [] : [[policy.version, policy]])),
  );
  const people = await tx.user.findMany({ where: { tenantId }, select: { id: true, name: true } });
  const nameOf = (id: string): string | null => people.find(each => each.id === id)?.name ?? null;
  return offers.map(row => {
    const ruled = (begun.find(({ at }) => at <= row.offeredAt)?.data ?? null) as Ruled | null;
    const rule = ruled?.rule ?? null;
    const decision = row.decision as unknown as OfferDecision | null;
    return {
      id: row.id,
      queueId: row.queueId,
      agentId: row.agentId,
      agentName: nameOf(row.agentId),
      state: row.state,
      offeredAt: row.offeredAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      reason: row.reason,
      rule:
        rule === null
          ? null
          : { ...rule, name: versions.get(rule.version)?.rules.find(each => each.id === rule.id)?.name ?? null },
      // Null when an administrator or a colleague chose the agent, not the matcher.
      decision:
        decision === null
          ? null
          : {
              ...decision,
              needs: [...decision.needs],
              waitingSince: decision.waitingSince === null ? null : new Date(decision.waitingSince).toISOString(),
              passedOver: decision.passedOver.map(({ agentId, why }) => ({ agentId, agentName: nameOf(agentId), why })),
            },
    };
  });
}
