/**
 * Teams: agents who work in the same queues. A queue has one list of members, direct ones and those by a team alike.
 */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { requestMatches } from '../conversation/match-request.ts';

/** A queue that somebody works in. Rank 1 comes first; each further rank counts as ten minutes less of waiting. */
export interface RankedQueue {
  readonly queueId: string;
  readonly rank: number;
}

export interface TeamSettings {
  readonly name?: string | undefined;
  /** The complete list of members. */
  readonly agentIds?: readonly string[] | undefined;
  /** The complete list of queues. */
  readonly queues?: readonly RankedQueue[] | undefined;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly agentIds: string[];
  readonly queues: RankedQueue[];
  readonly createdAt: string;
}

/** Sorted by name. @param id lists only this team. */
export async function listTeams({ tx, tenantId }: TenantUnit, id?: string): Promise<Team[]> {
  const rows = await tx.team.findMany({
    where: { tenantId, ...(id === undefined ? {} : { id }) },
    orderBy: { name: 'asc' },
    include: { members: { orderBy: { agentId: 'asc' } }, queues: { orderBy: [{ rank: 'asc' }, { queueId: 'asc' }] } },
  });
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    createdAt: row.createdAt.toISOString(),
    agentIds: row.members.map(member => member.agentId),
    queues: row.queues.map(({ queueId, rank }) => ({ queueId, rank })),
  }));
}

/** @param at epoch milliseconds. @returns the team's id, or null when the name is taken. */
export async function addTeam(
  unit: TenantUnit,
  { name, ...settings }: TeamSettings & { readonly name: string },
  at: number,
): Promise<string | null> {
  const id = newId();
  const { count } = await unit.tx.team.createMany({
    data: [{ id, tenantId: unit.tenantId, name, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
  if (count === 0) return null;
  await changeTeam(unit, id, settings, at);
  return id;
}

/** Changes what is given. Members join and leave queues accordingly, in the same transaction. */
export async function changeTeam(
  unit: TenantUnit,
  id: string,
  { name, agentIds, queues }: TeamSettings,
  at: number,
): Promise<'changed' | 'unknown' | 'name_taken'> {
  const { tx, tenantId } = unit;
  // Concurrent changes of a tenant's teams come one after the other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`teams ${tenantId}`}, 0))`;
  const before = await tx.team.findFirst({ where: { tenantId, id }, include: { members: true } });
  if (before === null) return 'unknown';
  if (name !== undefined && (await tx.team.count({ where: { tenantId, name, id: { not: id } } })) > 0)
    return 'name_taken';
  if (name !== undefined) await tx.team.updateMany({ where: { tenantId, id }, data: { name } });
  if (agentIds !== undefined) {
    await tx.teamMember.deleteMany({ where: { tenantId, teamId: id } });
    await tx.teamMember.createMany({ data: agentIds.map(agentId => ({ tenantId, teamId: id, agentId })) });
  }
  if (queues !== undefined) {
    await tx.teamQueue.deleteMany({ where: { tenantId, teamId: id } });
    await tx.teamQueue.createMany({
      data: queues.map(({ queueId, rank }) => ({ tenantId, teamId: id, queueId, rank })),
    });
  }
  const touched = [...new Set([...before.members.map(member => member.agentId), ...(agentIds ?? [])])];
  await staffByTeams(unit, touched);
  await requestMatches(unit, [], touched, at);
  return 'changed';
}

/** @returns false when there is no such team. */
export async function removeTeam(unit: TenantUnit, id: string, at: number): Promise<boolean> {
  if ((await changeTeam(unit, id, { agentIds: [], queues: [] }, at)) === 'unknown') return false;
  await unit.tx.team.deleteMany({ where: { tenantId: unit.tenantId, id } });
  return true;
}

/**
 * Brings the queue memberships of these agents in line with their teams: adds the queues of their teams, and removes
 * those that no team of theirs has any more; direct memberships stay. An existing membership is kept, not written anew:
 * that would count as joining the queue now (see `joinedSince`), although what the agent sees has not changed.
 */
export async function staffByTeams({ tx, tenantId, wake }: TenantUnit, agentIds: readonly string[]): Promise<void> {
  for (const agentId of agentIds) wake.access.add(agentId);
  // The same lock as when an agent is changed: without it, a membership that another transaction is adding for a team
  // would not be seen by the one that takes the agent out of that team.
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM agent_state
    WHERE tenant_id = ${tenantId}::uuid AND agent_id = ANY(${[...agentIds]}::uuid[])
    ORDER BY agent_id
    FOR NO KEY UPDATE`;
  await tx.$executeRaw`
    DELETE FROM queue_member q
    WHERE q.tenant_id = ${tenantId}::uuid
      AND q.agent_id = ANY(${[...agentIds]}::uuid[])
      AND NOT q.direct
      AND NOT EXISTS (
        SELECT 1
        FROM team_member m JOIN team_queue t ON t.team_id = m.team_id
        WHERE m.tenant_id = q.tenant_id AND m.agent_id = q.agent_id AND t.queue_id = q.queue_id
      )`;
  await tx.$executeRaw`
    INSERT INTO queue_member (tenant_id, queue_id, agent_id, rank, direct)
    SELECT q.tenant_id, q.queue_id, m.agent_id, min(q.rank), false
    FROM team_member m JOIN team_queue q ON q.team_id = m.team_id
    WHERE m.tenant_id = ${tenantId}::uuid AND m.agent_id = ANY(${[...agentIds]}::uuid[])
    GROUP BY q.tenant_id, q.queue_id, m.agent_id
    ON CONFLICT (queue_id, agent_id) DO UPDATE
    SET rank = EXCLUDED.rank
    WHERE NOT queue_member.direct AND queue_member.rank <> EXCLUDED.rank`;
}
