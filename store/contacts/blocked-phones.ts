/**
 * What WhatsApp is told, so that it blocks whom it is wished to: by which phone numbers, since a contact may have
 * several, and others tomorrow. What it was told is noted before it is told: also what was blocked without an answer can
 * be lifted.
 */
import { phoneKey } from '../../domain/whatsapp/phone-number.ts';
import { NOBODY, noteAct } from '../access/audit.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import type { BlockError } from './blocks.ts';

const DAY_MS = 86_400_000;

/** A contact on one of our numbers. */
export interface BlockPlace {
  readonly contactId: string;
  readonly numberId: string;
}

/** What WhatsApp is to be told of a contact on one of our numbers. */
export interface BlockOrder extends BlockPlace {
  /** Of the wish; null: the contact is erased, and nobody wishes anything of it any more. */
  readonly round: string | null;
  readonly wanted: boolean;
  /** Phone numbers to block, the newest first: digits, all forms of one together. */
  readonly block: readonly (readonly string[])[];
  /** Phone numbers to block no more: of a contact that is wanted to be blocked, those that it has no longer. */
  readonly lift: readonly string[];
  /** Phone numbers that WhatsApp has said are blocked. */
  readonly sure: ReadonlySet<string>;
}

/**
 * The next order about a contact, on one of our numbers or on any; what it may block is noted before it is told.
 * @returns null: there is none.
 */
export async function nextOrder(
  unit: TenantUnit,
  contactId: string,
  numberId: string | undefined,
): Promise<BlockOrder | null> {
  const { tx, tenantId } = unit;
  const onNumber = numberId === undefined ? Prisma.empty : Prisma.sql`AND number_id = ${numberId}::uuid`;
  // Who erases the contact waits for what is noted here.
  const [wish] = await tx.$queryRaw<{ number_id: string; wanted: boolean; round: string; blocked: boolean }[]>`
    SELECT number_id, wanted, round, blocked
    FROM contact_block
    WHERE tenant_id = ${tenantId}::uuid AND contact_id = ${contactId}::uuid AND state = 'waiting' ${onNumber}
    ORDER BY number_id
    LIMIT 1
    FOR UPDATE`;
  if (wish === undefined) return erasedOrder(unit, contactId, numberId);
  const place = { contactId, numberId: wish.number_id };
  const phones = await phonesOf(unit, contactId);
  const told = await tx.blockedPhone.findMany({ where: { tenantId, ...place } });
  // What a process of the release before has blocked is not noted by its phone number.
  const before = wish.blocked && told.length === 0 ? phones.slice(0, 1) : [];
  if (wish.wanted) await noteTold(unit, place, phones);
  const block = wish.wanted ? formsTogether(phones) : [];
  return {
    ...place,
    round: wish.round,
    wanted: wish.wanted,
    block,
    lift: [...told.map(({ phone }) => phone), ...before].filter(phone => !block.flat().includes(phone)),
    sure: new Set([...told.flatMap(({ phone, sure }) => (sure ? phone : [])), ...before]),
  };
}

/** What is left of a contact that is erased: WhatsApp is to block it no more. */
async function erasedOrder(
  { tx, tenantId }: TenantUnit,
  contactId: string,
  numberId: string | undefined,
): Promise<BlockOrder | null> {
  const left = await tx.blockedPhone.findMany({
    where: { tenantId, contactId, liftBy: { not: null }, ...(numberId === undefined ? {} : { numberId }) },
    orderBy: [{ numberId: 'asc' }, { phone: 'asc' }],
  });
  const [first] = left;
  if (first === undefined) return null;
  const lift = left.filter(each => each.numberId === first.numberId).map(({ phone }) => phone);
  return { contactId, numberId: first.numberId, round: null, wanted: false, block: [], lift, sure: new Set(lift) };
}

/** By what WhatsApp knows a contact, the newest first; digits. */
async function phonesOf({ tx, tenantId }: TenantUnit, contactId: string): Promise<string[]> {
  const rows = await tx.contactIdentity.findMany({
    where: { tenantId, contactId, kind: 'wa_id' },
    orderBy: [{ createdAt: 'desc' }, { value: 'asc' }],
    select: { value: true },
  });
  return rows.map(({ value }) => value);
}

