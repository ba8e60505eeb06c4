/** Contacts as lists show them: those that somebody may see, the newest activity first. */
import type { Sight } from '../conversation/scope.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import type { NamedContact } from './contacts.ts';
import { namedContacts } from './contacts.ts';

export interface ContactFilter {
  /** Only those that have it. */
  readonly tag?: string | undefined;
  /** Only those that are blocked on a number, or on none. */
  readonly blocked?: boolean | undefined;
}

/** A contact's place in a list. `at` null: when it was created. */
interface Found extends Omit<ContactPlace, 'at'> {
  readonly at: Date | null;
}

/** A contact's place in a list. */
interface ContactPlace {
  readonly id: string;
  /** When something was last written in a conversation with it that is seen; without one, when it was created. */
  readonly at: Date;
  /** The latest conversation that is seen; null: there is none. */
  readonly conversationId: string | null;
}

export interface ListedContact extends NamedContact {
  readonly place: ContactPlace;
}

/**
 * A page of contacts. Those without a conversation are seen by whoever sees all of the tenant.
 * @param after where the page before ended: the time and the contact's id.
 */
export async function listContacts(
  unit: TenantUnit,
  sight: Sight,
  filter: ContactFilter,
  { after, limit }: { readonly after: { readonly at: string; readonly id: string } | null; readonly limit: number },
): Promise<ListedContact[]> {
  const page = { after, limit };
  const parts = [ofConversations(unit, sight, filter, page), ...(sight.all ? [ofNone(unit, filter, page)] : [])];
  const places = await unit.tx.$queryRaw<{ id: string; at: Date; conversation_id: string | null }[]>`
    SELECT id, at, conversation_id
    FROM (${Prisma.join(parts, ' UNION ALL ')}) AS found
    ORDER BY at DESC, id DESC
    LIMIT ${limit}`;
  return withPlaces(
    unit,
    places.map(({ id, at, conversation_id: conversationId }) => ({ id, at, conversationId })),
  );
}

/** The contacts of these places, in their order; one that is gone meanwhile is left out. */
export async function withPlaces(unit: TenantUnit, places: readonly Found[]): Promise<ListedContact[]> {
  const contacts = await namedContacts(
    unit,
    places.map(({ id }) => id),
  );
  return places.flatMap(place => {
    const contact = contacts.get(place.id);
    return contact === undefined ? [] : [{ ...contact, place: { ...place, at: place.at ?? contact.createdAt } }];
  });
}

type Page = Parameters<typeof listContacts>[3];

/** Walks the conversations from the newest on, and stops at each contact's newest that is seen. */
function ofConversations({ tenantId }: TenantUnit, sight: Sight, filter: ContactFilter, { after, limit }: Page) {
  const beyond =
    after === null
      ? Prisma.empty
      : Prisma.sql`
          AND c.activity_minute <= ${new Date(after.at)}::timestamptz
          AND (c.last_message_at, c.contact_id) < (${new Date(after.at)}::timestamptz, ${after.id}::uuid)`;
  return Prisma.sql`(
    SELECT c.contact_id AS id, c.last_message_at AS at, c.id AS conversation_id
    FROM conversation c
    WHERE c.tenant_id = ${tenantId}::uuid
      AND c.phase <> 'erased'
      ${seen(sight, Prisma.sql`c`)}
      ${beyond}
      AND NOT EXISTS (
        SELECT 1
        FROM thread t JOIN conversation n ON n.tenant_id = t.tenant_id AND n.thread_id = t.id
        WHERE t.tenant_id = c.tenant_id
          AND t.contact_id = c.contact_id
          AND n.phase <> 'erased'
          AND (n.last_message_at, n.id) > (c.last_message_at, c.id)
          ${seen(sight, Prisma.sql`n`)}
      )
      AND EXISTS (
        SELECT 1
        FROM contact k
        WHERE k.tenant_id = c.tenant_id AND k.id = c.contact_id ${narrowed(filter)}
      )
    ORDER BY c.activity_minute DESC, c.last_message_at DESC, c.contact_id DESC
    LIMIT ${limit}
  )`;
}

/** Those that nobody has ever talked with: created by hand, or brought by an import. */
function ofNone({ tenantId }: TenantUnit, filter: ContactFilter, { after, limit }: Page) {
  const beyond =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND (k.created_at, k.id) < (${new Date(after.at)}::timestamptz, ${after.id}::uuid)`;
  return Prisma.sql`(
    SELECT k.id, k.created_at AS at, NULL::uuid AS conversation_id
    FROM contact k
    WHERE k.tenant_id = ${tenantId}::uuid
      ${beyond}
      ${narrowed(filter)}
      AND NOT EXISTS (
        SELECT 1
        FROM thread t JOIN conversation n ON n.tenant_id = t.tenant_id AND n.thread_id = t.id
        WHERE t.tenant_id = k.tenant_id AND t.contact_id = k.id AND n.phase <> 'erased'
      )
    ORDER BY k.created_at DESC, k.id DESC
    LIMIT ${limit}
  )`;
}

/** The same rule as `isInScope`, of the conversation with this alias. */
const seen = (sight: Sight, of: Prisma.Sql): Prisma.Sql =>
  sight.all
    ? Prisma.empty
    : Prisma.sql`AND (
        ${of}.agent_id = ${sight.agentId}::uuid
        OR ${of}.queue_id = ANY(${[...sight.queueIds]}::uuid[])
        OR ${of}.id = ANY(${[...sight.consultedOn]}::uuid[])
      )`;

/** Contact `k` fits, and still has a name by which WhatsApp knows it. */
const narrowed = ({ tag, blocked }: ContactFilter): Prisma.Sql => Prisma.sql`
  AND EXISTS (SELECT 1 FROM contact_identity i WHERE i.tenant_id = k.tenant_id AND i.contact_id = k.id)
  ${tag === undefined ? Prisma.empty : Prisma.sql`AND ${tag} = ANY(k.tags)`}
  ${
    blocked === undefined
      ? Prisma.empty
      : Prisma.sql`AND ${blocked} = EXISTS (
          SELECT 1
          FROM contact_block b
          WHERE b.tenant_id = k.tenant_id AND b.contact_id = k.id AND b.blocked
        )`
  }`;
