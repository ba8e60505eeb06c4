/** Evaluates on `test/fixtures/ai` how well search finds the right article, and recognises that there is none. */
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';
import type { Database, TenantUnit } from '../store/db/database.ts';
import { addDocument, publish } from '../store/knowledge/documents.ts';
import { search } from '../store/knowledge/search.ts';
import { VectorIndex } from '../store/knowledge/vector-index.ts';
import { keepVectors, passagesWithoutVector } from '../store/knowledge/vectors.ts';
import { configurationOf, searchable, withoutFillers } from '../domain/knowledge/words.ts';
import { embed } from '../activities/ai/embed.ts';
import { DEMO_EMBEDDING_MODEL, vectorOf } from '../simulator/model/embed.ts';
import type { Corpus } from '../test/fixtures/ai/corpus.ts';
import { CORPORA } from '../test/fixtures/ai/corpus.ts';

interface Quality {
  readonly recallAt5: number;
  readonly ndcgAt10: number;
}

/** Results of an evaluation; all numbers but `questions` are shares from 0 to 1. */
export interface Evaluation {
  readonly bm25: Quality;
  /** BM25 fused with the ranking by vectors. */
  readonly fused: Quality;
  readonly tsRank: Quality;
  readonly tsRankCd: Quality;
  /**
   * Precision: of the questions the AI would not answer, the share that is unanswerable. Recall: of the unanswerable
   * questions, the share it would not answer.
   */
  readonly abstention: { readonly precision: number; readonly recall: number };
  /** Of the answerable questions, the share it would try to answer. */
  readonly answered: number;
  /** Of the questions it would try, the share whose best passage belongs to the right article. */
  readonly rightFirst: number;
  /** Of the answerable questions, the share whose best passage is in a language other than the question's. */
  readonly wrongLanguage: number;
  /** Number of questions, answerable and unanswerable. */
  readonly questions: number;
}

const AUTHOR = { kind: 'user', id: null };
const BATCH = 32;

/** An embedding model. `of` returns one vector per text, in the same order. */
export interface Embedding {
  readonly model: string;
  of(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}

/** The simulator's embedding model: it tolerates misspellings but knows no meanings. */
export const DEMO_EMBEDDING: Embedding = {
  model: DEMO_EMBEDDING_MODEL,
  of: texts => Promise.resolve(texts.map(vectorOf)),
};

/**
 * The embedding model to evaluate with: that of the OpenAI-compatible endpoint at `EMBEDDINGS_URL` (with
 * `EMBEDDINGS_MODEL` and `EMBEDDINGS_KEY`), else the simulator's.
 */
export function embeddingOf(env: NodeJS.ProcessEnv): Embedding {
  const {
    EMBEDDINGS_URL: baseUrl,
    EMBEDDINGS_MODEL: model = 'text-embedding-3-small',
    EMBEDDINGS_KEY: apiKey = 'none',
  } = env;
  if (baseUrl === undefined) return DEMO_EMBEDDING;
  const dispatcher = new Agent();
  return {
    model,
    of: async texts => {
      const result = await embed({ baseUrl, model, apiKey, dispatcher }, texts, 60_000, new AbortController().signal);
      if (result.kind === 'failed') throw new Error(`the model of embeddings did not answer: ${result.code}`);
      return result.vectors;
    },
  };
}

/** The Python FAQ, with the shop's questions as unanswerable ones: no page about Python answers them. */
const pythonQuestions = (): Corpus[] => {
  const pairs = JSON.parse(readFileSync(new URL('../test/fixtures/ai/python-faq.json', import.meta.url), 'utf8')) as [
    question: string,
    answer: string,
  ][];
  const shop = CORPORA.filter(({ language }) => language === 'en');
  // The question is not used as the title: it would be found too easily.
  return [
    {
      language: 'en',
      articles: pairs.map(([, answer]) => ['Python', answer]),
      answerable: pairs.map(([question], place) => [question, place]),
      unanswerable: shop.flatMap(({ answerable, unanswerable }) => [
        ...answerable.map(([question]) => question),
        ...unanswerable,
      ]),
    },
  ];
};

/** Corpus written for this project: a shop's articles in four languages, and its customers' questions. */
export const SHOP: readonly Corpus[] = CORPORA;
/**
 * Corpus written by others: the FAQ of Python's documentation, with the answers as articles without their questions.
 */
export const PYTHON: readonly Corpus[] = pythonQuestions();

/**
 * Publishes the articles and stores their vectors.
 * @returns the articles' ids by language, in the order of the corpus.
 */
async function publishCorpora(
  database: Database,
  tenantId: string,
  corpora: readonly Corpus[],
  embedding: Embedding,
  at: number,
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { language, articles } of corpora) {
    const ids: string[] = [];
    for (const [title, body] of articles) {
      ids.push(
        await database.withTenant(tenantId, async unit => {
          const id = await addDocument(
            unit,
            { kind: 'article', title, body, language, audience: 'customer' },
            AUTHOR,
            at,
          );
          await publish(unit, id, 1, AUTHOR, at, false);
          return id;
        }),
      );
    }
    found.set(language, ids);
  }
  for (let left = BATCH; left === BATCH;) {
    const passages = await database.withTenant(tenantId, unit => passagesWithoutVector(unit, embedding.model, BATCH));
    const vectors = await embedding.of(passages.map(passage => passage.text));
    await database.withTenant(tenantId, unit =>
      keepVectors(
        unit,
        embedding.model,
        passages.flatMap(({ id }, place) => (vectors[place] === undefined ? [] : [{ id, vector: vectors[place] }])),
      ),
    );
    left = passages.length;
  }
  return found;
}

