/** The audit log: who did what, and when; append-only. Ids, enums and numbers only, since it outlives personal data. */
import type { TenantUnit, Transaction } from '../db/database.ts';
import type { Audit, PlatformAudit, Prisma } from '../generated/client.ts';
import { json, nullable, statement, text, time, uuid } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import { happenedBefore } from '../db/keyset.ts';

const NOTE = statement('audit_note', {
  takes: {
    id: uuid,
    at: time,
    actorKind: text,
    actorId: nullable(uuid),
    action: text,
    target: uuid,
    data: nullable(json<Prisma.InputJsonObject>()),
  },
  gives: {},
  sql: `
    INSERT INTO audit (id, tenant_id, at, actor_kind, actor_id, action, target_id, data)
    VALUES ($id, current_tenant(), $at, $actorKind, $actorId, $action, $target, $data)`,
});

export interface Act {
  /** `kind`: user, api_key, platform, operator_cli or system; `id` is null only for the last two. */
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly action: string;
  readonly targetId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly data?: Prisma.InputJsonObject;
}

/** The actor of what the system does by itself. */
export const NOBODY = { kind: 'system', id: null } as const;

const rowOf = ({ actor, action, targetId, at, data }: Act) => ({
  id: newId(),
  at: new Date(at),
  actorKind: actor.kind,
  actorId: actor.id,
  action,
  targetId,
  ...(data === undefined ? {} : { data }),
});

/** Records an act in a tenant; to be called in the transaction that does it. */
export async function noteAct(unit: TenantUnit, act: Act): Promise<void> {
  const { id, at, actorKind, actorId, action, targetId, data = null } = rowOf(act);
  await unit.write(NOTE, { id, at, actorKind, actorId, action, target: targetId, data });
}

/** Records an act that concerns the platform; `tx` must come from `withPlatform`. */
export async function notePlatformAct(tx: Transaction, act: Act): Promise<void> {
  await tx.platformAudit.create({ data: rowOf(act) });
}

export interface ActsAsked {
  /** With a dot at the end: all actions that begin with it. */
  readonly action?: string | undefined;
  readonly targetId?: string | undefined;
  readonly actorId?: string | undefined;
  /** Where the page before ended. */
  readonly after: PageCursor | null;
  readonly limit: number;
}

const asked = ({ action, targetId, actorId, after, limit }: ActsAsked) => ({
  where: {
    ...(action === undefined ? {} : { action: action.endsWith('.') ? { startsWith: action } : action }),
    ...(targetId === undefined ? {} : { targetId }),
    ...(actorId === undefined ? {} : { actorId }),
    ...happenedBefore(after),
  },
  orderBy: [{ at: 'desc' as const }, { id: 'desc' as const }],
  take: limit,
});

/** A page of a tenant's audit log, latest first. */
export function listActs({ tx, tenantId }: TenantUnit, wanted: ActsAsked): Promise<Audit[]> {
  const { where, ...rest } = asked(wanted);
  return tx.audit.findMany({ where: { tenantId, ...where }, ...rest });
}

/** A page of the platform's audit log, latest first; `tx` must come from `withPlatform`. */
export function listPlatformActs(tx: Transaction, wanted: ActsAsked): Promise<PlatformAudit[]> {
  return tx.platformAudit.findMany(asked(wanted));
}
