/** A tenant's settings as administrators read and change them. */
import type { TenantUnit } from '../db/database.ts';
import { omitUndefined } from '../db/omit-undefined.ts';
import type { Tenant } from '../generated/client.ts';

const SHOWN = {
  windowWarningMinutes: true,
  templateFourEyes: true,
  aiFourEyes: true,
  presenceGraceSeconds: true,
  lostRequeueMinutes: true,
  undoSendSeconds: true,
  fallbackTemplateName: true,
  fallbackTemplateLanguage: true,
  reopenWithinMs: true,
  archiveAfterMs: true,
  retentionDays: true,
  supervisorsShown: true,
} as const;

/** Not to be confused with the `TenantSettings` that decisions use (settings.ts). */
export type TenantSettings = Pick<Tenant, keyof typeof SHOWN>;

/** The settings to change; undefined ones stay. */
export type TenantSettingsChange = {
  readonly [K in keyof TenantSettings]?: (TenantSettings[K] extends bigint ? number : TenantSettings[K]) | undefined;
};

export function readTenantSettings({ tx, tenantId }: TenantUnit): Promise<TenantSettings> {
  return tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: SHOWN });
}

/** Changes what is given, and increments the version of the settings that events refer to. */
export async function changeTenantSettings({ tx, tenantId }: TenantUnit, change: TenantSettingsChange): Promise<void> {
  await tx.tenant.update({
    where: { id: tenantId },
    data: { ...omitUndefined(change), policyVersion: { increment: 1 } },
  });
}
