import pg from 'pg';
import { findPassages } from '../activities/ai/embed-question.ts';
import { aiPolicy } from '../api/ai/schemas.ts';
import { Database } from '../store/db/database.ts';
import { addDocument } from '../store/knowledge/documents.ts';
import { indexPassages } from '../store/knowledge/index-passages.ts';
import { pieceOf } from '../store/knowledge/passages.ts';
import { VectorIndex } from '../store/knowledge/vector-index.ts';
import type { Evaluation } from './ai-retrieval.ts';
import { embeddingOf, evaluate, PYTHON, SHOP } from './ai-retrieval.ts';
import type { BenchEnvironment } from './environment.ts';
import type { Measurement } from './report.ts';
import { median, spreadOf } from './report.ts';

const SMALL = 5_000;
const LARGE = 50_000;
const PER_DOCUMENT = 500;
const WORDS = 120;
const VOCABULARY = 30_000;
const QUESTIONS = 100;
const ROUNDS = 5;
/** Dimensions of the vectors, as of a small embedding model. */
const DIMENSIONS = 384;
const AUTHOR = { kind: 'user', id: null };

/**
 * Measures how well passages are found, and what a search costs in a large knowledge base compared with a small one.
 */
export async function benchAi({ urls, adminUrl, tenants }: BenchEnvironment): Promise<Measurement[]> {
  const database = new Database({ url: urls.app, poolSize: 4, maxWaitMs: 10_000, timeoutMs: 120_000 });
  const admin = new pg.Pool({ connectionString: adminUrl, max: 2 });
  try {
    return [
      ...(await quality(database, tenants[0]?.id ?? '', tenants[1]?.id ?? '')),
      ...(await cost(database, admin, tenants[1]?.id ?? '')),
    ];
  } finally {
    await Promise.all([database.close(), admin.end()]);
  }
}

async function quality(database: Database, shop: string, python: string): Promise<Measurement[]> {
  const at = Date.now();
  const { evidenceFloor } = aiPolicy.parse({ mode: 'answer' });
  const embedding = embeddingOf(process.env);
  console.log(`  fused with the vectors of ${embedding.model}`);
  return [
    ...measured('shop', await evaluate(database, shop, SHOP, embedding, evidenceFloor, at), SHOP_FLOORS),
    ...measured('Python', await evaluate(database, python, PYTHON, embedding, evidenceFloor, at), PYTHON_FLOORS),
  ];
}

interface Floors {
  readonly questions: number;
  readonly recallAt5: number;
  readonly ndcgAt10: number;
  readonly fused: number;
  readonly precision: number;
  readonly recall: number;
  readonly answered: number;
}
const SHOP_FLOORS: Floors = {
  questions: 150,
  recallAt5: 0.95,
  ndcgAt10: 0.9,
  fused: 0.9,
  precision: 0.8,
  recall: 0.9,
  answered: 0.85,
};
/** Lower precision: much of what is refused here is answerable, but its answer uses other words than the question. */
const PYTHON_FLOORS: Floors = {
  questions: 150,
  recallAt5: 0.8,
  ndcgAt10: 0.7,
  fused: 0,
  precision: 0.5,
  recall: 0.9,
  answered: 0.75,
};

function measured(set: string, found: Evaluation, floors: Floors): Measurement[] {
  const share = (name: string, value: number, least: number): Measurement => ({
    name: `${set}: ${name}`,
    value,
    unit: '',
    baseline: null,
    ratio: null,
    floor: `≥ ${least}`,
    holds: value >= least,
  });
  const against = (name: string, value: number, baseline: number, least: number): Measurement => ({
    name: `${set}: ${name}`,
    value,
    unit: '',
    baseline,
    ratio: value / baseline,
    floor: `> ${least}`,
    holds: value / baseline > least,
  });
  return [
    share('questions', found.questions, floors.questions),
    share('recall@5', found.bm25.recallAt5, floors.recallAt5),
    share('nDCG@10', found.bm25.ndcgAt10, floors.ndcgAt10),
    against('nDCG@10 of BM25 against ts_rank', found.bm25.ndcgAt10, found.tsRank.ndcgAt10, 1),
    against('nDCG@10 of BM25 against ts_rank_cd', found.bm25.ndcgAt10, found.tsRankCd.ndcgAt10, 1),
    against('nDCG@10 fused with vectors, against words alone', found.fused.ndcgAt10, found.bm25.ndcgAt10, floors.fused),
    share('abstention: precision', found.abstention.precision, floors.precision),
    share('abstention: recall', found.abstention.recall, floors.recall),
    share('answerable questions it tries', found.answered, floors.answered),
    share('of those the best passage is the right one', found.rightFirst, 0),
    {
      name: `${set}: best passage in another language`,
      value: found.wrongLanguage,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '≤ 0.02',
      holds: found.wrongLanguage <= 0.02,
    },
  ];
}

