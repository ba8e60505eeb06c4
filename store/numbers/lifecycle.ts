/** The life of business numbers: connecting and disconnecting, checks, and WhatsApp's updates. */
import { recordOf } from '../../domain/whatsapp/record.ts';
import { cut } from '../../domain/text/cut.ts';
import type { TenantUnit } from '../db/database.ts';
import { sqlState } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import { sealToken } from './token.ts';
import { noteTrouble } from './numbers.ts';
import type { SecretBox } from '../db/secret-box.ts';

/** What WhatsApp reports about a number. */
export interface NumberFacts {
  readonly displayPhoneNumber: string;
  readonly verifiedName: string | null;
  readonly quality: string | null;
  readonly messagingTier: string | null;
  readonly registration: string | null;
}

/**
 * Connects a number to the tenant, which receives its webhooks from now on; recorded trouble is cleared.
 * @param at epoch milliseconds.
 * @returns false when the number belongs to another tenant; the transaction must be given up then.
 */
export async function connectNumber(
  unit: TenantUnit,
  box: SecretBox,
  number: {
    readonly wabaId: string;
    readonly phoneNumberId: string;
    readonly name: string | null;
    readonly accessToken: string;
  },
  facts: NumberFacts,
  at: number,
): Promise<boolean> {
  const { tx, tenantId } = unit;
  const { wabaId, phoneNumberId } = number;
  const known = await tx.businessNumber.findFirst({ where: { tenantId, phoneNumberId }, select: { id: true } });
  const id = known?.id ?? newId();
  const data = {
    wabaId,
    ...facts,
    name: number.name ?? facts.verifiedName ?? facts.displayPhoneNumber,
    state: 'connected',
    accessToken: sealToken(box, tenantId, id, number.accessToken),
    checkedAt: new Date(at),
    tokenRefusedAt: null,
    sendingPaused: false,
    troubleCode: null,
    troubleText: null,
    troubleAt: null,
    troubleClearedAt: new Date(at),
  };
  try {
    if (known === null)
      await tx.businessNumber.create({ data: { id, tenantId, phoneNumberId, createdAt: new Date(at), ...data } });
    else await tx.businessNumber.update({ where: { id }, data });
    return await claimNumber(unit, id, phoneNumberId);
  } catch (error) {
    if (sqlState(error) === '23505') return false;
    throw error;
  }
}

/**
 * Claims a number in the directory, which routes its webhooks, unless another tenant has it.
 * @param id of a connected number of the tenant.
 * @returns whether the number is routed to the tenant now.
 */
export async function claimNumber({ tx, tenantId }: TenantUnit, id: string, phoneNumberId: string): Promise<boolean> {
  await tx.$queryRaw`SELECT directory_claim_number(${id}::uuid) AS claimed`;
  const [owner] = await tx.$queryRaw<
    { tenant_id: string }[]
  >`SELECT tenant_id FROM directory_number_of(${phoneNumberId})`;
  return owner?.tenant_id === tenantId;
}

/**
 * Replaces a number's access token by a verified one; requests already under way still use the old one. Trouble with
 * the old token (WhatsApp's error 190) is cleared.
 * @param at epoch milliseconds.
 * @throws when the tenant has no such number.
 */
export async function replaceToken(
  unit: TenantUnit,
  box: SecretBox,
  phoneNumberId: string,
  accessToken: string,
  facts: NumberFacts,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const number = await tx.businessNumber.findFirstOrThrow({ where: { tenantId, phoneNumberId } });
  const cleared =
    number.troubleCode === 190
      ? { sendingPaused: false, troubleCode: null, troubleText: null, troubleAt: null, troubleClearedAt: new Date(at) }
      : {};
  await tx.businessNumber.update({
    where: { id: number.id },
    data: {
      ...facts,
      accessToken: sealToken(box, tenantId, number.id, accessToken),
      checkedAt: new Date(at),
      tokenRefusedAt: null,
      ...cleared,
    },
  });
}

/**
 * Disconnects a number: it neither receives nor sends any more, and its token is deleted. Conversations stay until
 * their retention ends.
 * @throws when the tenant has no such number.
 */
export async function disconnectNumber(unit: TenantUnit, phoneNumberId: string): Promise<void> {
  const { tx, tenantId } = unit;
  const number = await tx.businessNumber.findFirstOrThrow({ where: { tenantId, phoneNumberId } });
  await tx.businessNumber.update({
    where: { id: number.id },
    data: {
      state: 'disconnected',
      accessToken: new Uint8Array(),
      sendingPaused: true,
      troubleCode: null,
      troubleText: null,
      troubleAt: null,
    },
  });
  await tx.$queryRaw`SELECT directory_release_number(${number.id}::uuid) AS released`;
}

