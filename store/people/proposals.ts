/** Pairs of contacts that are likely one person, by few signals that people can check for themselves. */
import type { TenantUnit } from '../db/database.ts';

/** `email`: the attribute is the same; `name_and_number`: the name is, and the number but for its country or prefix. */
export const MERGE_SIGNALS = ['email', 'name_and_number'] as const;
type MergeSignal = (typeof MERGE_SIGNALS)[number];

export interface Proposal {
  /** The lower id first. */
  readonly ids: readonly [string, string];
  readonly signals: readonly MergeSignal[];
}

/** An e-mail or a name that more contacts share says nothing: it is that of an office, or a word. */
const MOST_ALIKE = 5;
/** So many last digits of numbers are compared. */
const DIGITS = 8;

/**
 * Pairs that nobody has rejected, and that WhatsApp does not know as two people, by their ids.
 * @param after where the page before ended; null: the first page.
 */
export async function listProposals(
  { tx, tenantId }: TenantUnit,
  after: readonly [string, string] | null,
  limit: number,
): Promise<Proposal[]> {
  const [one, other] = after ?? [NONE, NONE];
  const rows = await tx.$queryRaw<{ one: string; other: string; signals: MergeSignal[] }[]>`
    WITH
      known AS MATERIALIZED (
        SELECT
          k.id,
          nullif(lower(btrim(k.attributes ->> 'email')), '') AS email,
          nullif(lower(btrim(coalesce(k.given_name, k.profile_name))), '') AS name,
          right(i.value, ${DIGITS}) AS digits
        FROM contact k
          JOIN contact_identity i ON i.tenant_id = k.tenant_id AND i.contact_id = k.id AND i.kind = 'wa_id'
        WHERE k.tenant_id = ${tenantId}::uuid AND NOT k.restricted
      ),
      alike AS (
        SELECT 'email' AS signal, array_agg(DISTINCT id ORDER BY id) AS ids
        FROM known
        WHERE email IS NOT NULL
        GROUP BY email
        HAVING count(DISTINCT id) BETWEEN 2 AND ${MOST_ALIKE}
        UNION ALL
        SELECT 'name_and_number', array_agg(DISTINCT id ORDER BY id)
        FROM known
        WHERE name IS NOT NULL
        GROUP BY name, digits
        HAVING count(DISTINCT id) BETWEEN 2 AND ${MOST_ALIKE}
      )
    SELECT a.id AS one, b.id AS other, array_agg(DISTINCT s.signal ORDER BY s.signal) AS signals
    FROM alike s CROSS JOIN unnest(s.ids) AS a(id) CROSS JOIN unnest(s.ids) AS b(id)
    WHERE a.id < b.id
      AND (a.id, b.id) > (${one}::uuid, ${other}::uuid)
      AND NOT EXISTS (
        SELECT 1
        FROM contact_pair p
        WHERE p.tenant_id = ${tenantId}::uuid AND p.one_id = a.id AND p.other_id = b.id
      )
      AND NOT EXISTS (
        SELECT 1
        FROM contact_identity m
          JOIN contact_identity n ON n.tenant_id = m.tenant_id
            AND n.kind = 'user_id'
            AND n.contact_id = b.id
            AND n.value <> m.value
            AND (n.waba_id = m.waba_id OR n.waba_id IS NULL OR m.waba_id IS NULL)
        WHERE m.tenant_id = ${tenantId}::uuid AND m.kind = 'user_id' AND m.contact_id = a.id
      )
    GROUP BY a.id, b.id
    ORDER BY a.id, b.id
    LIMIT ${limit}`;
  return rows.map(row => ({ ids: [row.one, row.other], signals: row.signals }));
}

const NONE = '00000000-0000-0000-0000-000000000000';

/** Notes that two contacts are two people: they are not proposed again. @param at epoch milliseconds. */
export async function rejectPair(
  { tx, tenantId }: TenantUnit,
  ids: readonly [string, string],
  author: { readonly kind: string; readonly id: string },
  at: number,
): Promise<void> {
  const [oneId = '', otherId = ''] = [...ids].sort();
  await tx.contactPair.createMany({
    data: [{ tenantId, oneId, otherId, authorKind: author.kind, authorId: author.id, createdAt: new Date(at) }],
    skipDuplicates: true,
  });
}
