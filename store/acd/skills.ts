/** Skills that the tenant has defined. */
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Skill } from '../generated/client.ts';

/** Sorted by name, each with the number of agents who have it. */
export async function listSkills({ tx, tenantId }: TenantUnit): Promise<(Skill & { readonly agents: number })[]> {
  const rows = await tx.skill.findMany({
    where: { tenantId },
    include: { _count: { select: { agents: true } } },
    orderBy: { name: 'asc' },
  });
  return rows.map(({ _count: { agents }, ...skill }) => ({ ...skill, agents }));
}

/** @param at epoch milliseconds. @returns null when the name is taken. */
export async function addSkill({ tx, tenantId }: TenantUnit, name: string, at: number): Promise<Skill | null> {
  const skill = { id: newId(), tenantId, name, createdAt: new Date(at) };
  const { count } = await tx.skill.createMany({ data: [skill], skipDuplicates: true });
  return count === 0 ? null : skill;
}

/** Whether a conversation that is queued or offered needs the skill. */
export async function isSkillWaitedFor({ tx, tenantId }: TenantUnit, skillId: string): Promise<boolean> {
  const [waits] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
        SELECT 1
        FROM conversation
        WHERE tenant_id = ${tenantId}::uuid
          AND phase IN ('queued', 'offered')
          AND needs @> ${JSON.stringify([{ skillId }])}::jsonb
      ) AS found`;
  return waits?.found ?? false;
}

/** Removes a skill, from all agents too. @returns false when there is no such skill. */
export async function removeSkill({ tx, tenantId }: TenantUnit, skillId: string): Promise<boolean> {
  await tx.agentSkill.deleteMany({ where: { tenantId, skillId } });
  return (await tx.skill.deleteMany({ where: { tenantId, id: skillId } })).count > 0;
}
