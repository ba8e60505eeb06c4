import type { TenantUnit } from '../database.ts';

const VALUES: Readonly<Record<string, boolean>> = { stop: true, resume: false, signup: false };

/**
 * Notes which contacts want marketing and which do not; the newest word of each counts, in whatever order they come.
 * Source: webhook field `user_preferences`.
 */
export async function applyPreferences(unit: TenantUnit, field: string, value: unknown): Promise<void> {
  const said = (value as { user_preferences?: unknown } | null)?.user_preferences;
  if (field !== 'user_preferences' || !Array.isArray(said)) return;
  for (const each of said as Readonly<Record<string, unknown>>[]) {
    const stopped = VALUES[String(each['value'])];
    const seconds = Number(each['timestamp']);
    if (each['category'] !== 'marketing_messages' || stopped === undefined || typeof each['wa_id'] !== 'string' || !Number.isFinite(seconds)) continue;
    const identity = await unit.tx.contactIdentity.findFirst({ where: { tenantId: unit.tenantId, kind: 'wa_id', value: each['wa_id'] }, select: { contactId: true } });
    if (identity !== null) await sayMarketing(unit, identity.contactId, stopped, seconds * 1000);
  }
}

/** @param at when it was said, epoch milliseconds. */
export async function sayMarketing(unit: TenantUnit, contactId: string, stopped: boolean, at: number): Promise<void> {
  await unit.tx.contact.updateMany({ where: { tenantId: unit.tenantId, id: contactId, OR: [{ marketingSaidAt: null }, { marketingSaidAt: { lte: new Date(at) } }] }, data: { marketingStopped: stopped, marketingSaidAt: new Date(at) } });
}
