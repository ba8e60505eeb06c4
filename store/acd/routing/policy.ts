/** The tenant's routing rules and business hours, as administrators wrote them; every version is kept. */
import type { RoutingFacts, RoutingPolicy } from '../../../domain/acd/rules.ts';
import { firstMatch } from '../../../domain/acd/rules.ts';
import type { RoutingDecision } from '../../../domain/conversation/decide.ts';
import type { TenantUnit } from '../../db/database.ts';
import { int, json, statement } from '../../db/statement.ts';
import type { Prisma } from '../../generated/client.ts';
import type { RoutingPolicy as PolicyRow } from '../../generated/client.ts';
import type { QueueRules } from '../../tenant/settings.ts';
import { queueRules } from '../../tenant/settings.ts';
import { finds } from './pattern.ts';

export interface VersionedPolicy extends RoutingPolicy {
  /** 0 when no policy has been written yet. */
  readonly version: number;
}

const NONE: VersionedPolicy = { version: 0, rules: [], hours: null };
const versioned = (row: PolicyRow): VersionedPolicy => ({
  version: row.version,
  ...(row.policy as unknown as RoutingPolicy),
});

const NEWEST = statement('routing_policy_newest', {
  takes: {},
  gives: { version: int, policy: json<RoutingPolicy>() },
  sql: `
    SELECT version, policy
    FROM routing_policy
    WHERE tenant_id = (SELECT current_tenant())
    ORDER BY version DESC
    LIMIT 1`,
});

/** The version in force, which is the newest; version 0, without rules or hours, when there is none. */
export async function routingPolicy(unit: TenantUnit): Promise<VersionedPolicy> {
  const [row] = await unit.run(NEWEST, {});
  return row === undefined ? NONE : { version: row.version, ...row.policy };
}

/** @returns null when there never was such a version. */
export async function routingPolicyVersion(
  unit: TenantUnit,
  version: number,
): Promise<
  | (VersionedPolicy & { readonly author: { readonly kind: string; readonly id: string }; readonly createdAt: string })
  | null
> {
  const row = await unit.tx.routingPolicy.findUnique({
    where: { tenantId_version: { tenantId: unit.tenantId, version } },
  });
  return row === null
    ? null
    : { ...versioned(row), author: { kind: row.authorKind, id: row.authorId }, createdAt: row.createdAt.toISOString() };
}

/**
 * Writes the next version.
 * @param seen the version that the change is based on.
 * @param at epoch milliseconds.
 * @returns null when `seen` is not the newest any more, because somebody else has changed the policy.
 */
export async function changeRoutingPolicy(
  unit: TenantUnit,
  seen: number,
  policy: RoutingPolicy,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<VersionedPolicy | null> {
  if ((await routingPolicy(unit)).version !== seen) return null;
  const { count } = await unit.tx.routingPolicy.createMany({
    data: [
      {
        tenantId: unit.tenantId,
        version: seen + 1,
        policy: policy as unknown as Prisma.InputJsonObject,
        authorKind: author.kind,
        authorId: author.id,
        createdAt: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
  return count === 0 ? null : { version: seen + 1, ...policy };
}

/**
 * Where a conversation that begins with these facts is to wait: by the first rule that matches, or else as `otherwise`
 * says.
 * @returns null when that queue does not exist.
 */
export async function routeFor(
  unit: TenantUnit,
  policy: VersionedPolicy,
  facts: RoutingFacts,
  otherwise: Omit<RoutingDecision, 'queue' | 'rule'> & { readonly queueId: string },
): Promise<(RoutingDecision & { readonly queue: QueueRules }) | null> {
  const rule = firstMatch(policy, facts, finds);
  const { queueId, priority, needs } = rule?.route ?? otherwise;
  const queue = await queueRules(unit, queueId);
  if (queue === null) return null;
  return {
    queue,
    priority,
    needs: [...needs].sort((a, b) => (a.skillId < b.skillId ? -1 : 1)),
    rule: rule === null ? null : { id: rule.id, version: policy.version },
    ai: rule?.route.ai ?? null,
  };
}
