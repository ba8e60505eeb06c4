/** Contacts: what is known about people who write, apart from their messages. */
import { scopeFilter } from '../conversation/scope.ts';
import type { Sight } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Contact, ContactBlock, Prisma } from '../generated/client.ts';

/** A contact with its latest phone number and user id at WhatsApp. */
export interface NamedContact extends Contact {
  readonly waId: string | null;
  readonly userId: string | null;
  /** What was asked of WhatsApp about it, by number. */
  readonly blocks: readonly ContactBlock[];
}

const WITH_NAMES = {
  identities: { where: { kind: { in: ['wa_id', 'user_id'] } }, orderBy: { createdAt: 'desc' } },
  blocks: { orderBy: { numberId: 'asc' } },
} satisfies Prisma.ContactInclude;

function named<T extends { readonly identities: readonly { readonly kind: string; readonly value: string }[] }>({
  identities,
  ...contact
}: T) {
  const latest = (kind: string): string | null => identities.find(identity => identity.kind === kind)?.value ?? null;
  return { ...contact, waId: latest('wa_id'), userId: latest('user_id') };
}

/** @returns null when there is no such contact, or none of its conversations is within `sight`. */
export async function findContact(
  { tx, tenantId }: TenantUnit,
  contactId: string,
  sight: Sight,
): Promise<NamedContact | null> {
  const row = await tx.contact.findFirst({
    where: {
      tenantId,
      id: contactId,
      identities: { some: {} },
      ...(sight.all ? {} : { threads: { some: { conversations: { some: scopeFilter(sight) } } } }),
    },
    include: WITH_NAMES,
  });
  return row === null ? null : named(row);
}

/** Contacts by their ids. What has no name at WhatsApp any more is left out. */
export async function namedContacts(
  { tx, tenantId }: TenantUnit,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedContact>> {
  const rows = await tx.contact.findMany({
    where: { tenantId, id: { in: [...ids] }, identities: { some: {} } },
    include: WITH_NAMES,
  });
  return new Map(rows.map(row => [row.id, named(row)]));
}

/** Reads a contact that is known to exist. @throws when it does not. */
export function readContact({ tx }: TenantUnit, contactId: string): Promise<Contact> {
  return tx.contact.findUniqueOrThrow({ where: { id: contactId } });
}

export interface ContactFacts {
  /** What colleagues call it; null: as it calls itself. */
  readonly givenName?: string | null;
  readonly vip?: boolean;
  readonly language?: string | null;
  readonly trainingConsent?: boolean;
  readonly restricted?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Where the contact has agreed to receive messages without having written first; null when it was withdrawn. */
  readonly consent?: { readonly source: string } | null;
}

/** Changes the facts that are given. @param at epoch milliseconds. */
export async function changeContact(
  { tx, wake }: TenantUnit,
  contactId: string,
  { tags, consent, ...facts }: ContactFacts,
  at: number,
): Promise<void> {
  const agreed =
    consent === undefined
      ? {}
      : { consentSource: consent?.source ?? null, consentAt: consent === null ? null : new Date(at) };
  await tx.contact.update({
    where: { id: contactId },
    data: { ...facts, ...agreed, ...(tags === undefined ? {} : { tags: sorted(tags) }) },
  });
  wake.beside.push(['contact', contactId]);
}

/** So many tags may a contact have. */
export const MOST_TAGS = 50;

/**
 * Adds tags to a contact; concurrent additions do not undo each other.
 * @returns false when the contact would have more than `most` tags; nothing is changed then.
 */
export async function addTags(
  unit: TenantUnit,
  contactId: string,
  added: readonly string[],
  most: number,
): Promise<boolean> {
  return (await changeTags(unit, contactId, { add: added, remove: [] }, most)) !== null;
}

/**
 * Adds and removes tags of a contact and leaves the others as they are, whoever else changes them at the same time.
 * @returns what was not there before and is now, and the other way round; null when the contact would have more than
 *   `most` tags: nothing is changed then.
 */
export async function changeTags(
  { tx, tenantId, wake }: TenantUnit,
  contactId: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  most: number,
): Promise<{ readonly added: string[]; readonly removed: string[] } | null> {
  const [contact] = await tx.$queryRaw<{ tags: string[] }[]>`
    SELECT tags
    FROM contact
    WHERE tenant_id = ${tenantId}::uuid AND id = ${contactId}::uuid
    FOR UPDATE`;
  const before = contact?.tags ?? [];
  const tags = sorted([...before, ...add]).filter(tag => !remove.includes(tag));
  if (tags.length > most) return null;
  await tx.contact.update({ where: { id: contactId }, data: { tags } });
  wake.beside.push(['contact', contactId]);
  return { added: tags.filter(tag => !before.includes(tag)), removed: before.filter(tag => !tags.includes(tag)) };
}

const sorted = (tags: readonly string[]): string[] => [...new Set(tags)].sort();

/** Whether the contact has written to any of the tenant's numbers. */
export async function hasWritten({ tx, tenantId }: TenantUnit, contactId: string): Promise<boolean> {
  const conversation = await tx.conversation.findFirst({
    where: { tenantId, contactId, windowExpiresAt: { not: null } },
    select: { id: true },
  });
  return conversation !== null;
}
