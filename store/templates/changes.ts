/** Changes of templates at WhatsApp, as requested by people: stored, approved if required, and submitted. */
import { Prisma } from '../generated/client.ts';
import type { TemplateChange } from '../generated/client.ts';
import type { Verdict } from '../../domain/access/four-eyes.ts';
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import { createdBefore } from '../db/keyset.ts';
import type { Approvals, Person, Subject } from '../access/approvals.ts';
import { approvalsOf, decide, decidedBy } from '../access/approvals.ts';

export interface WantedChange {
  readonly wabaId: string;
  readonly action: 'create' | 'edit' | 'delete';
  readonly metaId: string | null;
  readonly name: string;
  readonly language: string;
  readonly category: string | null;
  readonly components: readonly object[] | null;
  readonly allowCategoryChange: boolean;
}

const ERROR_LENGTH = 1_000;

const authorOf = (row: TemplateChange): Person => ({ kind: row.authorKind, id: row.authorId });
const subjectOf = (id: string): Subject => ({ kind: 'template_change', id });

/** A change as the API shows it. */
function changeView(row: TemplateChange, approvals: Approvals | null) {
  return {
    id: row.id,
    action: row.action as WantedChange['action'],
    state: row.state as 'waiting' | 'approved' | 'declined' | 'submitted' | 'refused',
    wabaId: row.wabaId,
    name: row.name,
    language: row.language,
    category: row.category,
    components: row.components as object[] | null,
    author: authorOf(row),
    approvals,
    createdAt: row.createdAt.toISOString(),
    decision:
      row.decidedAt === null
        ? null
        : {
            by: { kind: row.decidedByKind ?? '', id: row.decidedBy ?? '' },
            at: row.decidedAt.toISOString(),
            comment: row.comment,
          },
    endedAt: row.endedAt?.toISOString() ?? null,
    error: row.errorText === null ? null : { code: row.errorCode, text: row.errorText },
  };
}
export type TemplateChangeView = ReturnType<typeof changeView>;

async function views(unit: TenantUnit, rows: readonly TemplateChange[]): Promise<TemplateChangeView[]> {
  const approvals = await approvalsOf(
    unit,
    rows.filter(row => row.state === 'waiting').map(row => ({ subject: subjectOf(row.id), author: authorOf(row) })),
  );
  return rows.map(row => changeView(row, approvals.get(row.id) ?? null));
}

/**
 * Stores a requested change. It waits for approval if the tenant requires a second person, and is approved at once
 * otherwise.
 * @param at epoch milliseconds.
 * @returns null when a change of the same template is still under way; the transaction must be given up then.
 */
export async function wantChange(
  unit: TenantUnit,
  wanted: WantedChange,
  author: Person,
  at: number,
): Promise<TemplateChangeView | null> {
  const { tx, tenantId } = unit;
  const { templateFourEyes: fourEyes } = await tx.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { templateFourEyes: true },
  });
  try {
    const row = await tx.templateChange.create({
      data: {
        id: newId(),
        tenantId,
        ...wanted,
        components:
          wanted.components === null ? Prisma.DbNull : (wanted.components as unknown as Prisma.InputJsonArray),
        authorKind: author.kind,
        authorId: author.id,
        createdAt: new Date(at),
        ...(fourEyes
          ? { state: 'waiting' }
          : { state: 'approved', decidedByKind: author.kind, decidedBy: author.id, decidedAt: new Date(at) }),
      },
    });
    return (await views(unit, [row]))[0] ?? null;
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
}

export type ChangeDecision = 'unknown' | 'decided' | 'declined' | Verdict;

/** A decision on a change, with an optional comment. */
export interface Decision {
  readonly agrees: boolean;
  readonly comment: string | null;
}

/**
 * Approves or declines a change that waits; concurrent decisions come one after the other. With the last approval that
 * is required it can be submitted.
 * @param at epoch milliseconds.
 */
