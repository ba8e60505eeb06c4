/** Embeddings of passages: which passages have none yet, and storing them. */
import type { TenantUnit } from '../db/database.ts';
import { lockIndex } from './index-passages.ts';

export interface Unread {
  readonly id: string;
  /** The text to embed: the headings, and the passage under them. */
  readonly text: string;
}

/** Published passages without a vector of this model. Suspicious ones (see `Passage`) are never sent to a model. */
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

/** Stores vectors; they replace those of another model. Those of passages that are gone by now are dropped. */
export async function keepVectors(
  unit: TenantUnit,
  model: string,
  vectors: readonly { readonly id: string; readonly vector: readonly number[] }[],
): Promise<void> {
  // Under the lock of the tenant's index, positions increase in the order of commits, so that a reader who continues
  // from the last position misses none.
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

/** The number of passages, without suspicious ones, and of vectors per embedding model. */
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
