/** Agents as administrators set them up. */
import type { SkillNeed } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import { addUser, disableUser, enableUser } from '../access/users.ts';
import { requestMatches } from '../conversation/match-request.ts';
import type { RankedQueue } from './teams.ts';
import { staffByTeams } from './teams.ts';

export interface Abilities {
  /** When the agent is logged out automatically, epoch milliseconds; null for never. */
  readonly logoutAt?: number | null | undefined;
  /** Capacity, in units of `weight`. */
  readonly max?: number | undefined;
  /** The complete list of the agent's skills, with levels. */
  readonly skills?: readonly SkillNeed[] | undefined;
  /** The complete list of the agent's direct memberships; those by a team come on top. */
  readonly queues?: readonly RankedQueue[] | undefined;
}

export interface NewAgent extends Abilities {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  /** As in `NewUser`. */
  readonly oneTimeUntil?: Date | null;
  readonly max: number;
}

/**
 * @param at epoch milliseconds.
 * @returns the agent's id, or null when somebody of this tenant has the e-mail address already (that it is used in
 * another tenant does not matter); the transaction must be given up then.
 */
export async function addAgent(
  unit: TenantUnit,
  { name, email, passwordHash, oneTimeUntil = null, ...abilities }: NewAgent,
  at: number,
): Promise<string | null> {
  const { tx, tenantId } = unit;
  const id = await addUser(unit, { name, email, passwordHash, role: 'AGENT', oneTimeUntil }, at);
  if (id === null) return null;
  const createdAt = new Date(at);
  await tx.agentState.create({
    data: { agentId: id, tenantId, presenceSince: createdAt, idleSince: createdAt, max: abilities.max },
  });
  await changeAgent(unit, id, abilities, at);
  return id;
}

/**
 * Changes what is given, and requests matches for all queues that the agent is a member of afterwards. A disabled
 * agent’s sessions end; the agent's conversations stay until they are transferred.
 * @param at epoch milliseconds.
 */
export async function changeAgent(
  unit: TenantUnit,
  agentId: string,
  { max, skills, queues, logoutAt, disabled }: Abilities & { readonly disabled?: boolean | undefined },
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  // Concurrent changes of the same agent come one after the other.
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM agent_state
    WHERE tenant_id = ${tenantId}::uuid AND agent_id = ${agentId}::uuid
    FOR NO KEY UPDATE`;
  if (max !== undefined) await tx.agentState.updateMany({ where: { tenantId, agentId }, data: { max } });
  if (skills !== undefined) {
    await tx.agentSkill.deleteMany({ where: { tenantId, agentId } });
    await tx.agentSkill.createMany({
      data: skills.map(({ skillId, level }) => ({ tenantId, agentId, skillId, level })),
    });
  }
  if (queues !== undefined) {
    // Memberships that are not listed stay as indirect ones, until `staffByTeams` removes those that no team gives.
    const queueIds = queues.map(({ queueId }) => queueId);
    await tx.queueMember.updateMany({
      where: { tenantId, agentId, direct: true, queueId: { notIn: queueIds } },
      data: { direct: false },
    });
    await tx.$executeRaw`
      INSERT INTO queue_member (tenant_id, queue_id, agent_id, rank, direct)
      SELECT ${tenantId}::uuid, own.queue_id, ${agentId}::uuid, own.rank, true
      FROM unnest(${queueIds}::uuid[], ${queues.map(({ rank }) => rank)}::int[]) AS own(queue_id, rank)
      ON CONFLICT (queue_id, agent_id) DO UPDATE
      SET rank = EXCLUDED.rank, direct = true`;
    await staffByTeams(unit, [agentId]);
  }
  if (logoutAt !== undefined)
    await tx.agentState.updateMany({
      where: { tenantId, agentId },
      data: { logoutAt: logoutAt === null ? null : new Date(logoutAt) },
    });
  if (disabled !== undefined) {
    await (disabled ? disableUser(unit, agentId, at) : enableUser(unit, agentId));
  }
  unit.wake.access.add(agentId);
  await requestMatches(unit, [], [agentId], at);
}

/** An agent's presence; null when there is no such agent, or when it is disabled. */
export async function findWorkingAgent(
  { tx, tenantId }: TenantUnit,
  agentId: string,
): Promise<{ readonly presence: string } | null> {
  return tx.agentState.findFirst({
    where: { tenantId, agentId, user: { disabledAt: null } },
    select: { presence: true },
  });
}

/**
 * Makes a user an agent without capacity, who is never offered anything; an agent stays as is. @param at epoch
 * milliseconds.
 */
export async function becomeAgent({ tx, tenantId }: TenantUnit, userId: string, at: number): Promise<void> {
  await tx.agentState.createMany({
    data: [{ agentId: userId, tenantId, max: 0, presenceSince: new Date(at), idleSince: new Date(at) }],
    skipDuplicates: true,
  });
}

/** Agents with their queues (by rank), teams and skills. @param agentId lists only this one. */
export function listAgents({ tx, tenantId }: TenantUnit, agentId?: string) {
  return tx.agentState.findMany({
    where: { tenantId, ...(agentId === undefined ? {} : { agentId }) },
    include: {
      user: {
        include: {
          queues: { orderBy: [{ rank: 'asc' }, { queueId: 'asc' }] },
          teams: { orderBy: { teamId: 'asc' } },
          skills: { orderBy: { skillId: 'asc' } },
        },
      },
    },
    orderBy: { agentId: 'asc' },
  });
}
