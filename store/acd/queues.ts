/** Queues as administrators set them up. */
import type { Strategy } from '../../domain/acd/match.ts';
import type { BusinessHours } from '../../domain/acd/hours.ts';
import type { SlaGoal } from '../../domain/acd/sla.ts';
import type { IdlePolicy, QueuePolicy, OverflowAction, RoutingStep } from '../../domain/conversation/settings.ts';
import type { TenantUnit } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import type { Queue, QueueMember } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import { omitUndefined } from '../db/omit-undefined.ts';
import { newId } from '../db/ids.ts';
import type { QueueFullAction } from '../tenant/settings.ts';
import { routingPolicy } from './routing/policy.ts';

/** Only the settings that are given are changed. Fields are those of `QueueRules`; null removes a setting. */
export interface QueueSettings {
  readonly name?: string | undefined;
  readonly acceptTimeoutMs?: number | undefined;
  readonly wrapUpMs?: number | undefined;
  readonly excludeMs?: number | undefined;
  readonly missLimit?: number | undefined;
  readonly weight?: number | undefined;
  readonly strategy?: Strategy | undefined;
  readonly stickyMs?: number | undefined;
  readonly pull?: boolean | undefined;
  readonly autoAccept?: boolean | undefined;
  readonly broadcast?: number | undefined;
  readonly dispositionRequired?: boolean | undefined;
  readonly outOfHoursText?: string | null | undefined;
  readonly maxLength?: number | null | undefined;
  readonly whenFull?: QueueFullAction | null | undefined;
  readonly maxWait?: QueuePolicy['maxWait'] | undefined;
  readonly idle?: IdlePolicy | null | undefined;
  readonly hours?: BusinessHours | null | undefined;
  readonly sla?: readonly SlaGoal[] | undefined;
  readonly steps?: readonly RoutingStep[] | undefined;
}

const json = <T>(value: unknown): T => value as T;

function queueView(row: Queue & { members: QueueMember[] }, waiting: number) {
  const {
    id,
    name,
    version,
    acceptTimeoutMs,
    wrapUpMs,
    excludeMs,
    missLimit,
    weight,
    pull,
    autoAccept,
    broadcast,
    dispositionRequired,
    outOfHoursText,
    maxLength,
  } = row;
  return {
    id,
    name,
    version,
    acceptTimeoutMs,
    wrapUpMs,
    excludeMs,
    missLimit,
    weight,
    pull,
    autoAccept,
    broadcast,
    dispositionRequired,
    outOfHoursText,
    maxLength,
    strategy: row.strategy as Strategy,
    stickyMs: Number(row.stickyMs),
    steps: json<RoutingStep[]>(row.steps),
    maxWait: json<QueuePolicy['maxWait']>(row.maxWait),
    whenFull: json<QueueFullAction | null>(row.whenFull),
    idle: json<IdlePolicy | null>(row.idle),
    hours: json<BusinessHours | null>(row.hours),
    sla: json<SlaGoal[]>(row.sla),
    memberIds: row.members.map(member => member.agentId),
    waiting,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Sorted by name, each with its members and the number of conversations that wait in it. */
export async function listQueues(unit: TenantUnit): Promise<ReturnType<typeof queueView>[]> {
  const { tx, tenantId } = unit;
  const rows = await tx.queue.findMany({
    where: { tenantId },
    include: { members: { orderBy: { agentId: 'asc' } } },
    orderBy: { name: 'asc' },
  });
  const waiting = await tx.conversation.groupBy({
    by: ['queueId'],
    where: { tenantId, phase: 'queued' },
    _count: true,
  });
  return rows.map(row => queueView(row, waiting.find(group => group.queueId === row.id)?._count ?? 0));
}

/** The settings that are given, as Prisma takes them: for a JSON column, SQL's NULL has to be written as `DbNull`. */
function dataOf({ steps, sla, maxWait, whenFull, idle, hours, ...plain }: QueueSettings) {
  const documents = Object.entries({ steps, sla, maxWait, whenFull, idle, hours }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value === null ? Prisma.DbNull : json<Prisma.InputJsonValue>(value)] as const],
  );
  return { ...omitUndefined(plain), ...Object.fromEntries(documents) };
}