/** Whether the tenant has another connected number of the account. */
export async function hasOthers(unit: TenantUnit, wabaId: string, numberId: string): Promise<boolean> {
  return (
    (await unit.tx.businessNumber.count({
      where: { tenantId: unit.tenantId, wabaId, state: 'connected', id: { not: numberId } },
    })) > 0
  );
}

/** The number with its encrypted token; null unless it is connected. */
export function connectedNumber(unit: TenantUnit, where: { readonly id: string } | { readonly phoneNumberId: string }) {
  return unit.tx.businessNumber.findFirst({ where: { tenantId: unit.tenantId, state: 'connected', ...where } });
}

/** Ids of the tenant's connected numbers. */
export async function connectedNumbers(unit: TenantUnit): Promise<string[]> {
  return (
    await unit.tx.businessNumber.findMany({
      where: { tenantId: unit.tenantId, state: 'connected' },
      orderBy: { id: 'asc' },
      select: { id: true },
    })
  ).map(row => row.id);
}

/** Stores what a check has found; it also shows that the token is accepted. @param at epoch milliseconds. */
export async function noteFacts(unit: TenantUnit, numberId: string, facts: NumberFacts, at: number): Promise<void> {
  await unit.tx.businessNumber.updateMany({
    where: { tenantId: unit.tenantId, id: numberId, state: 'connected' },
    data: { ...facts, checkedAt: new Date(at), tokenRefusedAt: null },
  });
}

/** Records that WhatsApp refuses the number's token. @param at epoch milliseconds. */
export async function noteTokenRefused(unit: TenantUnit, numberId: string, at: number): Promise<void> {
  await unit.tx.businessNumber.updateMany({
    where: { tenantId: unit.tenantId, id: numberId },
    data: { checkedAt: new Date(at), tokenRefusedAt: new Date(at) },
  });
}

/** The error code of WhatsApp that an event of the account amounts to. Source: webhook field `account_update`. */
const ACCOUNT_TROUBLE: ReadonlyMap<string, number> = new Map([
  ['ACCOUNT_DELETED', 131_031],
  ['DISABLED_UPDATE', 131_031],
  ['ACCOUNT_RESTRICTION', 368],
  ['ACCOUNT_VIOLATION', 368],
  ['PARTNER_REMOVED', 190],
  ['PARTNER_APP_UNINSTALLED', 190],
  ['ACCOUNT_OFFBOARDED', 190],
]);
/** Longest event, quality or tier that is kept; WhatsApp's own are much shorter. */
const WORD_LENGTH = 100;
const digits = (text: string): string => text.replaceAll(/\D/g, '');

/** Applies a webhook's update of an account, or of one of its numbers. @param at epoch milliseconds. */
export async function applyNumberUpdate(
  unit: TenantUnit,
  wabaId: string,
  field: string,
  value: unknown,
  at: number,
): Promise<void> {
  const said = recordOf(value) ?? {};
  const text = (name: string): string | null => (typeof said[name] === 'string' ? cut(said[name], WORD_LENGTH) : null);
  if (field !== 'account_update' && field !== 'phone_number_quality_update') return;
  const numbers = await unit.tx.businessNumber.findMany({
    where: { tenantId: unit.tenantId, wabaId, state: 'connected' },
    select: { id: true, displayPhoneNumber: true },
  });
  if (field === 'account_update') {
    const event = text('event') ?? '';
    const code = ACCOUNT_TROUBLE.get(event);
    if (code !== undefined)
      for (const { id } of numbers)
        await noteTrouble(unit, id, { code, text: `WhatsApp says of the account: ${event}` }, at, at);
    return;
  }
  const named = digits(text('display_phone_number') ?? '');
  const tier = text('max_daily_conversations_per_business') ?? text('current_limit');
  const event = text('event');
  const quality = event === 'FLAGGED' ? { quality: 'RED' } : event === 'UNFLAGGED' ? { quality: 'GREEN' } : {};
  for (const { id, displayPhoneNumber } of numbers)
    if (digits(displayPhoneNumber) === named)
      await unit.tx.businessNumber.update({
        where: { id },
        data: { ...quality, ...(tier === null ? {} : { messagingTier: tier }) },
      });
}
