/** How well the right article is found, and how sure one can be that there is none: over `test/fixtures/ai`. */
import type { Database, TenantUnit } from '../store/database.ts';
import { addDocument, publish } from '../store/knowledge/documents.ts';
import { search } from '../store/knowledge/search.ts';
import { configurationOf, searchable, withoutFillers } from '../domain/knowledge/words.ts';
import { CORPORA } from '../test/fixtures/ai/corpus.ts';

export interface Quality {
  readonly recallAt5: number;
  readonly ndcgAt10: number;
}

export interface Evaluation {
  readonly bm25: Quality;
  readonly tsRank: Quality;
  readonly tsRankCd: Quality;
  /** Of what the AI would not answer, the share that nothing answers; and of what nothing answers, the share it would not answer. */
  readonly abstention: { readonly precision: number; readonly recall: number };
  /** Of the answerable, the share that it would try. */
  readonly answered: number;
  /** Best passages in another language than the question's. */
  readonly wrongLanguage: number;
  readonly questions: number;
}

const AUTHOR = { kind: 'user', id: null };

/** Publishes the articles of all four languages. @returns each article's id, by language and place. */
export async function publishCorpora(database: Database, tenantId: string, at: number): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { language, articles } of CORPORA) {
    const ids: string[] = [];
    for (const [title, body] of articles) {
      ids.push(await database.withTenant(tenantId, async unit => {
        const id = await addDocument(unit, { kind: 'article', title, body, language, audience: 'customer' }, AUTHOR, at);
        await publish(unit, id, 1, AUTHOR, at, false);
        return id;
      }));
    }
    found.set(language, ids);
  }
  return found;
}

/** @param floor the policy's evidence floor. */
export async function evaluate(database: Database, tenantId: string, documents: ReadonlyMap<string, readonly string[]>, floor: number, at: number): Promise<Evaluation> {
  const ranks: { bm25: number[]; tsRank: number[]; tsRankCd: number[] } = { bm25: [], tsRank: [], tsRankCd: [] };
  const count = { tried: 0, answerable: 0, refusedRightly: 0, refused: 0, unanswerable: 0, wrongLanguage: 0 };
  for (const { language, answerable, unanswerable } of CORPORA) {
    for (const [text, place] of [...answerable, ...unanswerable.map(question => [question, -1] as const)]) {
      const wanted = place < 0 ? null : documents.get(language)?.[place] ?? null;
      const { passages, evidence } = await database.withTenant(tenantId, unit => search(unit, { text, language, audience: 'customer', limit: 10, at }));
      const refuses = passages.length === 0 || evidence < floor;
      if (refuses) count.refused += 1;
      if (wanted === null) {
        count.unanswerable += 1;
        if (refuses) count.refusedRightly += 1;
        continue;
      }
      count.answerable += 1;
      if (!refuses) count.tried += 1;
      if (passages[0] !== undefined && passages[0].language !== language) count.wrongLanguage += 1;
      ranks.bm25.push(passages.findIndex(passage => passage.documentId === wanted));
      for (const by of ['ts_rank', 'ts_rank_cd'] as const) ranks[by === 'ts_rank' ? 'tsRank' : 'tsRankCd'].push((await database.withTenant(tenantId, unit => byPostgres(unit, by, text, language))).indexOf(wanted));
    }
  }
  return {
    bm25: qualityOf(ranks.bm25), tsRank: qualityOf(ranks.tsRank), tsRankCd: qualityOf(ranks.tsRankCd), questions: count.answerable + count.unanswerable, answered: count.tried / count.answerable, wrongLanguage: count.wrongLanguage / count.answerable,
    abstention: { precision: count.refused === 0 ? 1 : count.refusedRightly / count.refused, recall: count.refusedRightly / count.unanswerable },
  };
}

/** One right article per question: the ideal gain is 1. */
function qualityOf(ranks: readonly number[]): Quality {
  const mean = (gain: (rank: number) => number): number => ranks.reduce((sum, rank) => sum + gain(rank), 0) / ranks.length;
  return { recallAt5: mean(rank => (rank >= 0 && rank < 5 ? 1 : 0)), ndcgAt10: mean(rank => (rank >= 0 && rank < 10 ? 1 / Math.log2(rank + 2) : 0)) };
}

/** The same words, any of them, ranked by PostgreSQL's own functions with its normalisation for length. */
async function byPostgres({ tx, tenantId }: TenantUnit, by: 'ts_rank' | 'ts_rank_cd', question: string, language: string): Promise<string[]> {
  const words = searchable(withoutFillers(question));
  const rows = await tx.kbPassage.findMany({ where: { tenantId }, select: { id: true, documentId: true, heading: true, text: true } });
  const texts = JSON.stringify(rows.map(row => ({ document: row.documentId, id: row.id, text: `${searchable(row.heading)} ${searchable(row.text)}` })));
  const config = configurationOf(language);
  const ranked = await tx.$queryRawUnsafe<{ document: string }[]>(`
    WITH q AS (SELECT nullif(string_agg(quote_literal(lexeme), ' | '), '')::tsquery AS query FROM unnest(to_tsvector($1::regconfig, $2)))
    SELECT p.document FROM jsonb_to_recordset($3::jsonb) AS p(document text, id text, text text), q
    WHERE to_tsvector($1::regconfig, p.text) @@ q.query ORDER BY ${by}(to_tsvector($1::regconfig, p.text), q.query, 1) DESC, p.id LIMIT 10`, config, words, texts);
  return ranked.map(row => row.document);
}
