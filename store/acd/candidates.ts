import type { Candidate } from '../../domain/acd/match.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, nullable, statement, text, time, uuid, uuids } from '../db/statement.ts';

/**
 * SQL: the weight of the broadcasts that are being offered to agent `a`. These are not charged to the agent's capacity,
 * but count here so that nobody is offered more than they have room for.
 */
const ASKED = `
    SELECT coalesce(sum(o.weight), 0)::int AS weight
    FROM offer o
    WHERE o.tenant_id = a.tenant_id AND o.agent_id = a.agent_id AND o.state = 'offered' AND NOT o.charged`;

const SEE = statement('candidates_see', {
  takes: { queue: uuid },
  gives: {
    agent_id: uuid,
    presence: text,
    used: int,
    max: int,
    idle_since: time,
    last_offer_at: nullable(time),
    skills: json<Record<string, number>>(),
  },
  sql: `
    SELECT
      a.agent_id,
      CASE WHEN u.disabled_at IS NULL THEN a.presence ELSE 'disabled' END AS presence,
      a.used + asked.weight AS used,
      coalesce(a.room, 0) AS max,
      a.idle_since,
      a.last_offer_at,
      coalesce(
        (
          SELECT jsonb_object_agg(s.skill_id, s.level)
          FROM agent_skill s
          WHERE s.tenant_id = a.tenant_id AND s.agent_id = a.agent_id
        ),
        '{}'
      ) AS skills
    FROM queue_member m
      JOIN agent_state a ON a.tenant_id = m.tenant_id
        AND a.agent_id = m.agent_id
      JOIN app_user u ON u.tenant_id = m.tenant_id
        AND u.id = m.agent_id
      CROSS JOIN LATERAL (${ASKED}) asked
    WHERE m.tenant_id = (SELECT current_tenant()) AND m.queue_id = $queue`,
});

/** All members of a queue, with what decides whether they get a conversation; nobody is locked. */
export async function seeCandidates(unit: TenantUnit, queueId: string): Promise<Candidate[]> {
  const rows = await unit.run(SEE, { queue: queueId });
  return rows.map(row => ({
    agentId: row.agent_id,
    presence: row.presence,
    used: row.used,
    max: row.max,
    idleSince: row.idle_since.getTime(),
    lastOfferAt: row.last_offer_at?.getTime() ?? null,
    skills: row.skills,
    neededBefore: null,
  }));
}

const LOCK = statement('candidates_lock', {
  takes: { agents: uuids },
  gives: { agent_id: uuid, used: int, max: int },
  sql: `
    SELECT a.agent_id, a.used + asked.weight AS used, coalesce(a.room, 0) AS max
    FROM agent_state a CROSS JOIN LATERAL (${ASKED}) asked
    WHERE a.tenant_id = (SELECT current_tenant()) AND a.agent_id = ANY($agents) AND a.presence = 'online'
    ORDER BY a.agent_id
    FOR NO KEY UPDATE OF a SKIP LOCKED`,
});

/**
 * Locks those of the agents who are still online and whom no other transaction has locked.
 * @returns them as seen before, but with their present capacity (which the caller has to check again).
 */
export async function lockCandidates(unit: TenantUnit, seen: readonly Candidate[]): Promise<Candidate[]> {
  const rows = await unit.run(LOCK, { agents: seen.map(agent => agent.agentId) });
  return rows.flatMap(row => {
    const agent = seen.find(each => each.agentId === row.agent_id);
    return agent === undefined ? [] : [{ ...agent, used: row.used, max: row.max }];
  });
}
