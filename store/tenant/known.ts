import type { TenantUnit } from '../db/database.ts';

const COUNTS = {
  queue: ({ tx, tenantId }, ids) => tx.queue.count({ where: { tenantId, id: { in: ids } } }),
  team: ({ tx, tenantId }, ids) => tx.team.count({ where: { tenantId, id: { in: ids } } }),
  number: ({ tx, tenantId }, ids) => tx.businessNumber.count({ where: { tenantId, id: { in: ids } } }),
  skill: ({ tx, tenantId }, ids) => tx.skill.count({ where: { tenantId, id: { in: ids } } }),
  user: ({ tx, tenantId }, ids) => tx.user.count({ where: { tenantId, id: { in: ids } } }),
  agent: ({ tx, tenantId }, ids) => tx.agentState.count({ where: { tenantId, agentId: { in: ids } } }),
  agentWhoWorks: ({ tx, tenantId }, ids) =>
    tx.agentState.count({ where: { tenantId, agentId: { in: ids }, user: { disabledAt: null } } }),
  conversation: ({ tx, tenantId }, ids) => tx.conversation.count({ where: { tenantId, id: { in: ids } } }),
  contact: ({ tx, tenantId }, ids) =>
    tx.contact.count({ where: { tenantId, id: { in: ids }, identities: { some: {} } } }),
  disposition: ({ tx, tenantId }, ids) =>
    tx.disposition.count({ where: { tenantId, id: { in: ids }, retiredAt: null } }),
  trainingGrant: ({ tx, tenantId }, ids) => tx.trainingGrant.count({ where: { tenantId, id: { in: ids } } }),
} satisfies Readonly<Record<string, (unit: TenantUnit, ids: string[]) => Promise<number>>>;

/**
 * Kinds of things that requests refer to by id. `agentWhoWorks`: only agents who are not disabled; `contact`: only
 * those that still have an identity; `disposition`: only those that are not retired.
 */
export type Named = keyof typeof COUNTS;

/** How many of the ids are known things of the tenant; a repeated id counts once. */
export function countKnown(unit: TenantUnit, what: Named, ids: readonly string[]): Promise<number> {
  return COUNTS[what](unit, [...ids]);
}

export async function isKnown(unit: TenantUnit, what: Named, id: string): Promise<boolean> {
  return (await countKnown(unit, what, [id])) > 0;
}

/** Ids of everything that routing rules can refer to. */
export async function knownIds({
  tx,
  tenantId,
}: TenantUnit): Promise<{ readonly queues: Set<string>; readonly skills: Set<string>; readonly numbers: Set<string> }> {
  const all = { where: { tenantId }, select: { id: true } } as const;
  const ids = (rows: readonly { readonly id: string }[]): Set<string> => new Set(rows.map(row => row.id));
  return {
    queues: ids(await tx.queue.findMany(all)),
    skills: ids(await tx.skill.findMany(all)),
    numbers: ids(await tx.businessNumber.findMany(all)),
  };
}
