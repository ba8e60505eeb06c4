/**
 * Approvals of what waits for a second person (four-eyes principle): stored one by one, judged by
 * domain/access/four-eyes.
 */
import type { Consent, Proposer, Verdict } from '../../domain/access/four-eyes.ts';
import { judgeApproval, missingConsents } from '../../domain/access/four-eyes.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';

type SubjectKind = 'ai_policy' | 'kb_version' | 'settings_proposal' | 'template_change' | 'training_grant';

/** Something that waits for approval. Whoever approves or declines it must hold its lock. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** Who proposes or approves: a user or an API key. */
export interface Person {
  readonly kind: string;
  readonly id: string;
}

/** As the API shows it: the ids of those who have approved so far, and how many approvals are missing. */
export interface Approvals {
  readonly by: readonly string[];
  readonly missing: number;
}

interface Author {
  readonly kind: string;
  readonly id: string | null;
}

interface Waiting {
  readonly subject: Subject;
  readonly author: Author;
}

/**
 * Records an approval, if `approver` may give it. That is judged under locks on the rows of the approver and of those
 * who approved before: if one of them is disabled or loses the role at the same time, that either happens after this,
 * or the approval does not count.
 * @param at epoch milliseconds.
 * @returns the verdict; when it is `refused`, nothing was recorded.
 */
export async function agree(
  unit: TenantUnit,
  { subject, author }: Waiting,
  approver: Person,
  at: number,
): Promise<Verdict> {
  const { tx, tenantId } = unit;
  const before = await consentsTo(unit, subject);
  const active = await activeAdministrators(unit, [approver.id, ...before]);
  const consent = (id: string, kind = 'user'): Consent => ({ kind, id, active: active.has(id) });
  const verdict = judgeApproval(
    proposerOf(author, await keyMakers(unit, [author])),
    consent(approver.id, approver.kind),
    before.map(id => consent(id)),
  );
  if (verdict.kind !== 'refused')
    await tx.approval.create({
      data: {
        id: newId(),
        tenantId,
        subjectKind: subject.kind,
        subjectId: subject.id,
        approverId: approver.id,
        at: new Date(at),
      },
    });
  return verdict;
}

/** Approves or declines; declining also voids the approvals given before. */
export async function decide(
  unit: TenantUnit,
  waiting: Waiting,
  { agrees, by }: { readonly agrees: boolean; readonly by: Person },
  at: number,
): Promise<'declined' | Verdict> {
  if (agrees) return agree(unit, waiting, by, at);
  await voidApprovals(unit, waiting.subject, at);
  return 'declined';
}

/** The columns that say who decided something that waited, how and when. @param at epoch milliseconds. */
export const decidedBy = (by: Person, agrees: boolean, at: number) => ({
  state: agrees ? 'approved' : 'declined',
  decidedByKind: by.kind,
  decidedBy: by.id,
  decidedAt: new Date(at),
});

/** Voids the approvals of a subject, because it was declined or is proposed anew. */
export async function voidApprovals({ tx, tenantId }: TenantUnit, subject: Subject, at: number): Promise<void> {
  await tx.approval.updateMany({
    where: { tenantId, subjectKind: subject.kind, subjectId: subject.id, voidedAt: null },
    data: { voidedAt: new Date(at) },
  });
}

/** The approvals of things that wait, by the ids of their subjects. */
export async function approvalsOf(unit: TenantUnit, waiting: readonly Waiting[]): Promise<Map<string, Approvals>> {
  if (waiting.length === 0) return new Map();
  const { tx, tenantId } = unit;
  const rows = await tx.approval.findMany({
    where: {
      tenantId,
      voidedAt: null,
      OR: waiting.map(({ subject }) => ({ subjectKind: subject.kind, subjectId: subject.id })),
    },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
  });
  const people = await tx.user.findMany({
    where: { tenantId, id: { in: rows.map(row => row.approverId) }, ...ACTIVE },
    select: { id: true },
  });
  const makers = await keyMakers(
    unit,
    waiting.map(({ author }) => author),
  );
  const active = new Set(people.map(person => person.id));
  return new Map(
    waiting.map(({ subject, author }) => {
      const by = rows
        .filter(row => row.subjectKind === subject.kind && row.subjectId === subject.id)
        .map(row => row.approverId);
      return [
        subject.id,
        {
          by,
          missing: missingConsents(
            proposerOf(author, makers),
            by.map(id => ({ kind: 'user', id, active: active.has(id) })),
          ),
        },
      ];
    }),
  );
}

const ACTIVE = { role: 'TENANT_ADMIN', disabledAt: null } as const;

/** How many active administrators the tenant has at this moment. */
export function activeAdministratorCount({ tx, tenantId }: TenantUnit): Promise<number> {
  return tx.user.count({ where: { tenantId, ...ACTIVE } });
}

/** Counts active administrators and locks them: none is disabled or loses the role before the transaction ends. */
export async function countAdministrators({ tx, tenantId }: TenantUnit): Promise<number> {
  return (
    await tx.$queryRaw<object[]>`
      SELECT id
      FROM app_user
      WHERE tenant_id = ${tenantId}::uuid AND role = 'TENANT_ADMIN' AND disabled_at IS NULL
      ORDER BY id
      FOR SHARE`
  ).length;
}

async function activeAdministrators({ tx, tenantId }: TenantUnit, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string; role: string; disabled_at: Date | null }[]>`
    SELECT id, role, disabled_at
    FROM app_user
    WHERE tenant_id = ${tenantId}::uuid AND id = ANY(${ids}::uuid[])
    ORDER BY id
    FOR SHARE`;
  return new Set(rows.filter(row => row.role === 'TENANT_ADMIN' && row.disabled_at === null).map(row => row.id));
}

async function consentsTo({ tx, tenantId }: TenantUnit, subject: Subject): Promise<string[]> {
  return (
    await tx.approval.findMany({
      where: { tenantId, subjectKind: subject.kind, subjectId: subject.id, voidedAt: null },
      select: { approverId: true },
    })
  ).map(row => row.approverId);
}

/** The people who made the API keys among these authors, by key id. */
async function keyMakers(
  { tx, tenantId }: TenantUnit,
  authors: readonly Author[],
): Promise<Map<string, string | null>> {
  const ids = authors.flatMap(({ kind, id }) => (kind === 'api_key' && id !== null ? [id] : []));
  const keys =
    ids.length === 0
      ? []
      : await tx.apiKey.findMany({ where: { tenantId, id: { in: ids } }, select: { id: true, madeBy: true } });
  return new Map(keys.map(key => [key.id, key.madeBy]));
}

const proposerOf = (author: Author, makers: ReadonlyMap<string, string | null>): Proposer => ({
  ...author,
  keyMaker: makers.get(author.id ?? '') ?? null,
});
