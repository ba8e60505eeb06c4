import type { Sender } from '../../domain/whatsapp/inbound.ts';
import type { TenantUnit } from '../database.ts';
import { newId } from '../ids.ts';

interface Identity {
  readonly kind: 'user_id' | 'wa_id';
  readonly value: string;
}

type Known = Identity & KnownContact;

/** The names WhatsApp gave the sender, the contact's key first. */
export function identitiesOf(sender: Sender): Identity[] {
  return [
    ...(sender.userId === null ? [] : [{ kind: 'user_id' as const, value: sender.userId }]),
    ...(sender.waId === null ? [] : [{ kind: 'wa_id' as const, value: sender.waId }]),
  ];
}

const keyOf = (identity: Identity): string => `${identity.kind}:${identity.value}`;

export interface KnownContact {
  readonly contact_id: string;
  readonly profile_name: string | null;
  readonly username: string | null;
}

/**
 * The contact of each sender, made where none is known. Identities are unique per tenant and are inserted in sorted
 * order, so two bodies that bring the same new contact agree on one.
 * @returns the contacts in the order of `senders`.
 */
export async function resolveContacts(unit: TenantUnit, senders: readonly Sender[], at: number): Promise<KnownContact[]> {
  const wanted = new Map<string, Identity>();
  for (const sender of senders) for (const identity of identitiesOf(sender)) wanted.set(keyOf(identity), identity);
  const known = await readIdentities(unit, [...wanted.values()]);
  const missing = missingIdentities(senders, known);
  if (missing.length > 0) {
    await insertIdentities(unit, missing, at);
    for (const [key, row] of await readIdentities(unit, missing)) known.set(key, row);
  }
  return senders.map(sender => {
    const row = identitiesOf(sender).map(identity => known.get(keyOf(identity))).find(candidate => candidate !== undefined);
    if (row === undefined) throw new Error('the identities of a contact vanished');
    return row;
  });
}

async function readIdentities(unit: TenantUnit, identities: readonly Identity[]): Promise<Map<string, Known>> {
  const rows = await unit.tx.$queryRaw<Known[]>`
    SELECT i.kind, i.value, i.contact_id, c.profile_name, c.username
    FROM contact_identity i JOIN contact c ON c.id = i.contact_id
    WHERE i.tenant_id = ${unit.tenantId}::uuid
      AND (i.kind, i.value) IN (SELECT * FROM unnest(${identities.map(i => i.kind)}::text[], ${identities.map(i => i.value)}::text[]))
    ORDER BY i.kind, i.value FOR KEY SHARE OF i`;
  return new Map(rows.map(row => [keyOf(row), row]));
}

/** New identities, each with the contact it is to belong to: a known one of the same sender, else a new one. */
function missingIdentities(senders: readonly Sender[], known: ReadonlyMap<string, Known>): (Identity & { contactId: string })[] {
  const missing = new Map<string, Identity & { contactId: string }>();
  for (const sender of senders) {
    const identities = identitiesOf(sender);
    const contactId = identities.map(identity => known.get(keyOf(identity))?.contact_id ?? missing.get(keyOf(identity))?.contactId).find(id => id !== undefined) ?? newId();
    for (const identity of identities) if (!known.has(keyOf(identity)) && !missing.has(keyOf(identity))) missing.set(keyOf(identity), { ...identity, contactId });
  }
  return [...missing.values()];
}

async function insertIdentities(unit: TenantUnit, identities: readonly (Identity & { contactId: string })[], at: number): Promise<void> {
  const when = new Date(at);
  await unit.tx.$executeRaw`
    WITH taken AS (
      INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at)
      SELECT ${unit.tenantId}::uuid, n.kind, n.value, n.contact_id, ${when}::timestamptz
      FROM unnest(${identities.map(i => i.kind)}::text[], ${identities.map(i => i.value)}::text[], ${identities.map(i => i.contactId)}::uuid[]) AS n(kind, value, contact_id)
      ORDER BY n.kind, n.value
      ON CONFLICT DO NOTHING RETURNING contact_id
    )
    INSERT INTO contact (id, tenant_id, created_at)
    SELECT DISTINCT contact_id, ${unit.tenantId}::uuid, ${when}::timestamptz FROM taken ORDER BY 1
    ON CONFLICT DO NOTHING`;
}

/** Notes how contacts call themselves now, in the order of the messages that say so. */
export async function updateProfiles(unit: TenantUnit, said: readonly { readonly sender: Sender; readonly contact: KnownContact }[]): Promise<void> {
  const changed = new Map<string, { id: string; name: string | null; username: string | null }>();
  for (const { sender, contact } of said) {
    const before = changed.get(contact.contact_id) ?? { id: contact.contact_id, name: contact.profile_name, username: contact.username };
    const now = { ...before, name: sender.profileName ?? before.name, username: sender.username ?? before.username };
    if (now.name !== before.name || now.username !== before.username) changed.set(contact.contact_id, now);
  }
  if (changed.size === 0) return;
  const list = [...changed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await unit.tx.$executeRaw`
    WITH r AS (SELECT * FROM jsonb_to_recordset(${JSON.stringify(list)}::jsonb) AS r(id uuid, name text, username text)),
    locked AS (SELECT c.id FROM contact c JOIN r ON r.id = c.id ORDER BY c.id FOR NO KEY UPDATE OF c)
    UPDATE contact c SET profile_name = r.name, username = r.username FROM r WHERE c.id = r.id AND c.id IN (SELECT id FROM locked)`;
}
