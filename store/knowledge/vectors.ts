/**
 * What passages mean, as a model of embeddings tells it: which have no vector yet, and the vectors of those that do.
 */
import type { TenantUnit } from '../db/database.ts';
import { lockIndex } from './index-passages.ts';

export interface Unread {
  readonly id: string;
  /** What the model is shown: the headings, and the text under them. */
  readonly text: string;
}

/** Published passages that have no vector of this model; those that talk to machines never leave. */
export async function passagesWithoutVector(
  { tx, tenantId }: TenantUnit,
  model: string,
  limit: number,
): Promise<Unread[]> {
  return tx.$queryRaw<Unread[]>`
    SELECT p.id, p.heading || E'\n' || p.text AS text
    FROM kb_passage p
    WHERE p.tenant_id = ${tenantId}::uuid
      AND NOT p.suspicious
      AND NOT EXISTS (SELECT 1 FROM kb_vector v WHERE v.passage_id = p.id AND v.model = ${model})
    ORDER BY p.id
    LIMIT ${limit}`;
}

/** Keeps vectors, in the place of those of another model. Of a passage that is gone meanwhile nothing is kept. */
export async function keepVectors(
  unit: TenantUnit,
  model: string,
  vectors: readonly { readonly id: string; readonly vector: readonly number[] }[],
): Promise<void> {
  // Under the lock of the tenant's index: positions count up in the order of commits, so whoever reads on misses none.
  await lockIndex(unit);
  const { tx, tenantId } = unit;
  const rows = JSON.stringify(
    vectors.map(({ id, vector }) => ({ id, dimensions: vector.length, vector: `{${vector.join(',')}}` })),
  );
  await tx.$executeRaw`
    INSERT INTO kb_vector (tenant_id, passage_id, model, dimensions, vector)
    SELECT p.tenant_id, p.id, ${model}, r.dimensions, r.vector::real[]
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, dimensions int, vector text)
      JOIN kb_passage p ON p.id = r.id
    WHERE p.tenant_id = ${tenantId}::uuid
    ON CONFLICT (passage_id) DO UPDATE
    SET
      model = excluded.model,
      dimensions = excluded.dimensions,
      vector = excluded.vector,
      position = nextval('kb_vector_position_seq')`;
}

/** How many passages there are, and how many each model of embeddings has read. */
export async function vectorProgress({ tx, tenantId }: TenantUnit): Promise<{
  readonly passages: number;
  readonly read: { readonly model: string; readonly passages: number }[];
}> {
  const rows = await tx.kbVector.groupBy({
    by: ['model'],
    where: { tenantId },
    _count: true,
    orderBy: { model: 'asc' },
  });
  return {
    passages: await tx.kbPassage.count({ where: { tenantId, suspicious: false } }),
    read: rows.map(({ model, _count: passages }) => ({ model, passages })),
  };
}
