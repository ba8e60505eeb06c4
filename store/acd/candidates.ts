import type { Candidate } from '../../domain/acd/match.ts';
import type { TenantUnit } from '../database.ts';
import { Prisma } from '../generated/client.ts';

/** SQL: what agent `a` was asked to take together with others. It is not charged, but nobody is asked for more than there is room for. */
const ASKED = Prisma.sql`SELECT coalesce(sum(o.weight), 0)::int AS weight FROM offer o WHERE o.agent_id = a.agent_id AND o.state = 'offered' AND NOT o.charged`;

interface Row {
  agent_id: string; presence: string; used: number; max: number; idle_since: Date; last_offer_at: Date | null; skills: Record<string, number>;
}

/** All members of a queue, with what decides whether one gets a conversation; nobody is locked. */
export async function seeCandidates(unit: TenantUnit, queueId: string): Promise<Candidate[]> {
  const rows = await unit.tx.$queryRaw<Row[]>`
    SELECT a.agent_id, CASE WHEN u.disabled_at IS NULL THEN a.presence ELSE 'disabled' END AS presence, a.used + asked.weight AS used, a.room AS max, a.idle_since, a.last_offer_at,
      coalesce((SELECT jsonb_object_agg(s.skill_id, s.level) FROM agent_skill s WHERE s.agent_id = a.agent_id), '{}') AS skills
    FROM queue_member m JOIN agent_state a ON a.agent_id = m.agent_id JOIN app_user u ON u.id = m.agent_id CROSS JOIN LATERAL (${ASKED}) asked
    WHERE m.queue_id = ${queueId}::uuid`;
  return rows.map(row => ({ agentId: row.agent_id, presence: row.presence, used: row.used, max: row.max, idleSince: row.idle_since.getTime(), lastOfferAt: row.last_offer_at?.getTime() ?? null, skills: row.skills, neededBefore: null }));
}

/** Locks agents who are still as they were seen: there, and with room. @returns those that could be locked at once. */
export async function lockCandidates(unit: TenantUnit, seen: readonly Candidate[]): Promise<Candidate[]> {
  const rows = await unit.tx.$queryRaw<Pick<Row, 'agent_id' | 'used' | 'max'>[]>`
    SELECT a.agent_id, a.used + asked.weight AS used, a.room AS max FROM agent_state a CROSS JOIN LATERAL (${ASKED}) asked
    WHERE a.agent_id = ANY(${seen.map(agent => agent.agentId)}::uuid[]) AND a.presence = 'online' ORDER BY a.agent_id FOR NO KEY UPDATE OF a SKIP LOCKED`;
  return rows.flatMap(row => {
    const agent = seen.find(each => each.agentId === row.agent_id);
    return agent === undefined ? [] : [{ ...agent, used: row.used, max: row.max }];
  });
}
