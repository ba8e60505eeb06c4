/** Who did what, when: append-only. Ids, enums and numbers only, since it outlives personal data. */
import type { TenantUnit, Transaction } from './database.ts';
import type { Prisma } from './generated/client.ts';
import { newId } from './ids.ts';

export interface Act {
  /** `kind`: user, api_key, platform, operator_cli or system; only with the last two nobody is named. */
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly action: string;
  readonly targetId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly data?: Prisma.InputJsonObject;
}

/** The system itself. */
export const NOBODY = { kind: 'system', id: null } as const;

const rowOf = ({ actor, action, targetId, at, data }: Act) => ({ id: newId(), at: new Date(at), actorKind: actor.kind, actorId: actor.id, action, targetId, ...(data === undefined ? {} : { data }) });

/** Notes what was done in a tenant, with the change it is about. */
export async function noteAct({ tx, tenantId }: TenantUnit, act: Act): Promise<void> {
  await tx.audit.create({ data: { tenantId, ...rowOf(act) } });
}

/** Notes what was done to the platform, in a unit of work of the platform. */
export async function notePlatformAct(tx: Transaction, act: Act): Promise<void> {
  await tx.platformAudit.create({ data: rowOf(act) });
}
