/**
 * Trouble that WhatsApp reports about a business number. A paused number sends nothing until an administrator has dealt
 * with it.
 */
import { explain, troubleOf } from '../../domain/whatsapp/send-errors.ts';
import { cut } from '../../domain/text/cut.ts';
import { NOBODY, noteAct } from '../access/audit.ts';
import type { TenantUnit } from '../db/database.ts';
import type { BusinessNumber, Prisma } from '../generated/client.ts';

/** Longest error text that is kept. */
const TEXT_LIMIT = 500;
/** How many of a number's conversations, the most recent ones, are notified; others show it when they are next read. */
const TOLD_AT_ONCE = 1_000;

export interface MetaError {
  readonly code: number | null;
  readonly text: string;
}

/**
 * Records what an error says about the number, if anything. The same error is recorded once, and a warning never
 * replaces a pause.
 * @param begunAt when the request with this answer was sent, epoch milliseconds: one sent before the trouble was
 * cleared proves nothing.
 * @param at epoch milliseconds.
 */
export async function noteTrouble(
  unit: TenantUnit,
  numberId: string,
  error: MetaError,
  begunAt: number,
  at: number,
): Promise<void> {
  const trouble = troubleOf(error.code);
  if (trouble === null) return;
  const paused = trouble === 'pause';
  const { count } = await unit.tx.businessNumber.updateMany({
    where: {
      id: numberId,
      tenantId: unit.tenantId,
      ...(paused ? {} : { sendingPaused: false }),
      AND: [
        { OR: [{ troubleCode: null }, { troubleCode: { not: error.code } }] },
        { OR: [{ troubleClearedAt: null }, { troubleClearedAt: { lte: new Date(begunAt) } }] },
      ],
    },
    data: {
      sendingPaused: paused,
      troubleCode: error.code,
      troubleText: cut(error.text, TEXT_LIMIT),
      troubleAt: new Date(at),
    },
  });
  if (count === 0) return;
  if (paused) await tellWhoTalks(unit, numberId);
  await noteAct(unit, {
    actor: NOBODY,
    action: paused ? 'number.pause' : 'number.warn',
    targetId: numberId,
    at,
    data: { code: error.code },
  });
}

/**
 * Lets the number send again and clears its trouble.
 * @param at epoch milliseconds.
 * @returns null when the tenant has no such connected number.
 */
export async function clearTrouble(unit: TenantUnit, numberId: string, at: number): Promise<NumberView | null> {
  const cleared = await change(unit, numberId, {
    sendingPaused: false,
    troubleCode: null,
    troubleText: null,
    troubleAt: null,
    troubleClearedAt: new Date(at),
  });
  if (cleared !== null) await tellWhoTalks(unit, numberId);
  return cleared;
}

/**
 * Sets how many messages per second WhatsApp allows the number. @returns null when there is no such connected number.
 */
export function setThroughput(
  unit: TenantUnit,
  numberId: string,
  messagesPerSecond: number,
): Promise<NumberView | null> {
  return change(unit, numberId, { messagesPerSecond });
}

async function change(
  unit: TenantUnit,
  numberId: string,
  data: Prisma.BusinessNumberUpdateManyMutationInput,
): Promise<NumberView | null> {
  const { count } = await unit.tx.businessNumber.updateMany({
    where: { id: numberId, tenantId: unit.tenantId, state: 'connected' },
    data,
  });
  return count === 0 ? null : numberView(await unit.tx.businessNumber.findUniqueOrThrow({ where: { id: numberId } }));
}

/** Every conversation of the number shows whether it can send, so the open ones that agents have are notified. */
async function tellWhoTalks(unit: TenantUnit, numberId: string): Promise<void> {
  const talking = await unit.tx.conversation.findMany({
    where: { tenantId: unit.tenantId, numberId, phase: { in: ['offered', 'active', 'wrapping'] } },
    select: { id: true },
    orderBy: { activityMinute: 'desc' },
    take: TOLD_AT_ONCE,
  });
  for (const { id } of talking) unit.wake.conversations.add(id);
}

/** A number as the API shows it; never its token. */
function numberView(row: BusinessNumber) {
  return {
    id: row.id,
    phoneNumberId: row.phoneNumberId,
    wabaId: row.wabaId,
    displayPhoneNumber: row.displayPhoneNumber,
    name: row.name,
    messagesPerSecond: row.messagesPerSecond,
    sendingPaused: row.sendingPaused,
    state: row.state as 'connected' | 'disconnected',
    verifiedName: row.verifiedName,
    quality: row.quality,
    messagingTier: row.messagingTier,
    registration: row.registration,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    tokenRefusedAt: row.tokenRefusedAt?.toISOString() ?? null,
    lastWebhookAt: row.lastWebhookAt?.toISOString() ?? null,
    trouble:
      row.troubleCode === null || row.troubleAt === null
        ? null
        : {
            code: row.troubleCode,
            text: row.troubleText,
            explanation: explain(String(row.troubleCode)),
            since: row.troubleAt.toISOString(),
          },
  };
}
export type NumberView = ReturnType<typeof numberView>;

/** The tenant's numbers, sorted by name, disconnected ones included. */
export async function listNumbers(unit: TenantUnit): Promise<NumberView[]> {
  return (
    await unit.tx.businessNumber.findMany({
      where: { tenantId: unit.tenantId },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    })
  ).map(numberView);
}
