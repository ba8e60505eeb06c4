import type { Sender } from '../../domain/whatsapp/inbound.ts';
import { formsOf } from '../../domain/whatsapp/phone-number.ts';
import type { TenantUnit } from '../db/database.ts';
import { json, nullable, statement, text, texts, time, uuid, uuids, words } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import type { Written } from './who-is-who.ts';
import { settleNames } from './who-is-who.ts';

/** One of a contact's names at WhatsApp; unique per tenant. */
export interface Identity {
  readonly kind: 'user_id' | 'parent_user_id' | 'wa_id';
  readonly value: string;
}

/** The sender's identities at WhatsApp: user id, parent user id, phone number, in that order, as far as given. */
export function identitiesOf(sender: Sender): Identity[] {
  return [
    ...(sender.userId === null ? [] : [{ kind: 'user_id' as const, value: sender.userId }]),
    ...(typeof sender.parentUserId === 'string'
      ? [{ kind: 'parent_user_id' as const, value: sender.parentUserId }]
      : []),
    ...(sender.waId === null ? [] : [{ kind: 'wa_id' as const, value: sender.waId }]),
  ];
}

interface NewIdentity extends Identity {
  readonly contactId: string;
  readonly wabaId: string | null;
  readonly toldAt: number | null;
}

/** An identity as a key of a map. */
export const keyOf = (identity: Identity): string => `${identity.kind}:${identity.value}`;

export interface KnownContact {
  readonly contact_id: string;
  readonly profile_name: string | null;
  readonly username: string | null;
}

/** A sender, and the business account (WABA) that named it. */
export interface Told {
  readonly sender: Sender;
  readonly wabaId: string | null;
  /** Null for a notice, which may be delayed, and so does not show whose number it is now. */
  readonly written: Written | null;
}

export interface Resolved {
  /** In the order of the senders. */
  readonly contacts: readonly KnownContact[];
  /** Ids of contacts whose phone number has passed to somebody else. */
  readonly passedOn: readonly string[];
}

/**
 * The contact of each sender, created if none is known. Identities are unique per tenant and are inserted in sorted
 * order, so that two transactions with the same new contact agree on one. Identities that come together belong to one
 * person from then on, and so do the forms of a phone number.
 * @param at epoch milliseconds.
 */
export async function resolveContacts(unit: TenantUnit, told: readonly Told[], at: number): Promise<Resolved> {
  const senders = told.map(({ sender }) => sender);
  const wanted = new Map<string, Identity>();
  for (const sender of senders) for (const identity of identitiesOf(sender)) wanted.set(keyOf(identity), identity);
  const known = new Map(await knownIdentities(unit, [...wanted.values()]));
  await learnOtherForms(unit, wanted, known, at);
  const passedOn = await settleAll(unit, told, known, at);
  const missing = missingIdentities(told, known);
  if (missing.length > 0) {
    await insertIdentities(unit, missing, at);
    for (const [key, row] of await knownIdentities(unit, missing)) known.set(key, row);
  }
  const contacts = senders.map(sender => {
    const row = identitiesOf(sender)
      .map(identity => known.get(keyOf(identity)))
      .find(candidate => candidate !== undefined);
    if (row === undefined) throw new Error('the identities of a contact vanished');
    return row;
  });
  return { contacts, passedOn };
}

/**
 * In countries where phone numbers have two forms: an unknown number whose other form is known is added to that form's
 * contact.
 */
