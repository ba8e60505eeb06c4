import { LONG_FORMS_LIKE, phoneKey } from '../../domain/whatsapp/phone-number.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, nullable, statement, text, texts, time, uuid } from '../db/statement.ts';
import { mergeContacts } from './merge-contacts.ts';

/** One of two contacts that may be the same person. */
export interface Alike {
  readonly id: string;
  readonly name: string | null;
  readonly waId: string;
  readonly createdAt: Date;
}

/** How many phone numbers are compared at a time. */
const BATCH = 1_000;

const LONG_FORMS = statement('contacts_with_long_numbers', {
  takes: { patterns: texts, after: text, most: int },
  gives: { value: text },
  sql: `
    SELECT value
    FROM contact_identity
    WHERE tenant_id = (SELECT current_tenant())
      AND kind = 'wa_id'
      AND value LIKE ANY($patterns)
      AND value > $after
    ORDER BY value
    LIMIT $most`,
});

const ALIKE = statement('contacts_alike', {
  takes: { longs: texts, shorts: texts },
  gives: {
    value: text,
    short: text,
    id: uuid,
    other_id: uuid,
    name: nullable(text),
    other_name: nullable(text),
    created_at: time,
    other_created_at: time,
  },
  sql: `
    SELECT
      n.value,
      n.short,
      c.id,
      o.id AS other_id,
      coalesce(c.given_name, c.profile_name) AS name,
      coalesce(o.given_name, o.profile_name) AS other_name,
      c.created_at,
      o.created_at AS other_created_at
    FROM unnest($longs, $shorts) AS n(value, short)
      JOIN contact_identity i ON i.tenant_id = (SELECT current_tenant())
        AND i.kind = 'wa_id'
        AND i.value = n.value
      JOIN contact_identity j ON j.tenant_id = (SELECT current_tenant())
        AND j.kind = 'wa_id'
        AND j.value = n.short
        AND j.contact_id <> i.contact_id
      JOIN contact c ON c.tenant_id = i.tenant_id
        AND c.id = i.contact_id
      JOIN contact o ON o.tenant_id = j.tenant_id
        AND o.id = j.contact_id
    ORDER BY n.value`,
});

/**
 * Pairs of contacts whose phone numbers are the long and the short form of the same number, left from before the two
 * forms were treated as one. The first of a pair has the long form.
 * @param after `end` of the page before; null for the first page.
 * @returns at most `limit` pairs; `end` is null when there are no more.
 */
export async function listDuplicates(
  unit: TenantUnit,
  after: string | null,
  limit: number,
): Promise<{ readonly pairs: (readonly [Alike, Alike])[]; readonly end: string | null }> {
  const pairs: (readonly [Alike, Alike])[] = [];
  for (let from = after ?? ''; ;) {
    const longs = (await unit.run(LONG_FORMS, { patterns: [...LONG_FORMS_LIKE], after: from, most: BATCH })).map(
      row => row.value,
    );
    const rows = longs.length === 0 ? [] : await unit.run(ALIKE, { longs, shorts: longs.map(phoneKey) });
    for (const row of rows) {
      if (pairs.length === limit) return { pairs, end: pairs.at(-1)?.[0].waId ?? null };
      pairs.push([
        { id: row.id, name: row.name, waId: row.value, createdAt: row.created_at },
        { id: row.other_id, name: row.other_name, waId: row.short, createdAt: row.other_created_at },
      ]);
    }
    const last = longs.at(-1);
    if (last === undefined || longs.length < BATCH) return { pairs, end: null };
    from = last;
  }
}

/** Why two contacts were not merged. */
export type NotMerged = 'same_contact' | 'two_people';

/**
 * Merges a contact into another at a person's request.
 * @returns null when they were merged; `two_people` when the same WhatsApp Business Account (or one that is not known)
 * gives them different user ids.
 */
export async function mergeAlike(
  unit: TenantUnit,
  from: string,
  into: string,
  actor: Parameters<typeof mergeContacts>[4],
  at: number,
): Promise<NotMerged | null> {
  if (from === into) return 'same_contact';
  const known = await unit.tx.contactIdentity.findMany({
    where: { tenantId: unit.tenantId, kind: 'user_id', contactId: { in: [from, into] } },
    select: { contactId: true, wabaId: true, value: true },
  });
  const [mine, theirs] = [known.filter(each => each.contactId === from), known.filter(each => each.contactId === into)];
  if (
    mine.some(one =>
      theirs.some(
        other =>
          one.value !== other.value && (one.wabaId === other.wabaId || one.wabaId === null || other.wabaId === null),
      ),
    )
  )
    return 'two_people';
  await mergeContacts(unit, from, into, at, actor);
  return null;
}