function formsTogether(phones: readonly string[]): string[][] {
  const together = new Map<string, string[]>();
  for (const phone of phones) together.set(phoneKey(phone), [...(together.get(phoneKey(phone)) ?? []), phone]);
  return [...together.values()];
}

async function noteTold({ tx, tenantId }: TenantUnit, place: BlockPlace, phones: readonly string[]): Promise<void> {
  for (const phone of [...phones].sort())
    await tx.blockedPhone.upsert({
      where: { tenantId_numberId_phone: { tenantId, numberId: place.numberId, phone } },
      create: { tenantId, ...place, phone },
      update: { contactId: place.contactId, liftBy: null },
    });
}

/** What WhatsApp said to an order. */
export interface BlockAnswer {
  /** Phone numbers that are blocked now, that are not for this order, and that are not any more. */
  readonly blocked: readonly string[];
  readonly refused: readonly string[];
  readonly lifted: readonly string[];
  /** Null: all was done. */
  readonly error: { readonly code: BlockError; readonly metaCode: number | null } | null;
}

/**
 * Notes what WhatsApp answered. What it has done is so, whatever is wished by now; the wish ends unless something else
 * is wished meanwhile. What is left of an erased contact is forgotten, and the audit log tells whether it stays blocked.
 * @param at epoch milliseconds.
 */
export async function endOrder(
  unit: TenantUnit,
  { contactId, numberId, round }: BlockOrder,
  { blocked, refused, lifted, error }: BlockAnswer,
  at: number,
): Promise<void> {
  const { tx, tenantId, wake } = unit;
  const phones = (list: readonly string[]) => ({ tenantId, numberId, phone: { in: [...list] } });
  await tx.blockedPhone.updateMany({ where: phones(blocked), data: { sure: true } });
  await tx.blockedPhone.deleteMany({ where: { ...phones(refused), contactId, sure: false } });
  await tx.blockedPhone.deleteMany({ where: { ...phones(lifted), contactId } });
  // Another contact's by now: whether it is blocked is not known, and so WhatsApp is told again.
  const others = await tx.blockedPhone.findMany({ where: phones(lifted), select: { contactId: true } });
  await tx.blockedPhone.updateMany({ where: phones(lifted), data: { sure: false } });
  await blocksFollow(
    unit,
    others.map(other => other.contactId),
  );
  if (round === null) return forgetErased(unit, { contactId, numberId }, error?.code ?? null, at);
  const isBlocked = (await tx.blockedPhone.count({ where: { tenantId, contactId, numberId, sure: true } })) > 0;
  await tx.contactBlock.updateMany({ where: { tenantId, contactId, numberId }, data: { blocked: isBlocked } });
  await tx.contactBlock.updateMany({
    where: { tenantId, contactId, numberId, round, state: 'waiting' },
    data: {
      state: error === null ? 'done' : 'refused',
      error: error?.code ?? null,
      errorCode: error?.metaCode ?? null,
      endedAt: new Date(at),
    },
  });
  wake.beside.push(['contact', contactId]);
}

/** @param error null: WhatsApp blocks it no more. */
async function forgetErased(
  unit: TenantUnit,
  { contactId, numberId }: BlockPlace,
  error: BlockError | null,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const { count } = await tx.blockedPhone.deleteMany({
    where: { tenantId, contactId, numberId, liftBy: { not: null } },
  });
  if (error !== null && count === 0) return;
  await noteAct(unit, {
    actor: NOBODY,
    action: error === null ? 'contact.block_lifted' : 'contact.block_stays',
    targetId: contactId,
    at,
    data: { numberId, ...(error === null ? {} : { error }) },
  });
}

/**
 * Ends the wish about a contact on one of our numbers, or on all, because WhatsApp could not be reached. What is left of
 * an erased contact is tried again until its time is over.
 * @param at epoch milliseconds.
 */
