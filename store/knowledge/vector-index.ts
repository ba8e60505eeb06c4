/**
 * The passages nearest in meaning to a question: exact, over the tenant's own vectors alone. In the database where it has
 * pgvector; else in memory, where each worker keeps the vectors of the tenants asked last.
 */
import type { TenantUnit } from '../database.ts';

/** A question as a model of embeddings tells it. */
export interface Meaning {
  /** Which model: vectors of different models cannot be compared. */
  readonly model: string;
  readonly vector: readonly number[];
}

/** Similarity: the cosine, 1 for the same direction. */
export interface Near {
  readonly id: string;
  readonly similarity: number;
}

interface Known {
  readonly ids: readonly string[];
  /** Of length 1, one after the other. */
  readonly values: Float32Array;
  readonly upTo: bigint;
}

interface VectorRow { passage_id: string; position: bigint; bytes: Uint8Array }

/** What `array_send` puts before the elements of an array with one dimension, and before each element: bytes. */
const ARRAY_HEADER = 20;
const ELEMENT_HEADER = 4;
const MEBIBYTE = 1_048_576;

export class VectorIndex {
  readonly #known = new Map<string, Known>();
  readonly #mostBytes: number;
  #inDatabase: boolean | null = null;

  /** @param mostMebibytes kept in memory for all tenants together; a tenant with more is asked about what was found by words only. */
  constructor(mostMebibytes = 256) {
    this.#mostBytes = mostMebibytes * MEBIBYTE;
  }

  /**
   * @param among what was found by words: enough where a tenant has more vectors than fit in memory.
   * @returns the nearest first, at most `limit`; also passages the reader may not see, or that are gone: look them up.
   */
  async nearest(unit: TenantUnit, meaning: Meaning, among: readonly string[], limit: number): Promise<Near[]> {
    this.#inDatabase ??= await hasPgvector(unit);
    if (this.#inDatabase) return nearestInDatabase(unit, meaning, limit);
    const { model, vector } = meaning;
    const [size] = await unit.tx.$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM kb_vector WHERE tenant_id = ${unit.tenantId}::uuid AND model = ${model} AND cardinality(vector) = ${vector.length}`;
    const count = Number(size?.count ?? 0n);
    if (count === 0) return [];
    const known = count * vector.length * Float32Array.BYTES_PER_ELEMENT > this.#mostBytes ? append(null, await rowsAmong(unit, meaning, among), vector.length) : await this.#load(unit, meaning, count);
    return best(known, Float32Array.from(unitOf(vector)), limit);
  }

  /** Forgets what is kept in memory. */
  clear(): void {
    this.#known.clear();
  }

  async #load({ tx, tenantId }: TenantUnit, { model, vector }: Meaning, count: number): Promise<Known> {
    const key = `${tenantId} ${model} ${vector.length}`;
    let known = this.#known.get(key) ?? null;
    const rows = await tx.$queryRaw<VectorRow[]>`
      SELECT passage_id, position, array_send(vector) AS bytes FROM kb_vector
      WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND position > ${known?.upTo ?? 0n} AND cardinality(vector) = ${vector.length} ORDER BY position`;
    known = append(known, rows, vector.length);
    // Some are gone since: what is left says which.
    if (known.ids.length > count) {
      const left = await tx.$queryRaw<{ passage_id: string; position: bigint }[]>`SELECT passage_id FROM kb_vector WHERE tenant_id = ${tenantId}::uuid AND model = ${model}`;
      known = only(known, new Set(left.map(row => row.passage_id)), vector.length);
    }
    // The tenant asked last goes last.
    this.#known.delete(key);
    this.#known.set(key, known);
    let bytes = [...this.#known.values()].reduce((sum, each) => sum + each.values.byteLength, 0);
    for (const [other, { values }] of this.#known) {
      if (bytes <= this.#mostBytes || other === key) break;
      this.#known.delete(other);
      bytes -= values.byteLength;
    }
    return known;
  }
}

async function hasPgvector({ tx }: TenantUnit): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ has: boolean }[]>`SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector') AS has`;
  return row?.has === true;
}

/** The tenant's vectors first, then how near they are: never the nearest of all tenants, of which few would be left. */
function nearestInDatabase({ tx, tenantId }: TenantUnit, { model, vector }: Meaning, limit: number): Promise<Near[]> {
  return tx.$queryRaw<Near[]>`
    WITH own AS MATERIALIZED (SELECT passage_id, vector FROM kb_vector WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND cardinality(vector) = ${vector.length})
    SELECT passage_id AS id, 1 - (vector::vector <=> ${`[${vector.join(',')}]`}::vector) AS similarity FROM own ORDER BY similarity DESC, id LIMIT ${limit}`;
}

function rowsAmong({ tx, tenantId }: TenantUnit, { model, vector }: Meaning, among: readonly string[]): Promise<VectorRow[]> {
  return tx.$queryRaw<VectorRow[]>`
    SELECT passage_id, position, array_send(vector) AS bytes FROM kb_vector
    WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND passage_id = ANY(${[...among]}::uuid[]) AND cardinality(vector) = ${vector.length}`;
}

/** What is known with what was read behind it; a passage read again counts as it is now. */
function append(known: Known | null, rows: readonly VectorRow[], dimensions: number): Known {
  if (rows.length === 0) return known ?? { ids: [], values: new Float32Array(), upTo: 0n };
  const again = new Set(rows.map(row => row.passage_id));
  const before = known === null ? null : known.ids.some(id => again.has(id)) ? only(known, new Set(known.ids.filter(id => !again.has(id))), dimensions) : known;
  const start = before?.ids.length ?? 0;
  const values = new Float32Array((start + rows.length) * dimensions);
  if (before !== null) values.set(before.values);
  rows.forEach(({ bytes }, index) => values.set(unitOf(floatsOf(bytes, dimensions)), (start + index) * dimensions));
  return { ids: [...(before?.ids ?? []), ...rows.map(row => row.passage_id)], values, upTo: rows.reduce((most, row) => (row.position > most ? row.position : most), before?.upTo ?? 0n) };
}

function only({ ids, values, upTo }: Known, left: ReadonlySet<string>, dimensions: number): Known {
  const places = [...ids.keys()].filter(place => left.has(ids[place] ?? ''));
  const kept = new Float32Array(places.length * dimensions);
  places.forEach((place, index) => kept.set(values.subarray(place * dimensions, (place + 1) * dimensions), index * dimensions));
  return { ids: places.map(place => ids[place] ?? ''), values: kept, upTo };
}

function floatsOf(bytes: Uint8Array, dimensions: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: dimensions }, (_, index) => view.getFloat32(ARRAY_HEADER + index * (ELEMENT_HEADER + Float32Array.BYTES_PER_ELEMENT) + ELEMENT_HEADER));
}

function unitOf(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map(value => value / length);
}

function best({ ids, values }: Known, question: Float32Array, limit: number): Near[] {
  const near = ids.map((id, place): Near => {
    let similarity = 0;
    for (let at = place * question.length, index = 0; index < question.length; at++, index++) similarity += (values[at] ?? 0) * (question[index] ?? 0);
    return { id, similarity };
  });
  return near.sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1)).slice(0, limit);
}