async function learnOtherForms(
  unit: TenantUnit,
  wanted: ReadonlyMap<string, Identity>,
  known: Map<string, KnownContact>,
  at: number,
): Promise<void> {
  const unknown = [...wanted.values()].filter(identity => identity.kind === 'wa_id' && !known.has(keyOf(identity)));
  const others = unknown.flatMap(({ value }) =>
    formsOf(value)
      .slice(1)
      .map(other => ({ value, other })),
  );
  if (others.length === 0) return;
  const found = await knownIdentities(
    unit,
    others.map(({ other }) => ({ kind: 'wa_id' as const, value: other })),
  );
  const learned = others.flatMap(({ value, other }) => {
    const row = found.get(keyOf({ kind: 'wa_id', value: other }));
    return row === undefined
      ? []
      : [{ kind: 'wa_id' as const, value, contactId: row.contact_id, wabaId: null, toldAt: null }];
  });
  if (learned.length === 0) return;
  await insertIdentities(unit, learned, at);
  for (const [key, row] of await knownIdentities(unit, learned)) known.set(key, row);
}

/**
 * Settles identities that came together but do not all belong to the same contact, and updates `known` if that changed
 * anything.
 * @returns ids of contacts whose phone number has passed to somebody else.
 */
async function settleAll(
  unit: TenantUnit,
  told: readonly Told[],
  known: Map<string, KnownContact>,
  at: number,
): Promise<string[]> {
  const passedOn: string[] = [];
  for (const { sender, wabaId, written } of told) {
    const names = identitiesOf(sender);
    const owners = names.map(identity => known.get(keyOf(identity))?.contact_id);
    if (names.length < 2 || new Set(owners).size === 1) continue;
    const settled = await settleNames(
      unit,
      { userId: sender.userId, parentUserId: sender.parentUserId ?? null, waId: sender.waId, wabaId, written },
      at,
    );
    if (settled.kind === 'passed_on') passedOn.push(settled.from);
    if (settled.kind !== 'as_before')
      for (const [key, row] of await knownIdentities(unit, [...known.keys()].map(identityOf).concat(names)))
        known.set(key, row);
  }
  return passedOn;
}

function identityOf(key: string): Identity {
  const colon = key.indexOf(':');
  return { kind: key.slice(0, colon) as Identity['kind'], value: key.slice(colon + 1) };
}

const IDENTITIES = statement('identities_of', {
  takes: { kinds: texts, values: texts },
  gives: {
    kind: words<Identity['kind']>(),
    value: text,
    contact_id: uuid,
    profile_name: nullable(text),
    username: nullable(text),
  },
  sql: `
    SELECT i.kind, i.value, i.contact_id, c.profile_name, c.username
    FROM contact_identity i JOIN contact c ON c.tenant_id = i.tenant_id AND c.id = i.contact_id
    WHERE i.tenant_id = (SELECT current_tenant())
      AND (i.kind, i.value) IN (SELECT * FROM unnest($kinds, $values))
    ORDER BY i.kind, i.value
    FOR SHARE OF i`,
});

/**
 * The contacts of these identities, by `keyOf`. The identities are locked, and keep their contacts until the unit ends.
 */
export async function knownIdentities(
  unit: TenantUnit,
  identities: readonly Identity[],
): Promise<Map<string, KnownContact>> {
  if (identities.length === 0) return new Map();
  const rows = await unit.run(IDENTITIES, { kinds: identities.map(i => i.kind), values: identities.map(i => i.value) });
  return new Map(rows.map(row => [keyOf(row), row]));
}

/**
 * The identities to insert, each with its contact: one that another identity of the sender belongs to, or a new one.
 */
