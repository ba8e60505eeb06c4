/** Imports of contacts: the file, its lines, and how far each step has come. */
import type { Changes } from '../../domain/contacts/import-changes.ts';
import type { Wanted } from '../../domain/contacts/import-line.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import { createdBefore } from '../db/keyset.ts';
import type { SecretBox, SecretPlace } from '../db/secret-box.ts';
import type { ContactImport } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';

const DAY_MS = 86_400_000;
/** So long its lines are kept, and with them what somebody may look up; milliseconds. */
const KEPT_MS = 7 * DAY_MS;
/** So long after it was done it can be taken back; milliseconds. */
export const UNDO_MS = DAY_MS;

export const IMPORT_STATES = [
  'checking',
  'checked',
  'applying',
  'applied',
  'undoing',
  'undone',
  'failed',
  'canceled',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
/** Steps that a workflow does. */
export const RUNNING = ['checking', 'applying', 'undoing'] as const;
type Step = (typeof RUNNING)[number];

/** `create`, `change`: what is to be done; `created`, `changed`: what was done. */
export const LINE_OUTCOMES = ['create', 'change', 'created', 'changed', 'unchanged', 'refused'] as const;
export type LineOutcome = (typeof LINE_OUTCOMES)[number];
/** How many lines there are of each outcome, and how many of those that were done were taken back or were not. */
export type ImportCounts = Readonly<Partial<Record<LineOutcome | 'undone' | 'kept', number>>>;

interface Author {
  readonly kind: string;
  readonly id: string;
}

export interface NewImport {
  readonly fileName: string | null;
  readonly objectKey: string;
  readonly dataKey: Buffer;
  readonly size: number;
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: string;
  readonly author: Author;
}

const placeOf = (tenantId: string, rowId: string): SecretPlace => ({
  tenantId,
  column: 'contact_import.data_key',
  rowId,
});

/** Stores an import, whose file is to be read next. @param at epoch milliseconds. */
export function addImport(
  { tx, tenantId }: TenantUnit,
  box: SecretBox,
  { columns, dataKey, author, ...file }: NewImport,
  at: number,
): Promise<ContactImport> {
  const id = newId();
  return tx.contactImport.create({
    data: {
      id,
      tenantId,
      ...file,
      dataKey: box.seal(dataKey.toString('base64'), placeOf(tenantId, id)),
      columns: [...columns],
      state: 'checking',
      authorKind: author.kind,
      authorId: author.id,
      createdAt: new Date(at),
      expiresAt: new Date(at + KEPT_MS),
    },
  });
}

export function findImport({ tx, tenantId }: TenantUnit, id: string): Promise<ContactImport | null> {
  return tx.contactImport.findFirst({ where: { tenantId, id } });
}

/** A page of imports, the newest first. */
export function listImports(
  { tx, tenantId }: TenantUnit,
  { before, limit }: { readonly before: PageCursor | null; readonly limit: number },
): Promise<ContactImport[]> {
  return tx.contactImport.findMany({
    where: { tenantId, ...createdBefore(before) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}

/** The import while its file is read, with the key of the file; null: it is not being read. */
export async function openImport(
  unit: TenantUnit,
  box: SecretBox,
  id: string,
): Promise<{ readonly row: ContactImport; readonly objectKey: string; readonly dataKey: Buffer } | null> {
  const row = await findImport(unit, id);
  if (row?.state !== 'checking' || row.objectKey === null || row.dataKey === null) return null;
  return {
    row,
    objectKey: row.objectKey,
    dataKey: Buffer.from(box.open(row.dataKey, placeOf(unit.tenantId, id)), 'base64'),
  };
}

/** Locks an import in a state, so that only one transaction at a time goes on with it; null: it is in another one. */
export async function lockImport(
  { tx, tenantId }: TenantUnit,
  id: string,
  state: ImportState,
): Promise<ContactImport | null> {
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM contact_import
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid
    FOR UPDATE`;
  return tx.contactImport.findFirst({ where: { tenantId, id, state } });
}

/** Stores how far a step has come, in the transaction that came so far. `counts`: what is added to each. */
export async function advanceImport(
  { tx, tenantId }: TenantUnit,
  row: ContactImport,
  step: { readonly done: number; readonly lines?: number; readonly counts: ImportCounts },
): Promise<void> {
  const counts: Record<string, number> = { ...(row.counts as Record<string, number>) };
  for (const [name, added] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + added;
  await tx.contactImport.update({
    where: { id: row.id, tenantId },
    data: { done: step.done, ...(step.lines === undefined ? {} : { lines: step.lines }), counts },
  });
}

export interface ImportMove {
  readonly from: readonly ImportState[];
  readonly to: ImportState;
  /** Why it failed. */
  readonly error?: string | null;
}

/**
 * From one state into another, from the first line on.
 * @param at epoch milliseconds.
 * @returns false when it is in none of the states.
 */
export async function moveImport(
  { tx, tenantId }: TenantUnit,
  id: string,
  { from, to, error = null }: ImportMove,
  at: number,
): Promise<boolean> {
  const now = new Date(at);
  const isRunning = (RUNNING as readonly string[]).includes(to);
  const { count } = await tx.contactImport.updateMany({
    where: { tenantId, id, state: { in: [...from] } },
    data: {
      state: to,
      error,
      ...(isRunning ? { done: 0, endedAt: null } : { endedAt: now }),
      ...(to === 'applied' ? { appliedAt: now, expiresAt: new Date(at + KEPT_MS) } : {}),
    },
  });
  return count > 0;
}

export interface NewLine {
  readonly line: number;
  readonly phone: string | null;
  readonly wanted: Wanted | null;
  readonly outcome: LineOutcome;
  readonly reason: string | null;
  readonly field: string | null;
  readonly contactId: string | null;
}

export async function addLines(
  { tx, tenantId }: TenantUnit,
  importId: string,
  lines: readonly NewLine[],
): Promise<void> {
  await tx.contactImportLine.createMany({
    data: lines.map(({ wanted, ...line }) => ({
      tenantId,
      importId,
      ...line,
      wanted: wanted === null ? Prisma.DbNull : (wanted as unknown as Prisma.InputJsonObject),
    })),
  });
}

/** Which of these numbers stand in the lines before; by `phoneKey`. */
export async function numbersBefore(
  { tx, tenantId }: TenantUnit,
  importId: string,
  phones: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.contactImportLine.findMany({
    where: { tenantId, importId, phone: { in: [...phones] } },
    select: { phone: true },
  });
  return new Set(rows.map(({ phone }) => phone ?? ''));
}

export interface ImportLine {
  readonly line: number;
  readonly phone: string | null;
  readonly wanted: Wanted | null;
  readonly outcome: LineOutcome;
  readonly reason: string | null;
  readonly field: string | null;
  readonly contactId: string | null;
  readonly changes: Changes | null;
  readonly undone: boolean | null;
}

/** Lines after one, in their order; of some outcomes alone, or all. */
export async function linesAfter(
  { tx, tenantId }: TenantUnit,
  importId: string,
  {
    after,
    outcomes,
    limit,
  }: { readonly after: number; readonly outcomes?: readonly LineOutcome[] | undefined; readonly limit: number },
): Promise<ImportLine[]> {
  const rows = await tx.contactImportLine.findMany({
    where: {
      tenantId,
      importId,
      line: { gt: after },
      ...(outcomes === undefined ? {} : { outcome: { in: [...outcomes] } }),
    },
    orderBy: { line: 'asc' },
    take: limit,
  });
  return rows.map(({ wanted, changes, outcome, ...row }) => ({
    ...row,
    outcome: outcome as LineOutcome,
    wanted: wanted as Wanted | null,
    changes: changes as Changes | null,
  }));
}

/** Notes what became of lines; what they wanted is not needed any more. */
export async function noteDone(
  { tx, tenantId }: TenantUnit,
  importId: string,
  lines: readonly Pick<ImportLine, 'line' | 'outcome' | 'reason' | 'field' | 'contactId' | 'changes'>[],
): Promise<void> {
  await tx.$executeRaw`
    UPDATE contact_import_line l
    SET
      outcome = n.outcome,
      reason = n.reason,
      field = n.field,
      contact_id = n."contactId",
      changes = n.changes,
      wanted = NULL
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS n(
        line integer,
        outcome text,
        reason text,
        field text,
        "contactId" uuid,
        changes jsonb
      )
    WHERE l.tenant_id = ${tenantId}::uuid AND l.import_id = ${importId}::uuid AND l.line = n.line`;
}

/** Notes which lines were taken back as a whole, and which were not; `restricted`: because of whose they are. */
export async function noteUndone(
  { tx, tenantId }: TenantUnit,
  importId: string,
  lines: Readonly<Record<'undone' | 'kept' | 'restricted', readonly number[]>>,
): Promise<void> {
  const where = { tenantId, importId };
  const note = (of: readonly number[], data: { readonly undone: boolean; readonly reason?: string }) =>
    tx.contactImportLine.updateMany({ where: { ...where, line: { in: [...of] } }, data });
  await note(lines.undone, { undone: true });
  await note(lines.kept, { undone: false });
  await note(lines.restricted, { undone: false, reason: 'contact_restricted' });
}

/** Imports with a step that runs, for the sweep, which starts a workflow where none does. */
export async function runningImports({
  tx,
  tenantId,
}: TenantUnit): Promise<{ readonly id: string; readonly step: Step }[]> {
  const rows = await tx.contactImport.findMany({
    where: { tenantId, state: { in: [...RUNNING] } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, state: true },
    take: 1_000,
  });
  return rows.map(({ id, state }) => ({ id, step: state as Step }));
}