/**
 * Publishes the corpora in a tenant and searches for every question.
 * @param tenantId a tenant without other articles.
 * @param floor the policy's evidence floor: with less evidence the AI would not answer.
 * @param at the time of publishing and searching, in milliseconds since the epoch.
 */
export async function evaluate(
  database: Database,
  tenantId: string,
  corpora: readonly Corpus[],
  embedding: Embedding,
  floor: number,
  at: number,
): Promise<Evaluation> {
  const documents = await publishCorpora(database, tenantId, corpora, embedding, at);
  const ranks: Record<'bm25' | 'fused' | 'tsRank' | 'tsRankCd', number[]> = {
    bm25: [],
    fused: [],
    tsRank: [],
    tsRankCd: [],
  };
  const count = {
    tried: 0,
    answerable: 0,
    refusedRightly: 0,
    refused: 0,
    unanswerable: 0,
    wrongLanguage: 0,
    rightFirst: 0,
  };
  const index = new VectorIndex();
  for (const { language, answerable, unanswerable } of corpora) {
    const forPostgres = await database.withTenant(tenantId, unit => vectorised(unit, language));
    for (const [text, place] of [...answerable, ...unanswerable.map(question => [question, -1] as const)]) {
      const wanted = place < 0 ? null : (documents.get(language)?.[place] ?? null);
      const find = (vector?: readonly number[]) =>
        database.withTenant(tenantId, unit =>
          search(unit, {
            text,
            language,
            audience: 'customer',
            limit: 10,
            at,
            ...(vector === undefined
              ? {}
              : { nearest: (among, limit) => index.nearest(unit, { model: embedding.model, vector }, among, limit) }),
          }),
        );
      const { passages, evidence } = await find();
      const refuses = passages.length === 0 || evidence < floor;
      if (refuses) count.refused += 1;
      if (wanted === null) {
        count.unanswerable += 1;
        if (refuses) count.refusedRightly += 1;
        continue;
      }
      count.answerable += 1;
      if (!refuses) count.tried += 1;
      if (!refuses && passages[0]?.documentId === wanted) count.rightFirst += 1;
      if (passages[0] !== undefined && passages[0].language !== language) count.wrongLanguage += 1;
      ranks.bm25.push(passages.findIndex(passage => passage.documentId === wanted));
      ranks.fused.push(
        (await find((await embedding.of([text]))[0])).passages.findIndex(passage => passage.documentId === wanted),
      );
      for (const by of ['ts_rank', 'ts_rank_cd'] as const)
        ranks[by === 'ts_rank' ? 'tsRank' : 'tsRankCd'].push(
          (await database.withTenant(tenantId, unit => byPostgres(unit, by, text, language, forPostgres))).indexOf(
            wanted,
          ),
        );
    }
  }
  return {
    bm25: qualityOf(ranks.bm25),
    fused: qualityOf(ranks.fused),
    tsRank: qualityOf(ranks.tsRank),
    tsRankCd: qualityOf(ranks.tsRankCd),
    questions: count.answerable + count.unanswerable,
    answered: count.tried / count.answerable,
    rightFirst: count.rightFirst / count.tried,
    wrongLanguage: count.wrongLanguage / count.answerable,
    abstention: {
      precision: count.refused === 0 ? 1 : count.refusedRightly / count.refused,
      recall: count.refusedRightly / count.unanswerable,
    },
  };
}

/** @param ranks rank of the right article for each question, from 0; −1 when it was not found. The ideal gain is 1. */
function qualityOf(ranks: readonly number[]): Quality {
  const mean = (gain: (rank: number) => number): number =>
    ranks.reduce((sum, rank) => sum + gain(rank), 0) / ranks.length;
  return {
    recallAt5: mean(rank => (rank >= 0 && rank < 5 ? 1 : 0)),
    ndcgAt10: mean(rank => (rank >= 0 && rank < 10 ? 1 / Math.log2(rank + 2) : 0)),
  };
}

/** All passages with their tsvectors, as JSON, for PostgreSQL's own ranking functions. */
async function vectorised({ tx, tenantId }: TenantUnit, language: string): Promise<string> {
  const rows = await tx.kbPassage.findMany({
    where: { tenantId },
    select: { id: true, documentId: true, heading: true, text: true },
  });
  const texts = JSON.stringify(
    rows.map(row => ({
      document: row.documentId,
      id: row.id,
      text: `${searchable(row.heading)} ${searchable(row.text)}`,
    })),
  );
  return JSON.stringify(
    await tx.$queryRawUnsafe(
      `
        SELECT document, id, to_tsvector($1::regconfig, text)::text AS words
        FROM jsonb_to_recordset($2::jsonb) AS p(document text, id text, text text)`,
      configurationOf(language),
      texts,
    ),
  );
}

/**
 * The documents that contain any of the question's words, ranked by one of PostgreSQL's own functions with
 * normalisation for length.
 */
async function byPostgres(
  { tx }: TenantUnit,
  by: 'ts_rank' | 'ts_rank_cd',
  question: string,
  language: string,
  passages: string,
): Promise<string[]> {
  const ranked = await tx.$queryRawUnsafe<{ document: string }[]>(
    `
      WITH
        q AS (
          SELECT nullif(string_agg(quote_literal(lexeme), ' | '), '')::tsquery AS query
          FROM unnest(to_tsvector($1::regconfig, $2))
        )
      SELECT p.document
      FROM jsonb_to_recordset($3::jsonb) AS p(document text, id text, words text), q
      WHERE p.words::tsvector @@ q.query
      ORDER BY ${by}(p.words::tsvector, q.query, 1) DESC, p.id
      LIMIT 10`,
    configurationOf(language),
    searchable(withoutFillers(question)),
    passages,
  );
  return ranked.map(row => row.document);
}