/** @param at epoch milliseconds. @returns null when the name is taken; the transaction must be given up then. */
export async function addQueue(
  unit: TenantUnit,
  settings: QueueSettings & { readonly name: string },
  at: number,
): Promise<ReturnType<typeof queueView> | null> {
  try {
    const row = await unit.tx.queue.create({
      data: { ...dataOf(settings), name: settings.name, id: newId(), tenantId: unit.tenantId, createdAt: new Date(at) },
      include: { members: true },
    });
    return queueView(row, 0);
  } catch (error) {
    if (sqlState(error) === '23505') return null;
    throw error;
  }
}

/**
 * @param seen the version that the change is based on; when it is missing, any version is changed.
 * @returns the new version, or why nothing was changed (`changed_since`: `seen` is not the current version). After
 * `name_taken` the transaction must be given up.
 */
export async function changeQueue(
  unit: TenantUnit,
  id: string,
  settings: QueueSettings,
  seen?: number,
): Promise<number | 'unknown' | 'name_taken' | 'changed_since'> {
  try {
    const [row] = await unit.tx.queue.updateManyAndReturn({
      where: { id, tenantId: unit.tenantId, ...(seen === undefined ? {} : { version: seen }) },
      data: { ...dataOf(settings), version: { increment: 1 } },
      select: { version: true },
    });
    return (
      row?.version ??
      ((await unit.tx.queue.count({ where: { id, tenantId: unit.tenantId } })) === 0 ? 'unknown' : 'changed_since')
    );
  } catch (error) {
    if (sqlState(error) === '23505') return 'name_taken';
    throw error;
  }
}

/**
 * Removes a queue that no conversation, routing rule, step, overflow action or default refers to. If something else
 * refers to it, the database refuses: the error is thrown and the transaction is lost.
 */
export async function removeQueue(unit: TenantUnit, id: string): Promise<'removed' | 'unknown' | 'in_use'> {
  const { tx, tenantId } = unit;
  if ((await tx.queue.count({ where: { tenantId, id } })) === 0) return 'unknown';
  const { rules } = await routingPolicy(unit);
  const ruled = rules.some(rule => rule.route.queueId === id);
  const stepped = (
    await tx.queue.findMany({ where: { tenantId }, select: { steps: true, maxWait: true, whenFull: true } })
  ).some(({ steps, maxWait, whenFull }) =>
    [...json<RoutingStep[]>(steps), json<OverflowAction | null>(maxWait), json<OverflowAction | null>(whenFull)].some(
      each => each?.action === 'queue' && each.queueId === id,
    ),
  );
  const used =
    (await tx.tenant.count({ where: { id: tenantId, defaultQueueId: id } })) +
    (await tx.conversation.count({ where: { tenantId, queueId: id } }));
  if (ruled || stepped || used > 0) return 'in_use';
  await tx.queueMember.deleteMany({ where: { tenantId, queueId: id } });
  await tx.matchRequest.deleteMany({ where: { tenantId, queueId: id } });
  await tx.queue.delete({ where: { tenantId_id: { tenantId, id } } });
  return 'removed';
}

/** What decides whether an agent may pull from a queue; null when the agent is not a member of it. */
export function queueOfMember(
  { tx, tenantId }: TenantUnit,
  queueId: string,
  agentId: string,
): Promise<Pick<Queue, 'id' | 'pull' | 'weight'> | null> {
  return tx.queue.findFirst({
    where: { tenantId, id: queueId, members: { some: { agentId } } },
    select: { id: true, pull: true, weight: true },
  });
}

/** Whether an agent is a member of the queue, directly or by a team. */
export async function isMember({ tx, tenantId }: TenantUnit, queueId: string, agentId: string): Promise<boolean> {
  return (await tx.queueMember.count({ where: { tenantId, queueId, agentId } })) > 0;
}

/**
 * How the queue makes offers at present; null when there is no such queue. Locks the row, so that concurrent changes of
 * the queue come one after the other.
 */
export async function lockAsking(
  { tx, tenantId }: TenantUnit,
  queueId: string,
): Promise<{ readonly autoAccept: boolean; readonly broadcast: number } | null> {
  const [row] = await tx.$queryRaw<{ auto_accept: boolean; broadcast: number }[]>`
    SELECT auto_accept, broadcast
    FROM queue
    WHERE tenant_id = ${tenantId}::uuid AND id = ${queueId}::uuid
    FOR NO KEY UPDATE`;
  return row === undefined ? null : { autoAccept: row.auto_accept, broadcast: row.broadcast };
}

/** @throws when there is no such queue. */
export async function queueName({ tx }: TenantUnit, queueId: string): Promise<string> {
  return (await tx.queue.findUniqueOrThrow({ where: { id: queueId }, select: { name: true } })).name;
}