/**
 * A random word with frequencies as in natural language (Zipf's law): the k-th word is 1/k as frequent as the first.
 */
function zipf(random: () => number): string {
  const rank = Math.floor(Math.exp(random() * Math.log(VOCABULARY)));
  return `w${rank.toString(36).replace(/\d/g, digit => 'abcdefghij'[Number(digit)] ?? '')}q`;
}

/** A pseudo-random generator of numbers from 0 to less than 1, the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function cost(database: Database, admin: pg.Pool, tenantId: string): Promise<Measurement[]> {
  const random = seeded(7);
  const text = (words: number): string => Array.from({ length: words }, () => zipf(random)).join(' ');
  const add = async (passages: number): Promise<void> => {
    for (let done = 0; done < passages; done += PER_DOCUMENT) {
      await database.withTenant(tenantId, async unit => {
        const id = await addDocument(
          unit,
          { kind: 'article', title: 'Bench', body: 'x', language: 'en', audience: 'customer' },
          AUTHOR,
          0,
        );
        await indexPassages(
          unit,
          { documentId: id, version: 1, language: 'en', audience: 'customer', validFrom: null, validUntil: null },
          Array.from({ length: PER_DOCUMENT }, () => ({
            heading: pieceOf(''),
            said: pieceOf(text(WORDS)),
            suspicious: false,
          })),
        );
      });
    }
    await admin.query('VACUUM ANALYZE kb_posting, kb_passage, kb_term');
  };
  const questions = Array.from({ length: QUESTIONS }, () => text(8));
  // Random vectors suffice: the cost of comparing vectors does not depend on their values.
  const question = { model: 'bench', vector: Array.from({ length: DIMENSIONS }, random) };
  const index = new VectorIndex(512);
  const round = async (meaning: boolean): Promise<number[]> => {
    const times: number[] = [];
    for (const each of questions) {
      const begun = performance.now();
      await findPassages(
        database,
        tenantId,
        { text: each, language: 'en', audience: 'customer', limit: 5, at: Date.now() },
        meaning ? { of: question, index } : null,
      );
      times.push(performance.now() - begun);
    }
    return times;
  };
  const measure = async (passages: number, meaning: boolean): Promise<number[]> => {
    const begun = performance.now();
    if (meaning) await index.load(database, tenantId, question);
    const loaded = performance.now() - begun;
    await round(meaning);
    const rounds: number[][] = [];
    for (let each = 0; each < ROUNDS; each++) rounds.push(await round(meaning));
    const sorted = rounds.flat().sort((a, b) => a - b);
    console.log(
      `  ${passages} passages, ${meaning ? `with vectors of ${DIMENSIONS} numbers` : 'by words'}: p95 ${(sorted[Math.floor(sorted.length * 0.95)] ?? NaN).toFixed(1)} ms, ${meaning ? `read into memory in ${loaded.toFixed(0)} ms` : 'nothing in memory'}`,
    );
    return rounds.map(median);
  };
  const addVectors = async (passages: number): Promise<void> =>
    void (await admin.query(
      `
        INSERT INTO kb_vector (tenant_id, passage_id, model, dimensions, vector)
        SELECT
          tenant_id,
          id,
          'bench',
          ${DIMENSIONS},
          (SELECT array_agg((random() + 0 * (g + length(p.text)))::real) FROM generate_series(1, ${DIMENSIONS}) g)
        FROM kb_passage p
        WHERE tenant_id = $1
        ORDER BY id
        LIMIT ${passages}
        ON CONFLICT (passage_id) DO UPDATE
        SET
          model = excluded.model,
          dimensions = excluded.dimensions,
          vector = excluded.vector,
          position = nextval('kb_vector_position_seq')`,
      [tenantId],
    ));
  const compared = (name: string, large: number[], small: number[], most: number): Measurement => {
    const baseline = median(small);
    return {
      name,
      value: median(large),
      unit: 'ms',
      baseline,
      ratio: median(large) / baseline,
      floor: `≤ ${most}×`,
      holds: median(large) <= most * baseline,
      spread: spreadOf(large.map(each => each / baseline)),
    };
  };
  await add(SMALL);
  await addVectors(SMALL);
  const small = { words: await measure(SMALL, false), both: await measure(SMALL, true) };
  await add(LARGE - SMALL);
  const words = await measure(LARGE, false);
  await addVectors(LARGE);
  const both = await measure(LARGE, true);
  return [
    compared(`a search over ${LARGE} passages against ${SMALL}`, words, small.words, 3),
    compared('the same by words and meaning', both, small.both, 3),
  ];
}
