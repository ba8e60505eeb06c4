import type { TenantUnit } from '../db/database.ts';
import type { NamedContact } from './contacts.ts';
import { namedContacts } from './contacts.ts';
import type { ContactFilter } from './list-contacts.ts';

/** At most so many attributes become columns of a file: an import takes 1,000 columns. */
const MOST_NAMES = 900;

/** The names of all attributes that the tenant's contacts have, by alphabet. */
export async function attributeNames({ tx, tenantId }: TenantUnit): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT n.name
    FROM contact k CROSS JOIN LATERAL jsonb_object_keys(k.attributes) AS n(name)
    WHERE k.tenant_id = ${tenantId}::uuid AND k.attributes <> '{}'
    ORDER BY n.name
    LIMIT ${MOST_NAMES}`;
  return rows.map(({ name }) => name);
}

/** The next contacts in the order of their ids, as far as WhatsApp knows them by a name. */
export async function nextExported(
  unit: TenantUnit,
  { tag, blocked }: ContactFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<NamedContact[]> {
  const isBlocked = { some: { blocked: true } };
  const rows = await unit.tx.contact.findMany({
    where: {
      tenantId: unit.tenantId,
      identities: { some: {} },
      ...(after === null ? {} : { id: { gt: after } }),
      ...(tag === undefined ? {} : { tags: { has: tag } }),
      ...(blocked === undefined ? {} : { blocks: blocked ? isBlocked : { none: { blocked: true } } }),
    },
    orderBy: { id: 'asc' },
    select: { id: true },
    take: limit,
  });
  const ids = rows.map(({ id }) => id);
  const contacts = await namedContacts(unit, ids);
  return ids.flatMap(id => contacts.get(id) ?? []);
}
