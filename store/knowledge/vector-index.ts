/**
 * Finds the passages nearest in meaning to a question, by exact search over the tenant's own vectors: in the database
 * if it has pgvector, otherwise in memory, where each worker keeps the vectors of the tenants used last.
 */
import type { Database, TenantUnit } from '../db/database.ts';

/** The embedding of a question. */
export interface Meaning {
  /** The embedding model: vectors of different models cannot be compared. */
  readonly model: string;
  readonly vector: readonly number[];
}

/** `similarity` is the cosine: 1 for the same direction. */
export interface Near {
  readonly id: string;
  readonly similarity: number;
}

interface Known {
  readonly ids: readonly string[];
  /** The vectors, normalized to length 1, one after the other in the order of `ids`. */
  readonly values: Float32Array;
  /** The highest `position` read so far. */
  readonly upTo: bigint;
}

interface VectorRow {
  passage_id: string;
  position: bigint;
  bytes: Uint8Array;
}

/** Bytes that `array_send` puts before the elements of a one-dimensional array, and before each element. */
const ARRAY_HEADER = 20;
const ELEMENT_HEADER = 4;
const MEBIBYTE = 1_048_576;
/** How many vectors are read per statement. */
const STEP = 2_000;

/** Keeps its vectors in memory, so a process should have only one. */
export class VectorIndex {
  readonly #known = new Map<string, Known>();
  readonly #mostBytes: number;
  #inDatabase: boolean | null = null;

  /**
   * @param mostMebibytes limit of the vectors in memory, of all tenants together. For a tenant with more than that,
   * only the passages found by words are compared.
   */
  constructor(mostMebibytes = 256) {
    this.#mostBytes = mostMebibytes * MEBIBYTE;
  }

  /**
   * Reads the vectors that are not in memory yet, each step in a transaction of its own, since the first time for a
   * tenant there may be many. Without this, each call of `nearest` reads one step more.
   */
  async load(database: Pick<Database, 'withTenant'>, tenantId: string, meaning: Meaning): Promise<void> {
    for (let more = true; more;) {
      more = await database.withTenant(tenantId, async unit => {
        this.#inDatabase ??= await hasPgvector(unit);
        return (
          !this.#inDatabase &&
          this.#fits(await countOf(unit, meaning), meaning) &&
          (await this.#step(unit, meaning)).more
        );
      });
    }
  }

  /**
   * @param among ids of passages found by words; only these are compared if the tenant's vectors do not fit in memory.
   * @returns the nearest first, at most `limit`. They may include passages that the reader may not see or that are
   * gone, so the caller has to look them up.
   */
  async nearest(unit: TenantUnit, meaning: Meaning, among: readonly string[], limit: number): Promise<Near[]> {
    this.#inDatabase ??= await hasPgvector(unit);
    if (this.#inDatabase) return nearestInDatabase(unit, meaning, limit);
    const { vector } = meaning;
    const count = await countOf(unit, meaning);
    if (count === 0) return [];
    const known = this.#fits(count, meaning)
      ? await this.#upToDate(unit, meaning, count)
      : append(null, await rowsAmong(unit, meaning, among), vector.length);
    return best(known, Float32Array.from(unitOf(vector)), limit);
  }

  #fits(count: number, { vector }: Meaning): boolean {
    return count * vector.length * Float32Array.BYTES_PER_ELEMENT <= this.#mostBytes;
  }

  async #upToDate(unit: TenantUnit, meaning: Meaning, count: number): Promise<Known> {
    const { known } = await this.#step(unit, meaning);
    if (known.ids.length <= count) return known;
    // Some have been deleted since; the remaining ones tell which.
    const { tx, tenantId } = unit;
    const { model, vector } = meaning;
    const left = await tx.$queryRaw<{ passage_id: string }[]>`
      SELECT passage_id
      FROM kb_vector
      WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND dimensions = ${vector.length}`;
    return this.#keep(unit, meaning, only(known, new Set(left.map(row => row.passage_id)), vector.length));
  }

  /** Reads the next vectors that are not in memory yet. */
  async #step(unit: TenantUnit, meaning: Meaning): Promise<{ readonly known: Known; readonly more: boolean }> {
    const before = this.#known.get(keyOf(unit, meaning)) ?? null;
    const { tx, tenantId } = unit;
    const { model, vector } = meaning;
    const rows = await tx.$queryRaw<VectorRow[]>`
      SELECT passage_id, position, array_send(vector) AS bytes
      FROM kb_vector
      WHERE tenant_id = ${tenantId}::uuid
        AND model = ${model}
        AND dimensions = ${vector.length}
        AND position > ${before?.upTo ?? 0n}
      ORDER BY position
      LIMIT ${STEP}`;
    return { known: this.#keep(unit, meaning, append(before, rows, vector.length)), more: rows.length === STEP };
  }