export async function giveUpOrders(
  unit: TenantUnit,
  contactId: string,
  numberId: string | undefined,
  at: number,
): Promise<void> {
  const { tx, tenantId, wake } = unit;
  const where = { tenantId, contactId, ...(numberId === undefined ? {} : { numberId }) };
  await tx.contactBlock.updateMany({
    where: { ...where, state: 'waiting' },
    data: { state: 'refused', error: 'not_reached', errorCode: null, endedAt: new Date(at) },
  });
  wake.beside.push(['contact', contactId]);
  const over = await tx.blockedPhone.findMany({
    where: { ...where, liftBy: { lte: new Date(at) } },
    distinct: ['numberId'],
    select: { numberId: true },
  });
  for (const each of over) await forgetErased(unit, { contactId, numberId: each.numberId }, 'not_reached', at);
}

/**
 * Where WhatsApp waits to be told something, for the sweep; at most 1,000 contacts on a number. Wishes of people come
 * first, then what is to be lifted soonest: an order that cannot be carried out holds up no other.
 */
export function placesWithOrders({ tx, tenantId }: TenantUnit): Promise<BlockPlace[]> {
  return tx.$queryRaw<BlockPlace[]>`
    SELECT o.contact_id AS "contactId", o.number_id AS "numberId"
    FROM
      (
        SELECT contact_id, number_id, NULL::timestamptz AS lift_by
        FROM contact_block
        WHERE tenant_id = ${tenantId}::uuid AND state = 'waiting'
        UNION ALL
        SELECT contact_id, number_id, lift_by
        FROM blocked_phone
        WHERE tenant_id = ${tenantId}::uuid AND lift_by IS NOT NULL
      ) o
    GROUP BY o.contact_id, o.number_id
    ORDER BY bool_or(o.lift_by IS NULL) DESC, min(o.lift_by)
    LIMIT 1000`;
}

/**
 * The phone numbers of contacts have changed: who is blocked is to be blocked by those that it has now, and others no
 * more for its sake. The sweep has WhatsApp told within a minute.
 */
export async function blocksFollow({ tx, tenantId }: TenantUnit, contactIds: readonly string[]): Promise<void> {
  // Another round: what WhatsApp answers about the numbers before ends nothing.
  await tx.$executeRaw`
    UPDATE contact_block
    SET state = 'waiting', round = gen_random_uuid(), error = NULL, error_code = NULL, ended_at = NULL
    WHERE tenant_id = ${tenantId}::uuid
      AND contact_id = ANY(${[...contactIds]}::uuid[])
      AND (blocked OR state = 'waiting')`;
}

/** Two contacts are one: on each of our numbers the stricter wish is that of both, and what is blocked is the one's. */
export async function mergeBlocks(unit: TenantUnit, from: string, into: string): Promise<void> {
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM contact_block
    WHERE tenant_id = ${tenantId}::uuid AND contact_id IN (${from}::uuid, ${into}::uuid)
    ORDER BY number_id, contact_id
    FOR UPDATE`;
  const rows = await tx.contactBlock.findMany({ where: { tenantId, contactId: { in: [from, into] } } });
  const strictness = (row: (typeof rows)[number] | undefined): number =>
    row === undefined ? -1 : Number(row.wanted) * 2 + Number(row.blocked);
  for (const mine of rows.filter(({ contactId }) => contactId === from)) {
    const theirs = rows.find(({ contactId, numberId }) => contactId === into && numberId === mine.numberId);
    const where = { tenantId, numberId: mine.numberId };
    const isMine = strictness(mine) > strictness(theirs);
    await tx.contactBlock.deleteMany({ where: { ...where, contactId: isMine ? into : from } });
    await tx.contactBlock.updateMany({
      where: { ...where, contactId: { in: [from, into] } },
      data: { contactId: into, blocked: mine.blocked || theirs?.blocked === true },
    });
  }
  await tx.blockedPhone.updateMany({ where: { tenantId, contactId: from }, data: { contactId: into } });
  await blocksFollow(unit, [into]);
}

/**
 * A contact is erased: nobody could lift its block at WhatsApp any more, which would keep its phone number for us. So it
 * is lifted, within a day where WhatsApp cannot be reached; only the phone number that it was told is kept until then.
 * @param at epoch milliseconds.
 */
export async function liftOfErased({ tx, tenantId }: TenantUnit, contactId: string, at: number): Promise<void> {
  await tx.contactBlock.deleteMany({ where: { tenantId, contactId } });
  await tx.blockedPhone.updateMany({ where: { tenantId, contactId }, data: { liftBy: new Date(at + DAY_MS) } });
}
