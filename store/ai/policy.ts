/** The tenant's AI policies. Every version is kept; at most one is in force. */
import type { AiPolicy, VersionedAiPolicy } from '../../domain/ai/policy.ts';
import type { Verdict } from '../../domain/access/four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, json, statement } from '../db/statement.ts';
import type { AiPolicy as Row, Prisma } from '../generated/client.ts';
import { wantsAiFourEyes } from '../access/ai-four-eyes.ts';
import type { Approvals, Person, Subject } from '../access/approvals.ts';
import { approvalsOf, decide } from '../access/approvals.ts';

export type PolicyState = 'waiting' | 'active' | 'declined' | 'superseded';

export interface PolicyVersion extends VersionedAiPolicy {
  readonly state: PolicyState;
  readonly author: { readonly kind: string; readonly id: string };
  readonly approverId: string | null;
  /** Who has approved it so far; null unless it waits. */
  readonly approvals: Approvals | null;
  readonly createdAt: string;
}

/** Fills in settings that did not exist when a policy was written, with the behaviour of that time. */
const completed = (policy: AiPolicy): AiPolicy => ({ ...BEFORE, ...policy });
const BEFORE = { similarityFloor: null, transcripts: 'off' } as const;

const authorOf = (row: Row): Person => ({ kind: row.authorKind, id: row.authorId });
const subjectOf = (version: number): Subject => ({ kind: 'ai_policy', id: String(version) });

const versionOf = (row: Row, approvals: Approvals | null): PolicyVersion => ({
  ...completed(row.policy as unknown as AiPolicy),
  version: row.version,
  state: row.state as PolicyState,
  author: authorOf(row),
  approverId: row.approverId,
  approvals,
  createdAt: row.createdAt.toISOString(),
});

const ACTIVE = statement('ai_policy_active', {
  takes: {},
  gives: { version: int, policy: json<AiPolicy>() },
  sql: `
    SELECT p.version, p.policy
    FROM tenant t JOIN ai_policy p ON p.tenant_id = t.id AND p.version = t.ai_policy_version
    WHERE t.id = (SELECT current_tenant())`,
});

/** The policy in force; null when the AI is off. */
export async function activeAiPolicy(unit: TenantUnit): Promise<VersionedAiPolicy | null> {
  const [row] = await unit.run(ACTIVE, {});
  return row === undefined ? null : policyOf(row);
}

/** The policy of a row that was read with the tenant's; null when the AI is off. */
export function policyOf({
  version,
  policy,
}: {
  readonly version: number | null;
  readonly policy: AiPolicy | null;
}): VersionedAiPolicy | null {
  return version === null || policy === null ? null : { ...completed(policy), version };
}

/** The latest 100 versions, newest first. */
export async function listAiPolicies(unit: TenantUnit): Promise<PolicyVersion[]> {
  const rows = await unit.tx.aiPolicy.findMany({
    where: { tenantId: unit.tenantId },
    orderBy: { version: 'desc' },
    take: 100,
  });
  const waiting = rows
    .filter(row => row.state === 'waiting')
    .map(row => ({ subject: subjectOf(row.version), author: authorOf(row) }));
  const approvals = await approvalsOf(unit, waiting);
  return rows.map(row => versionOf(row, approvals.get(subjectOf(row.version).id) ?? null));
}

/**
 * Writes the next version. It is in force at once or, if the tenant requires a second person (four-eyes principle),
 * once another administrator has approved it. A version that was still waiting is superseded.
 * @param seen the newest version that the author knows; 0 for none.
 * @param at epoch milliseconds.
 * @returns null when there is a newer version.
 */
export async function writeAiPolicy(
  unit: TenantUnit,
  seen: number,
  policy: AiPolicy,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<{ readonly version: number; readonly state: PolicyState } | null> {
  const { tx, tenantId } = unit;
  await lock(unit);
  const newest =
    (await tx.aiPolicy.findFirst({ where: { tenantId }, orderBy: { version: 'desc' }, select: { version: true } }))
      ?.version ?? 0;
  if (newest !== seen) return null;
  const [version, state] = [seen + 1, (await wantsAiFourEyes(unit)) ? ('waiting' as const) : ('active' as const)];
  await tx.aiPolicy.updateMany({
    where: { tenantId, state: 'waiting' },
    data: { state: 'superseded', decidedAt: new Date(at) },
  });
  await tx.aiPolicy.create({
    data: {
      tenantId,
      version,
      policy: policy as unknown as Prisma.InputJsonObject,
      state: 'waiting',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
    },
  });
  if (state === 'active') await enforce(unit, version, author.id, at);
  return { version, state };
}

export type PolicyDecision = 'unknown' | 'not_waiting' | 'own_version' | 'declined' | Verdict;

/**
 * An administrator approves or declines a version that waits. It is in force with the last approval that is required.
 * @param at epoch milliseconds.
 * @returns what became of it, or why the decision was not possible.
 */
export async function decideAiPolicy(
  unit: TenantUnit,
  version: number,
  by: Person,
  agrees: boolean,
  at: number,
): Promise<PolicyDecision> {
  const { tx, tenantId } = unit;
  await lock(unit);
  const row = await tx.aiPolicy.findUnique({ where: { tenantId_version: { tenantId, version } } });
  if (row === null) return 'unknown';
  if (row.state !== 'waiting') return 'not_waiting';
  if (!agrees && row.authorId === by.id) return 'own_version';
  const verdict = await decide(unit, { subject: subjectOf(version), author: authorOf(row) }, { agrees, by }, at);
  if (verdict === 'declined')
    await tx.aiPolicy.update({
      where: { tenantId_version: { tenantId, version } },
      data: { state: 'declined', approverId: by.id, decidedAt: new Date(at) },
    });
  else if (verdict.kind === 'approved') await enforce(unit, version, by.id, at);
  return verdict;
}

async function enforce(
  { tx, tenantId, wake }: TenantUnit,
  version: number,
  approverId: string,
  at: number,
): Promise<void> {
  wake.knowledge = true;
  await tx.aiPolicy.updateMany({
    where: { tenantId, state: 'active' },
    data: { state: 'superseded', decidedAt: new Date(at) },
  });
  await tx.aiPolicy.update({
    where: { tenantId_version: { tenantId, version } },
    data: { state: 'active', approverId, decidedAt: new Date(at) },
  });
  await tx.tenant.update({ where: { id: tenantId }, data: { aiPolicyVersion: version } });
}

/** Concurrent changes of a tenant's policies come one after the other. */
async function lock({ tx, tenantId }: TenantUnit): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`ai policy ${tenantId}`}, 0))`;
}
