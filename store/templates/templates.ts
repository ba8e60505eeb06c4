/** Our copy of WhatsApp's message templates. */
import { recordOf } from '../../domain/whatsapp/record.ts';
import { cut } from '../../domain/text/cut.ts';
import type { TemplateComponent } from '../../domain/whatsapp/template.ts';
import { slotsOf, statusAfter, whyNotSendable } from '../../domain/whatsapp/template.ts';
import type { TenantUnit } from '../db/database.ts';
import type { MessageTemplate, Prisma } from '../generated/client.ts';
import { newId } from '../db/ids.ts';

/** A template as WhatsApp lists it. */
export interface ListedTemplate {
  readonly metaId: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly status: string;
  readonly reason: string | null;
  readonly quality: string | null;
  readonly components: readonly TemplateComponent[];
}

const ROW_LIMIT = 10_000;
/** Longest status, quality or category that is kept; WhatsApp's own are much shorter. */
const WORD_LENGTH = 100;
const NO_REASON = new Set(['', 'NONE']);
const reasonOf = (value: unknown): string | null =>
  typeof value === 'string' && !NO_REASON.has(value) ? cut(value, 500) : null;

/**
 * Makes the copy of an account's templates equal to WhatsApp's list, in one transaction.
 * @param asOf when WhatsApp was asked, epoch milliseconds; templates changed later than that stay as they are.
 */
export async function replaceTemplates(
  unit: TenantUnit,
  wabaId: string,
  listed: readonly ListedTemplate[],
  asOf: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const listedAt = new Date(asOf);
  // Concurrent syncs of an account come one after the other.
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${tenantId} templates ${wabaId}`}, 0))) l`;
  const kept = new Map(
    (
      await tx.messageTemplate.findMany({
        where: { tenantId, wabaId },
        select: { id: true, name: true, language: true, syncedAt: true },
      })
    ).map(row => [`${row.name} ${row.language}`, row]),
  );
  for (const template of listed.slice(0, ROW_LIMIT)) {
    const key = `${template.name} ${template.language}`;
    const data = {
      metaId: template.metaId,
      category: template.category,
      status: template.status,
      reason: reasonOf(template.reason),
      quality: template.quality,
      components: template.components as unknown as Prisma.InputJsonArray,
      syncedAt: new Date(asOf),
    };
    const row = kept.get(key);
    if (row === undefined)
      await tx.messageTemplate.create({
        data: { id: newId(), tenantId, wabaId, name: template.name, language: template.language, ...data },
      });
    // The write checks `syncedAt` once more: what a webhook has reported meanwhile is newer than the list.
    else if (row.syncedAt <= listedAt)
      await tx.messageTemplate.updateMany({ where: { tenantId, id: row.id, syncedAt: { lte: listedAt } }, data });
    kept.delete(key);
  }
  await tx.messageTemplate.deleteMany({
    where: { tenantId, id: { in: [...kept.values()].map(row => row.id) }, syncedAt: { lte: listedAt } },
  });
}

/** Applies a webhook's update of a template. One that is not known yet will come with the next sync. */
export async function applyTemplateUpdate(unit: TenantUnit, field: string, value: unknown, at: number): Promise<void> {
  const said = recordOf(value) ?? {};
  const metaId = said['message_template_id'];
  if (typeof metaId !== 'string' && typeof metaId !== 'number') return;
  const data = changeBy(field, said);
  if (data !== null)
    await unit.tx.messageTemplate.updateMany({
      where: { tenantId: unit.tenantId, metaId: String(metaId) },
      data: { ...data, syncedAt: new Date(at) },
    });
}

function changeBy(
  field: string,
  said: Readonly<Record<string, unknown>>,
): Prisma.MessageTemplateUpdateManyMutationInput | null {
  const text = (name: string): string | null => (typeof said[name] === 'string' ? cut(said[name], WORD_LENGTH) : null);
  switch (field) {
    case 'message_template_status_update': {
      const event = text('event');
      const status = event === null ? null : statusAfter(event);
      return status === null ? null : { status, reason: reasonOf(said['reason']) };
    }
    case 'message_template_quality_update':
      return { quality: text('new_quality_score') };
    case 'template_category_update': {
      const category = text('new_category');
      return category === null ? null : { category };
    }
    default:
      return null;
  }
}

const componentsOf = (row: MessageTemplate): TemplateComponent[] => row.components as unknown as TemplateComponent[];

