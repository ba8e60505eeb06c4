/** Pairs of contacts that are likely one person, by few signals that people can check for themselves. */
import { mailTerm } from '../../domain/search/terms.ts';
import type { TenantUnit } from '../db/database.ts';

/** `email`: the attribute is the same; `name_and_number`: the name is, and the number but for its country or prefix. */
export const MERGE_SIGNALS = ['email', 'name_and_number'] as const;
export type MergeSignal = (typeof MERGE_SIGNALS)[number];

/** An e-mail or a name that more contacts share says nothing: it is that of an office, or a word. */
const MOST_ALIKE = 5;
/** So many last digits of numbers are compared. */
const DIGITS = 8;
/** Of contacts that share what is looked up, so many are looked at. */
const LOOKED_AT = 20;

interface Known {
  readonly id: string;
  readonly email: string | null;
  readonly numbers: readonly string[];
}

/** What a contact and those that are like it share; it is a term of each of them. */
interface Sign {
  readonly id: string;
  readonly signal: MergeSignal;
  readonly term: string;
}

const signsOf = ({ id, email, numbers }: Known): Sign[] => [
  ...(email === null || email.trim() === '' ? [] : [{ id, signal: 'email' as const, term: mailTerm(email) }]),
  ...[...new Set(numbers.map(each => each.slice(-DIGITS)))].map(term => ({
    id,
    signal: 'name_and_number' as const,
    term,
  })),
];

/** Keeps with whom contacts are alike now. Whoever calls this has kept their terms. */
export async function keepPairs(unit: TenantUnit, contacts: readonly Known[]): Promise<void> {
  const { tx, tenantId } = unit;
  const ids = contacts.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM contact_alike
    WHERE tenant_id = ${tenantId}::uuid AND (one_id = ANY(${ids}::uuid[]) OR other_id = ANY(${ids}::uuid[]))`;
  const signs = contacts.flatMap(signsOf);
  if (signs.length === 0) return;
  const groups = new Map<string, (Sign & { readonly other: string })[]>();
  for (const found of await alikeBy(unit, signs)) {
    const key = `${found.id} ${found.signal} ${found.term}`;
    groups.set(key, [...(groups.get(key) ?? []), found]);
  }
  const pairs: { one: string; other: string; signal: MergeSignal }[] = [];
  for (const [first, ...rest] of groups.values()) {
    if (first === undefined) continue;
    const { id, signal } = first;
    const others = [first, ...rest].map(({ other }) => other);
    if (others.length >= MOST_ALIKE) await forgetGroup(unit, signal, [id, ...others]);
    else
      for (const each of others)
        pairs.push(id < each ? { one: id, other: each, signal } : { one: each, other: id, signal });
  }
  await tx.$executeRaw`
    INSERT INTO contact_alike (tenant_id, one_id, other_id, signal)
    SELECT DISTINCT ${tenantId}::uuid, n.one, n.other, n.signal
    FROM jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) AS n(one uuid, other uuid, signal text)
    WHERE NOT EXISTS (
      SELECT 1
      FROM contact_pair p
      WHERE p.tenant_id = ${tenantId}::uuid AND p.one_id = n.one AND p.other_id = n.other
    )
    ORDER BY 2, 3, 4
    ON CONFLICT DO NOTHING`;
}

/** Who shares a term with a contact, and what the signal says besides. */
function alikeBy({ tx, tenantId }: TenantUnit, signs: readonly Sign[]): Promise<(Sign & { readonly other: string })[]> {
  return tx.$queryRaw`
    SELECT n.id, n.signal, n.term, o.id AS other
    FROM jsonb_to_recordset(${JSON.stringify(signs)}::jsonb) AS n(id uuid, signal text, term text)
      JOIN contact k ON k.tenant_id = ${tenantId}::uuid AND k.id = n.id
      CROSS JOIN LATERAL (
        SELECT t.contact_id
        FROM contact_term t
        WHERE t.tenant_id = ${tenantId}::uuid AND t.term = n.term
        ORDER BY t.contact_id
        LIMIT ${LOOKED_AT}
      ) t
      JOIN contact o ON o.tenant_id = ${tenantId}::uuid AND o.id = t.contact_id AND o.id <> k.id
    WHERE CASE n.signal
        WHEN 'email' THEN lower(btrim(o.attributes ->> 'email')) = lower(btrim(k.attributes ->> 'email'))
        ELSE lower(btrim(coalesce(o.given_name, o.profile_name))) = lower(btrim(coalesce(k.given_name, k.profile_name)))
      END`;
}

/** What so many share says nothing of any of them. */
async function forgetGroup({ tx, tenantId }: TenantUnit, signal: MergeSignal, ids: readonly string[]): Promise<void> {
  const members = { in: [...ids] };
  await tx.contactAlike.deleteMany({ where: { tenantId, signal, oneId: members, otherId: members } });
}
