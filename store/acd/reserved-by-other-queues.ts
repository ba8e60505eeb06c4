/**
 * Fairness between queues: an agent who is a member of several should serve whoever has waited longest in any of them,
 * so the matcher of one queue looks at what waits for its agents in their other queues.
 */
import { PRIORITY_BOOST_MS } from '../../domain/acd/match.ts';
import type { Candidate } from '../../domain/acd/match.ts';
import { hasSkills } from '../../domain/acd/match.ts';
import type { SkillNeed } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, statement, time, uuid, uuids } from '../db/statement.ts';
import { needKeys } from './waiting.ts';

/**
 * The other queues of these agents that have a match request. `OFFSET 0` forces the plan to go from the agents to their
 * queues, whatever the planner's estimate: starting from the queues with a request, it would read all members of the
 * largest one. An agent who is given twice is returned twice.
 */
const OTHERS = statement('needed_elsewhere_others', {
  takes: { queue: uuid, agents: uuids },
  gives: { agent_id: uuid, queue_id: uuid, weight: int, ranks_later: int },
  sql: `
    SELECT asked.agent_id, other.queue_id, q.weight, other.rank - own.rank AS ranks_later
    FROM unnest($agents) AS asked(agent_id)
      CROSS JOIN LATERAL (
        SELECT m.rank
        FROM queue_member m
        WHERE m.tenant_id = (SELECT current_tenant())
          AND m.queue_id = $queue
          AND m.agent_id = asked.agent_id
        OFFSET 0
      ) own
      CROSS JOIN LATERAL (
        SELECT m.queue_id, m.rank
        FROM queue_member m
        WHERE m.tenant_id = (SELECT current_tenant())
          AND m.agent_id = asked.agent_id
          AND m.queue_id <> $queue
        OFFSET 0
      ) other
      JOIN match_request r ON r.tenant_id = (SELECT current_tenant())
        AND r.queue_id = other.queue_id
      JOIN queue q ON q.tenant_id = r.tenant_id
        AND q.id = r.queue_id`,
});

const FRONTS = statement('needed_elsewhere_fronts', {
  takes: { asked: json<readonly { agent: string; queue: string; key: string; later: number }[]>(), at: time },
  gives: { agent: uuid, before: time },
  sql: `
    SELECT k.agent, min(front.wait_key + make_interval(secs => k.later / 1000.0)) AS before
    FROM jsonb_to_recordset($asked) AS k(agent uuid, queue uuid, key text, later double precision)
      CROSS JOIN LATERAL (
        SELECT c.wait_key
        FROM conversation c
        WHERE c.tenant_id = (SELECT current_tenant())
          AND c.queue_id = k.queue
          AND c.phase = 'queued'
          AND c.need_key = k.key
          AND NOT EXISTS (
            SELECT 1
            FROM offer o
            WHERE o.tenant_id = c.tenant_id
              AND o.conversation_id = c.id
              AND o.offered_at >= c.enqueued_at
              AND o.excluded_until > $at
              AND o.agent_id = k.agent
          )
        ORDER BY c.wait_key, c.id
        LIMIT 1
      ) front
    GROUP BY k.agent`,
});

/**
 * For each of these agents who is needed by another of their queues: the latest wait key (epoch milliseconds) that a
 * conversation of this queue may have for the agent to be offered it; see `Candidate.neededBefore`. Only queues with a
 * match request count: what waits in others cannot be given to the agent now.
 */
export async function reservedByOtherQueues(
  unit: TenantUnit,
  queueId: string,
  agents: readonly Candidate[],
  at: number,
): Promise<Map<string, number>> {
  const others = await unit.run(OTHERS, { queue: queueId, agents: agents.map(agent => agent.agentId) });
  if (others.length === 0) return new Map();
  const keys = new Map<string, string[]>();
  for (const id of new Set(others.map(other => other.queue_id))) keys.set(id, await needKeys(unit, id));
  const asked = others.flatMap(({ agent_id: agentId, queue_id: other, weight, ranks_later: later }) => {
    const agent = agents.find(each => each.agentId === agentId);
    if (agent === undefined || agent.used + weight > agent.max) return [];
    return (keys.get(other) ?? [])
      .filter(key => hasSkills(agent, JSON.parse(key) as SkillNeed[]))
      .map(key => ({ agent: agentId, queue: other, key, later: later * PRIORITY_BOOST_MS }));
  });
  if (asked.length === 0) return new Map();
  const rows = await unit.run(FRONTS, { asked, at: new Date(at) });
  return new Map(rows.map(row => [row.agent, row.before.getTime()]));
}