/** A template as the API shows it. */
export function templateView(row: MessageTemplate) {
  return {
    id: row.id,
    wabaId: row.wabaId,
    name: row.name,
    language: row.language,
    category: row.category,
    status: row.status,
    reason: row.reason,
    quality: row.quality,
    components: componentsOf(row),
    parameters: slotsOf(componentsOf(row)),
    sendable: whyNotSendable(row.status) === null,
    explanation: whyNotSendable(row.status),
    syncedAt: row.syncedAt.toISOString(),
  };
}
export type TemplateView = ReturnType<typeof templateView>;

/** A page of templates, by name; with `numberId` only those of that number's account. */
export async function listTemplates(
  unit: TenantUnit,
  filter: {
    readonly numberId?: string | undefined;
    readonly status?: string | undefined;
    readonly limit: number;
    readonly after: { readonly name: string; readonly id: string } | null;
  },
): Promise<TemplateView[]> {
  const { tx, tenantId } = unit;
  const number =
    filter.numberId === undefined
      ? null
      : await tx.businessNumber.findFirst({ where: { tenantId, id: filter.numberId }, select: { wabaId: true } });
  const rows = await tx.messageTemplate.findMany({
    where: {
      tenantId,
      ...(filter.numberId === undefined ? {} : { wabaId: number?.wabaId ?? '' }),
      ...(filter.status === undefined ? {} : { status: filter.status }),
      ...(filter.after === null
        ? {}
        : { OR: [{ name: { gt: filter.after.name } }, { name: filter.after.name, id: { gt: filter.after.id } }] }),
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: filter.limit,
  });
  return rows.map(templateView);
}

/** Most templates that are suggested. */
const CHOICES = 20;

/** The approved templates of a number's account, which can be sent outside the window; the first 20 by name. */
export async function templateChoices(
  unit: TenantUnit,
  numberId: string,
): Promise<{ id: string; name: string; language: string; category: string }[]> {
  const templates = await listTemplates(unit, { numberId, status: 'APPROVED', limit: CHOICES, after: null });
  return templates.map(({ id, name, language, category }) => ({ id, name, language, category }));
}

/** A template of the number's account; null when there is none. @throws when there is no such number. */
export async function findTemplate(
  unit: TenantUnit,
  numberId: string,
  name: string,
  language: string,
): Promise<TemplateView | null> {
  const { tx, tenantId } = unit;
  const { wabaId } = await tx.businessNumber.findUniqueOrThrow({ where: { id: numberId }, select: { wabaId: true } });
  const row = await tx.messageTemplate.findUnique({
    where: { tenantId_wabaId_name_language: { tenantId, wabaId, name, language } },
  });
  return row === null ? null : templateView(row);
}

/** The templates of this name that can be sent on a number now, in all their languages. */
export async function sendableTemplates(
  { tx, tenantId }: TenantUnit,
  numberId: string,
  name: string,
): Promise<TemplateView[]> {
  const { wabaId } = await tx.businessNumber.findUniqueOrThrow({ where: { id: numberId }, select: { wabaId: true } });
  const rows = await tx.messageTemplate.findMany({ where: { tenantId, wabaId, name }, orderBy: { language: 'asc' } });
  return rows.map(templateView).filter(template => template.sendable);
}

/** A template's row by our own id. */
export function templateById(unit: TenantUnit, id: string): Promise<MessageTemplate | null> {
  return unit.tx.messageTemplate.findFirst({ where: { tenantId: unit.tenantId, id } });
}

/**
 * The tenant's accounts, each with a connected number whose token can list its templates (if possible not a paused
 * one).
 */
export async function accountsOf(
  unit: TenantUnit,
): Promise<{ wabaId: string; numberId: string; accessToken: Uint8Array }[]> {
  const rows = await unit.tx.businessNumber.findMany({
    where: { tenantId: unit.tenantId, state: 'connected' },
    orderBy: [{ sendingPaused: 'asc' }, { createdAt: 'asc' }],
    select: { id: true, wabaId: true, accessToken: true },
  });
  return [
    ...new Map(
      rows.reverse().map(row => [row.wabaId, { wabaId: row.wabaId, numberId: row.id, accessToken: row.accessToken }]),
    ).values(),
  ];
}

/** The templates of a name, in all languages and accounts of the tenant. */
export function templatesOfName({ tx, tenantId }: TenantUnit, name: string): Promise<MessageTemplate[]> {
  return tx.messageTemplate.findMany({ where: { tenantId, name }, orderBy: [{ language: 'asc' }, { id: 'asc' }] });
}

/** The templates of a name and language, in all accounts of the tenant. */
export function templatesNamed(
  { tx, tenantId }: TenantUnit,
  { name, language }: { readonly name: string; readonly language: string },
): Promise<MessageTemplate[]> {
  return tx.messageTemplate.findMany({ where: { tenantId, name, language } });
}