  /** Stores a tenant's vectors, and evicts those of the tenants used longest ago if there is too much. */
  #keep(unit: TenantUnit, meaning: Meaning, known: Known): Known {
    const key = keyOf(unit, meaning);
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

const keyOf = ({ tenantId }: TenantUnit, { model, vector }: Meaning): string => `${tenantId} ${model} ${vector.length}`;

async function countOf({ tx, tenantId }: TenantUnit, { model, vector }: Meaning): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*)
    FROM kb_vector
    WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND dimensions = ${vector.length}`;
  return Number(row?.count ?? 0n);
}

async function hasPgvector({ tx }: TenantUnit): Promise<boolean> {
  const [row] = await tx.$queryRaw<
    { has: boolean }[]
  >`SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector') AS has`;
  return row?.has === true;
}

/**
 * Selects the tenant's vectors before sorting by distance: of the nearest among all tenants, few would be the tenant's.
 */
function nearestInDatabase({ tx, tenantId }: TenantUnit, { model, vector }: Meaning, limit: number): Promise<Near[]> {
  return tx.$queryRaw<Near[]>`
    WITH
      own AS MATERIALIZED (
        SELECT passage_id, vector
        FROM kb_vector
        WHERE tenant_id = ${tenantId}::uuid AND model = ${model} AND dimensions = ${vector.length}
      )
    SELECT passage_id AS id, 1 - (vector::vector <=> ${`[${vector.join(',')}]`}::vector) AS similarity
    FROM own
    ORDER BY similarity DESC, id
    LIMIT ${limit}`;
}

function rowsAmong(
  { tx, tenantId }: TenantUnit,
  { model, vector }: Meaning,
  among: readonly string[],
): Promise<VectorRow[]> {
  return tx.$queryRaw<VectorRow[]>`
    SELECT passage_id, position, array_send(vector) AS bytes
    FROM kb_vector
    WHERE tenant_id = ${tenantId}::uuid
      AND model = ${model}
      AND passage_id = ANY(${[...among]}::uuid[])
      AND dimensions = ${vector.length}`;
}

/** The known vectors with further rows appended; a passage that was read again replaces its former vector. */
function append(known: Known | null, rows: readonly VectorRow[], dimensions: number): Known {
  if (rows.length === 0) return known ?? { ids: [], values: new Float32Array(), upTo: 0n };
  const again = new Set(rows.map(row => row.passage_id));
  const before =
    known === null
      ? null
      : known.ids.some(id => again.has(id))
        ? only(known, new Set(known.ids.filter(id => !again.has(id))), dimensions)
        : known;
  const start = before?.ids.length ?? 0;
  const values = new Float32Array((start + rows.length) * dimensions);
  if (before !== null) values.set(before.values);
  rows.forEach(({ bytes }, index) => values.set(unitOf(floatsOf(bytes, dimensions)), (start + index) * dimensions));
  return {
    ids: [...(before?.ids ?? []), ...rows.map(row => row.passage_id)],
    values,
    upTo: rows.reduce((most, row) => (row.position > most ? row.position : most), before?.upTo ?? 0n),
  };
}

function only({ ids, values, upTo }: Known, left: ReadonlySet<string>, dimensions: number): Known {
  const places = [...ids.keys()].filter(place => left.has(ids[place] ?? ''));
  const kept = new Float32Array(places.length * dimensions);
  places.forEach((place, index) =>
    kept.set(values.subarray(place * dimensions, (place + 1) * dimensions), index * dimensions),
  );
  return { ids: places.map(place => ids[place] ?? ''), values: kept, upTo };
}

function floatsOf(bytes: Uint8Array, dimensions: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: dimensions }, (_, index) =>
    view.getFloat32(ARRAY_HEADER + index * (ELEMENT_HEADER + Float32Array.BYTES_PER_ELEMENT) + ELEMENT_HEADER),
  );
}

function unitOf(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map(value => value / length);
}

function best({ ids, values }: Known, question: Float32Array, limit: number): Near[] {
  const nearest: Near[] = [];
  let least = -Infinity;
  for (const [place, id] of ids.entries()) {
    const similarity = dot(values, place * question.length, question);
    if (similarity < least) continue;
    const near = { id, similarity };
    const before = nearest.findIndex(each => isNearer(near, each));
    nearest.splice(before < 0 ? nearest.length : before, 0, near);
    nearest.length = Math.min(nearest.length, limit);
    if (nearest.length === limit) least = nearest[limit - 1]?.similarity ?? least;
  }
  return nearest;
}

/** Equally near passages are ordered by id, as in the database. */
const isNearer = (a: Near, b: Near): boolean =>
  a.similarity > b.similarity || (a.similarity === b.similarity && a.id < b.id);

/** Uses four independent sums, because in a single one each addition waits for the one before: half the time. */
function dot(values: Float32Array, from: number, question: Float32Array): number {
  let a = 0,
    b = 0,
    c = 0,
    d = 0,
    index = 0;
  for (const last = question.length - 3; index < last; index += 4) {
    a += product(values, from + index, question, index);
    b += product(values, from + index + 1, question, index + 1);
    c += product(values, from + index + 2, question, index + 2);
    d += product(values, from + index + 3, question, index + 3);
  }
  for (; index < question.length; index++) a += product(values, from + index, question, index);
  return a + b + c + d;
}

const product = (values: Float32Array, at: number, question: Float32Array, index: number): number =>
  (values[at] ?? 0) * (question[index] ?? 0);
