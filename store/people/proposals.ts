/** Pairs of contacts that are likely one person (`store/search/keep-pairs.ts`), for people to decide. */
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import type { MergeSignal } from '../search/keep-pairs.ts';

export interface Proposal {
  /** The lower id first. */
  readonly ids: readonly [string, string];
  readonly signals: readonly MergeSignal[];
}

/** So many pairs are looked at for a page, those included that are not proposed. */
const LOOKED_AT = 500;

/**
 * Pairs that nobody has rejected, and that WhatsApp does not know as two people, by their ids.
 * @param after where the page before ended; null: the first page.
 * @returns at most `limit`; `end`: up to where pairs were looked at, null: to the last one.
 */
export async function listProposals(
  { tx, tenantId }: TenantUnit,
  after: readonly [string, string] | null,
  limit: number,
): Promise<{ readonly items: readonly Proposal[]; readonly end: readonly [string, string] | null }> {
  const [one, other] = after ?? [NONE, NONE];
  const rows = await tx.$queryRaw<{ one: string; other: string; signals: MergeSignal[]; fits: boolean }[]>`
    SELECT
      s.one,
      s.other,
      s.signals,
      NOT a.restricted
      AND NOT b.restricted
      AND a.has_identity
      AND b.has_identity
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
      ) AS fits
    FROM
      (
        SELECT one_id AS one, other_id AS other, array_agg(signal ORDER BY signal) AS signals
        FROM contact_alike
        WHERE tenant_id = ${tenantId}::uuid AND (one_id, other_id) > (${one}::uuid, ${other}::uuid)
        GROUP BY one_id, other_id
        ORDER BY one_id, other_id
        LIMIT ${LOOKED_AT}
      ) s
      -- One by one, by their keys, however many others there are.
      CROSS JOIN LATERAL (${contactOf(tenantId, 'one')}) a
      CROSS JOIN LATERAL (${contactOf(tenantId, 'other')}) b
    ORDER BY s.one, s.other`;
  const fitting = rows.filter(({ fits }) => fits);
  const last = fitting.length > limit ? fitting[limit - 1] : rows.length === LOOKED_AT ? rows.at(-1) : undefined;
  return {
    items: fitting.slice(0, limit).map(row => ({ ids: [row.one, row.other], signals: row.signals })),
    end: last === undefined ? null : [last.one, last.other],
  };
}

/** A contact of a pair, and whether anything of WhatsApp leads to it. */
const contactOf = (tenantId: string, side: 'one' | 'other'): Prisma.Sql => Prisma.sql`
  SELECT
    c.id,
    c.tenant_id,
    c.restricted,
    (
      SELECT true
      FROM contact_identity i
      WHERE i.tenant_id = ${tenantId}::uuid AND i.contact_id = c.id
      LIMIT 1
    ) IS TRUE AS has_identity
  FROM contact c
  WHERE c.tenant_id = ${tenantId}::uuid AND c.id = ${side === 'one' ? Prisma.sql`s.one` : Prisma.sql`s.other`}
  LIMIT 1`;

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
  await tx.contactAlike.deleteMany({ where: { tenantId, oneId, otherId } });
}