function missingIdentities(told: readonly Told[], known: ReadonlyMap<string, KnownContact>): NewIdentity[] {
  const missing = new Map<string, NewIdentity>();
  for (const { sender, wabaId, written } of told) {
    const identities = identitiesOf(sender);
    // A number that passes to another person within one batch goes to the sender of the later message.
    const taken = [...missing.values()]
      .filter(each => each.kind === 'user_id' && sender.userId !== null && each.value !== sender.userId)
      .map(each => each.contactId);
    const found = (identity: Identity): NewIdentity | undefined =>
      missing.get(keyOf(identity)) ??
      (identity.kind === 'wa_id'
        ? formsOf(identity.value)
            .map(value => missing.get(keyOf({ kind: 'wa_id', value })))
            .find(each => each !== undefined)
        : undefined);
    const isTaken = (identity: Identity): boolean =>
      identity.kind === 'wa_id' && taken.includes(found(identity)?.contactId ?? '');
    const contactId =
      identities
        .flatMap(identity =>
          isTaken(identity) ? [] : (known.get(keyOf(identity))?.contact_id ?? found(identity)?.contactId ?? []),
        )
        .at(0) ?? newId();
    for (const identity of identities)
      if (!known.has(keyOf(identity)) && (isTaken(identity) || !missing.has(keyOf(identity))))
        missing.set(keyOf(identity), {
          ...identity,
          contactId,
          wabaId: identity.kind === 'user_id' ? wabaId : null,
          toldAt: written?.sentAt ?? null,
        });
  }
  return [...missing.values()];
}

const INSERT = statement('identities_insert', {
  takes: { kinds: texts, values: texts, contacts: uuids, wabas: texts, told: texts, at: time },
  gives: {},
  sql: `
    WITH
      taken AS (
        INSERT INTO contact_identity (tenant_id, kind, value, contact_id, created_at, waba_id, told_at)
        SELECT
          current_tenant(),
          n.kind,
          n.value,
          n.contact_id,
          $at,
          nullif(n.waba_id, ''),
          nullif(n.told_at, '')::timestamptz
        FROM
          unnest($kinds, $values, $contacts, $wabas, $told) AS n(kind, value, contact_id, waba_id, told_at)
        ORDER BY n.kind, n.value
        ON CONFLICT DO NOTHING
        RETURNING contact_id
      )
    INSERT INTO contact (id, tenant_id, created_at)
    SELECT DISTINCT contact_id, current_tenant(), $at
    FROM taken
    ORDER BY 1
    ON CONFLICT DO NOTHING`,
});

async function insertIdentities(unit: TenantUnit, identities: readonly NewIdentity[], at: number): Promise<void> {
  await unit.write(INSERT, {
    kinds: identities.map(i => i.kind),
    values: identities.map(i => i.value),
    contacts: identities.map(i => i.contactId),
    wabas: identities.map(i => i.wabaId ?? ''),
    told: identities.map(i => (i.toldAt === null ? '' : new Date(i.toldAt).toISOString())),
    at: new Date(at),
  });
}

/** Updates the names of contacts from messages, given in the order in which they were sent. */
export async function updateProfiles(
  unit: TenantUnit,
  said: readonly { readonly sender: Sender; readonly contact: KnownContact }[],
): Promise<void> {
  const changed = new Map<string, { id: string; name: string | null; username: string | null }>();
  for (const { sender, contact } of said) {
    const before = changed.get(contact.contact_id) ?? {
      id: contact.contact_id,
      name: contact.profile_name,
      username: contact.username,
    };
    const now = { ...before, name: sender.profileName ?? before.name, username: sender.username ?? before.username };
    if (now.name !== before.name || now.username !== before.username) changed.set(contact.contact_id, now);
  }
  if (changed.size === 0) return;
  const list = [...changed.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await unit.write(PROFILES, { profiles: list });
}

const PROFILES = statement('contacts_update_profiles', {
  takes: { profiles: json<readonly { id: string; name: string | null; username: string | null }[]>() },
  gives: {},
  sql: `
    WITH
      r AS (SELECT * FROM jsonb_to_recordset($profiles) AS r(id uuid, name text, username text)),
      locked AS (
        SELECT c.id
        FROM contact c JOIN r ON r.id = c.id
        WHERE c.tenant_id = (SELECT current_tenant())
        ORDER BY c.id
        FOR NO KEY UPDATE OF c
      )
    UPDATE contact c
    SET profile_name = r.name, username = r.username
    FROM r
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = r.id AND c.id IN (SELECT id FROM locked)`,
});
