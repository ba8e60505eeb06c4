/**
 * The nearest passages where the database has pgvector: PostgreSQL with the real extension (PGlite), compared with the
 * search without it.
 */
import { PGlite } from '@electric-sql/pglite';
import { vector as pgvector } from '@electric-sql/pglite-pgvector';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TenantUnit } from '../../store/db/database.ts';
import { newId } from '../../store/db/ids.ts';
import { VectorIndex } from '../../store/knowledge/vector-index.ts';
import { newWake } from '../../store/db/notifier.ts';
import { random } from '../support/random.ts';

const TENANTS = [newId(), newId()];
const MODEL = 'host/model';
/** No multiple of four. */
const DIMENSIONS = 30;
const PASSAGES = 400;
let database: PGlite;

const noStatement = (): Promise<never> => Promise.reject(new Error('only Prisma’s statements are asked for here'));

/** Statements of one tenant's transaction, as Prisma sends them. */
const unitOf = (tenantId: string): TenantUnit => ({
  tenantId,
  wake: newWake(),
  run: noStatement,
  write: noStatement,
  written: new Map(),
  tx: {
    $queryRaw: async (words: TemplateStringsArray, ...values: unknown[]) =>
      (
        await database.query(
          words.reduce((text, word, at) => `${text}$${at}${word}`),
          values,
        )
      ).rows,
  } as unknown as TenantUnit['tx'],
});

const chance = random('vectors');
const some = (dimensions = DIMENSIONS): number[] => Array.from({ length: dimensions }, () => chance.fraction() - 0.5);

beforeAll(async () => {
  database = await PGlite.create({ extensions: { vector: pgvector } });
  await database.exec(
    'CREATE TABLE kb_vector (tenant_id UUID NOT NULL, passage_id UUID PRIMARY KEY, model TEXT NOT NULL, dimensions INT NOT NULL, vector REAL[], position BIGSERIAL NOT NULL)',
  );
  for (let place = 0; place < PASSAGES; place++) {
    // Some were made by a model that told in fewer numbers, and some by another.
    const odd = place % 50 === 0;
    await database.query(
      'INSERT INTO kb_vector (tenant_id, passage_id, model, dimensions, vector) VALUES ($1, $2, $3, $4, $5)',
      [
        TENANTS[place % 2],
        newId(),
        place % 70 === 0 ? 'host/other' : MODEL,
        odd ? 8 : DIMENSIONS,
        odd ? some(8) : some(),
      ],
    );
  }
});
afterAll(() => database.close());

test('with the extension the same are found as without it: the tenant’s own, of the model, in their order', async () => {
  const questions = Array.from({ length: 20 }, () => some());
  const ask = async (tenantId: string) => {
    const index = new VectorIndex();
    const found = [];
    for (const vector of questions) found.push(await index.nearest(unitOf(tenantId), { model: MODEL, vector }, [], 7));
    return found;
  };
  const without = await Promise.all(TENANTS.map(ask));
  await database.exec('CREATE EXTENSION vector');
  const within = await Promise.all(TENANTS.map(ask));
  for (const [tenant, answers] of within.entries()) {
    const { rows } = await database.query<{ id: string }>(
      'SELECT passage_id AS id FROM kb_vector WHERE tenant_id = $1 AND model = $2 AND dimensions = $3',
      [TENANTS[tenant], MODEL, DIMENSIONS],
    );
    const own = new Set(rows.map(row => row.id));
    for (const [place, near] of answers.entries()) {
      expect(near).toHaveLength(7);
      expect(near.map(each => each.id)).toEqual(without[tenant]![place]!.map(each => each.id));
      expect(near.every(each => own.has(each.id))).toBe(true);
      for (const [rank, { similarity }] of near.entries())
        expect(similarity).toBeCloseTo(without[tenant]![place]![rank]!.similarity, 4);
    }
  }
});
