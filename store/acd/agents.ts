/** Agents as administrators set them up. */
import type { SkillNeed } from '../../domain/conversation/state.ts';
import { addLogin, endSessionsOf } from '../credentials.ts';
import type { TenantUnit } from '../database.ts';
import { sqlState } from '../database.ts';
import { newId } from '../ids.ts';
import { requestMatches } from './match-request.ts';
import type { RankedQueue } from './teams.ts';
import { staffByTeams } from './teams.ts';

export interface Abilities {
  /** When the agent is logged out, epoch milliseconds; null: not by itself. */
  readonly logoutAt?: number | null | undefined;
  readonly max?: number | undefined;
  /** All that the agent has. */
  readonly skills?: readonly SkillNeed[] | undefined;
  /** All that the agent is a member of by itself, not only by a team. */
  readonly queues?: readonly RankedQueue[] | undefined;
}

/** @returns null when somebody of the tenant has the e-mail address already, whatever there is elsewhere; the transaction is lost then. */
export async function addAgent(unit: TenantUnit, { name, email, passwordHash, ...abilities }: Abilities & { readonly name: string; readonly email: string; readonly passwordHash: string; readonly max: number }, at: number): Promise<string | null> {
  const { tx, tenantId } = unit;
  const [id, createdAt] = [newId(), new Date(at)];
  try {
    await tx.user.create({ data: { id, tenantId, email, name, role: 'AGENT', passwordHash, createdAt } });
    await addLogin(unit, id, email, at);
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
  await tx.agentState.create({ data: { agentId: id, tenantId, presenceSince: createdAt, idleSince: createdAt, max: abilities.max } });
  await changeAgent(unit, id, abilities, at);
  return id;
}

/** Changes what is given, and asks for matches wherever the agent is or was a member. A disabled agent’s sessions end; what the agent has stays until it is transferred. */
export async function changeAgent(unit: TenantUnit, agentId: string, { max, skills, queues, logoutAt, disabled }: Abilities & { readonly disabled?: boolean | undefined }, at: number): Promise<void> {
  const { tx, tenantId } = unit;
  // Of two who change the agent at once, one comes after the other.
  await tx.$queryRaw`SELECT 1 AS locked FROM agent_state WHERE tenant_id = ${tenantId}::uuid AND agent_id = ${agentId}::uuid FOR NO KEY UPDATE`;
  if (max !== undefined) await tx.agentState.updateMany({ where: { tenantId, agentId }, data: { max } });
  if (skills !== undefined) {
    await tx.agentSkill.deleteMany({ where: { tenantId, agentId } });
    await tx.agentSkill.createMany({ data: skills.map(({ skillId, level }) => ({ tenantId, agentId, skillId, level })) });
  }
  if (queues !== undefined) {
    // Where the agent is no more there is nothing to match for it; where it is now, there is.
    await tx.queueMember.deleteMany({ where: { tenantId, agentId } });
    await tx.queueMember.createMany({ data: queues.map(({ queueId, rank }) => ({ tenantId, queueId, agentId, rank })) });
    await staffByTeams(unit, [agentId]);
  }
  if (logoutAt !== undefined) await tx.agentState.updateMany({ where: { tenantId, agentId }, data: { logoutAt: logoutAt === null ? null : new Date(logoutAt) } });
  if (disabled !== undefined) {
    await tx.user.updateMany({ where: { tenantId, id: agentId }, data: { disabledAt: disabled ? new Date(at) : null } });
    if (disabled) await endSessionsOf(unit, [agentId]);
  }
  unit.wake.access.add(agentId);
  await requestMatches(unit, [], [agentId], at);
}