export async function decideChange(
  unit: TenantUnit,
  id: string,
  { agrees, comment }: Decision,
  by: Person,
  at: number,
): Promise<ChangeDecision> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM template_change
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    FOR UPDATE`;
  const row = await tx.templateChange.findFirst({ where: { tenantId, id } });
  if (row === null) return 'unknown';
  if (row.state !== 'waiting') return 'decided';
  const verdict = await decide(unit, { subject: subjectOf(id), author: authorOf(row) }, { agrees, by }, at);
  if (verdict !== 'declined' && verdict.kind !== 'approved') return verdict;
  await tx.templateChange.update({
    where: { id },
    data: { ...decidedBy(by, agrees, at), comment },
  });
  return verdict;
}

export async function findChange(unit: TenantUnit, id: string): Promise<TemplateChangeView | null> {
  const row = await unit.tx.templateChange.findFirst({ where: { tenantId: unit.tenantId, id } });
  return row === null ? null : ((await views(unit, [row]))[0] ?? null);
}

/** A page of changes, newest first. */
export async function listChanges(
  unit: TenantUnit,
  filter: { readonly state?: string | undefined; readonly limit: number; readonly before: PageCursor | null },
): Promise<TemplateChangeView[]> {
  const rows = await unit.tx.templateChange.findMany({
    where: {
      tenantId: unit.tenantId,
      ...(filter.state === undefined ? {} : { state: filter.state }),
      ...createdBefore(filter.before),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: filter.limit,
  });
  return views(unit, rows);
}

/** Ids of approved changes that WhatsApp has not answered yet. */
export async function openChanges(unit: TenantUnit): Promise<string[]> {
  return (
    await unit.tx.templateChange.findMany({
      where: { tenantId: unit.tenantId, state: 'approved' },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
  ).map(row => row.id);
}

/** An approved change to submit; null when there is nothing left to do. */
export function changeToSubmit(unit: TenantUnit, id: string): Promise<TemplateChange | null> {
  return unit.tx.templateChange.findFirst({ where: { tenantId: unit.tenantId, id, state: 'approved' } });
}

/**
 * Records that WhatsApp has accepted a change, and updates our copy of the template until the next sync.
 * @param answer WhatsApp's answer to a creation; null for other changes.
 * @param at epoch milliseconds.
 */
export async function noteSubmitted(
  unit: TenantUnit,
  change: TemplateChange,
  answer: { readonly metaId: string; readonly status: string; readonly category: string | null } | null,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const now = new Date(at);
  await tx.templateChange.update({
    where: { id: change.id },
    data: { state: 'submitted', metaId: answer?.metaId ?? change.metaId, endedAt: now },
  });
  const key = { tenantId, wabaId: change.wabaId, name: change.name, language: change.language };
  const components = (change.components ?? []) as Prisma.InputJsonArray;
  if (change.action === 'delete')
    await tx.messageTemplate.updateMany({ where: key, data: { status: 'PENDING_DELETION', syncedAt: now } });
  else if (change.action === 'edit')
    await tx.messageTemplate.updateMany({
      where: key,
      data: {
        status: 'PENDING',
        reason: null,
        components,
        syncedAt: now,
        ...(change.category === null ? {} : { category: change.category }),
      },
    });
  else if (answer !== null) {
    const kept = {
      metaId: answer.metaId,
      status: answer.status,
      category: answer.category ?? change.category ?? 'UTILITY',
      components,
      syncedAt: now,
    };
    await tx.messageTemplate.upsert({
      where: { tenantId_wabaId_name_language: key },
      create: { id: newId(), ...key, ...kept },
      update: kept,
    });
  }
}

/** Records that WhatsApp refused a change, or could not be reached. @param code WhatsApp's error code, if any. */
export async function noteRefused(
  unit: TenantUnit,
  id: string,
  code: number | null,
  text: string,
  at: number,
): Promise<void> {
  await unit.tx.templateChange.updateMany({
    where: { tenantId: unit.tenantId, id, state: 'approved' },
    data: { state: 'refused', errorCode: code, errorText: cut(text, ERROR_LENGTH), endedAt: new Date(at) },
  });
}
