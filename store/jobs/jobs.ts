/** Jobs: work on many conversations, with what is to be done and how far it has got. */
import type { TenantUnit } from '../db/database.ts';
import type { Job as JobRow } from '../generated/client.ts';
import type { Prisma } from '../generated/client.ts';
import { newId } from '../db/ids.ts';

/** Which conversations a job is about; all of the given conditions must hold. */
interface Selection {
  readonly ids?: readonly string[] | undefined;
  readonly queueId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly states: readonly string[];
}

/** What an administrator can do with many conversations. */
export type BulkAction =
  | { readonly action: 'transfer'; readonly queueId: string }
  | { readonly action: 'assign'; readonly agentId: string }
  | { readonly action: 'close'; readonly dispositionId: string | null };

/** What a job does. */
export type JobSpec =
  /** Recomputes deadlines from the present settings, for the conversations of one queue; null for all. */
  | { readonly kind: 'apply_settings'; readonly queueId: string | null }
  | ({ readonly kind: 'reassign'; readonly selection: Selection } & BulkAction);

/** Times are epoch milliseconds. */
export interface Job {
  readonly id: string;
  readonly spec: JobSpec;
  readonly state: 'running' | 'done' | 'canceled';
  /** Conversations that matched when the job was created. */
  readonly total: number;
  /** Conversations looked at so far, whether changed or not. */
  readonly done: number;
  readonly changed: number;
  /** How many were refused, by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly author: { readonly kind: string; readonly id: string };
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** Id of the last conversation looked at. */
  readonly cursor: string | null;
}

const jobOf = (row: JobRow): Job => ({
  id: row.id,
  spec: { kind: row.kind, ...(row.spec as object) } as JobSpec,
  state: row.state as Job['state'],
  total: row.total,
  done: row.done,
  changed: row.changed,
  refused: row.refused as Record<string, number>,
  author: { kind: row.authorKind, id: row.authorId },
  createdAt: row.createdAt.getTime(),
  endedAt: row.endedAt?.getTime() ?? null,
  cursor: row.cursor,
});

const UNERASED = ['queued', 'offered', 'active', 'wrapping', 'snoozed', 'bot', 'closed', 'archived'];
const meant = (spec: JobSpec): Selection =>
  spec.kind === 'reassign' ? spec.selection : { states: UNERASED, queueId: spec.queueId ?? undefined };

function chosen(
  { tenantId }: TenantUnit,
  spec: JobSpec,
  createdAt: number,
  after: string | null,
): Prisma.ConversationWhereInput {
  const { ids, queueId, agentId, states } = meant(spec);
  return {
    tenantId,
    phase: { in: [...states] },
    openedAt: { lte: new Date(createdAt) },
    AND: [
      ids === undefined ? {} : { id: { in: [...ids] } },
      after === null ? {} : { id: { gt: after } },
      queueId === undefined ? {} : { queueId },
      agentId === undefined ? {} : { agentId },
    ],
  };
}

/** Stores a job. Its workflow is started by the caller or, failing that, by the sweep. @param at epoch milliseconds. */
export async function addJob(
  unit: TenantUnit,
  spec: JobSpec,
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<Job> {
  const { kind, ...rest } = spec;
  const total = await unit.tx.conversation.count({ where: chosen(unit, spec, at, null) });
  return jobOf(
    await unit.tx.job.create({
      data: {
        id: newId(),
        tenantId: unit.tenantId,
        kind,
        spec: rest as unknown as Prisma.InputJsonObject,
        state: 'running',
        total,
        authorKind: author.kind,
        authorId: author.id,
        createdAt: new Date(at),
      },
    }),
  );
}

/** Ids of a job's next conversations, in order of id. */
export async function nextOf(unit: TenantUnit, { spec, createdAt, cursor }: Job, limit: number): Promise<string[]> {
  const rows = await unit.tx.conversation.findMany({
    where: chosen(unit, spec, createdAt, cursor),
    select: { id: true },
    orderBy: { id: 'asc' },
    take: limit,
  });
  return rows.map(row => row.id);
}

export async function findJob({ tx, tenantId }: TenantUnit, id: string): Promise<Job | null> {
  const row = await tx.job.findFirst({ where: { tenantId, id } });
  return row === null ? null : jobOf(row);
}

/** The latest jobs, newest first. */
export async function listJobs({ tx, tenantId }: TenantUnit, limit: number): Promise<Job[]> {
  return (
    await tx.job.findMany({ where: { tenantId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit })
  ).map(jobOf);
}

/** Locks a running job, so that only one transaction at a time continues it. @returns null when it has ended. */
export async function lockJob({ tx, tenantId }: TenantUnit, id: string): Promise<Job | null> {
  await tx.$queryRaw`SELECT 1 AS locked FROM job WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await tx.job.findFirst({ where: { tenantId, id, state: 'running' } });
  return row === null ? null : jobOf(row);
}

/** Stores the progress up to and including `cursor`; to be called in the transaction that made it. */
export async function advance(
  unit: TenantUnit,
  { id, refused }: Job,
  step: { readonly cursor: string; readonly looked: number; readonly changed: number; readonly refusal?: string },
): Promise<void> {
  const { cursor, looked, changed, refusal } = step;
  await unit.tx.job.updateMany({
    where: { tenantId: unit.tenantId, id },
    data: {
      cursor,
      done: { increment: looked },
      changed: { increment: changed },
      ...(refusal === undefined ? {} : { refused: { ...refused, [refusal]: (refused[refusal] ?? 0) + 1 } }),
    },
  });
}

/** @param at epoch milliseconds. @returns false when it had ended before. */
export async function endJob(
  { tx, tenantId }: TenantUnit,
  id: string,
  state: 'done' | 'canceled',
  at: number,
): Promise<boolean> {
  const { count } = await tx.job.updateMany({
    where: { tenantId, id, state: 'running' },
    data: { state, endedAt: new Date(at) },
  });
  return count > 0;
}

/** Ids of running jobs, oldest first, at most 1,000. */
export async function runningJobs({ tx, tenantId }: TenantUnit): Promise<string[]> {
  return (
    await tx.job.findMany({
      where: { tenantId, state: 'running' },
      select: { id: true },
      orderBy: { createdAt: 'asc' },
      take: 1_000,
    })
  ).map(row => row.id);
}
