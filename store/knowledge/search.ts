/**
 * Finds the passages that answer a question: by words, with BM25 (Robertson, Zaragoza 2009) in SQL over the tenant's
 * own statistics; and by meaning, if an embedding model is set. The two rankings are fused (Cormack, Clarke, Buettcher
 * 2009).
 */
import { codesIn, configurationOf, searchable, withoutFillers } from '../../domain/knowledge/words.ts';
import { head } from '../../domain/text/looked-at.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Values } from '../db/statement.ts';
import { bigint, float, int, nullable, statement, text, texts, time, uuid, uuids } from '../db/statement.ts';
import { CODE_MARK } from './index-passages.ts';
import type { Near } from './vector-index.ts';

const K1 = 1.2;
const B = 0.75;
/** At most so many lexemes of a question count, the rarest ones. */
const LEXEMES = 12;
/** Candidates are taken from the rarest lexemes on, until so many postings are read: frequent words say little. */
const POSTINGS = 1_000;
/**
 * The weights (idf) are computed as if there were so many more passages without any of the words, and as if an unknown
 * word occurred in one passage: so that in a small knowledge base, too, a known word counts for more than an unknown
 * one counts against it.
 */
const PRIOR = 50;
/** Factor of the score for passages in the language of the question. */
const OWN_LANGUAGE = 1.2;
/**
 * How many places of each ranking are fused, and the constant that reduces the weight of the first ones (k, in the
 * paper).
 */
const FUSED = 50;
const RANK_DAMPING = 60;

export interface Query {
  readonly text: string;
  /** ISO 639-1; null when not known. */
  readonly language: string | null;
  /** `customer`: only passages for customers; `internal`: also those for agents only. */
  readonly audience: 'customer' | 'internal';
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** See `VectorIndex.nearest`, for the question's embedding; without it only words count. */
  readonly nearest?: (among: readonly string[], limit: number) => Promise<readonly Near[]>;
}

export interface Found {
  readonly id: string;
  readonly documentId: string;
  readonly version: number;
  readonly heading: string;
  readonly text: string;
  readonly language: string;
  readonly url: string | null;
  /** BM25 or, with search by meaning, the sum of reciprocal ranks. */
  readonly score: number;
  /** The share of the question's words, weighted by rarity (idf), that the passage contains: 0 to 1. */
  readonly coverage: number;
}

export interface Search {
  readonly passages: readonly Found[];
  /**
   * How likely it is that the passages answer the question, 0 to 1: the coverage of the one that is best by words, or 0
   * when a code (such as an article number) of the question is not in it.
   */
  readonly evidence: number;
  /** Similarity of the nearest passage; 0 when `evidence` is 0 for lack of a code; null without search by meaning. */
  readonly similarity: number | null;
}

const ROW = {
  id: uuid,
  document_id: uuid,
  version: int,
  heading: text,
  text,
  language: text,
  url: nullable(text),
  score: float,
  coverage: float,
  codes: int,
};
type Row = Values<typeof ROW>;
type Reads = Pick<TenantUnit, 'run'>;

/** The best passages first; none when no word of the question is known and none is near in meaning. */
export async function search(reads: Reads, query: Query): Promise<Search> {
  const { limit, nearest: nearestOf = null } = query;
  const asked = head(query.text);
  const codes = codesIn(asked);
  const byWords = await searchByWords(
    reads,
    { ...query, text: asked },
    codes,
    nearestOf === null ? limit : Math.max(FUSED, limit),
  );
  const near =
    nearestOf === null
      ? null
      : await nearestOf(
          byWords.map(row => row.id),
          FUSED,
        );
  const byMeaning =
    near === null || near.length === 0
      ? []
      : await passagesSeen(
          reads,
          near.map(each => each.id),
          query,
        );
  const best = near === null ? byWords.slice(0, limit) : fuse([byWords, byMeaning]).slice(0, limit);
  // The evidence is about the passages that are returned: it is that of the best by words among them.
  const shown = new Set(best.map(row => row.id));
  const first = byWords.find(row => shown.has(row.id));
  const missing = codes.length > 0 && (first?.codes ?? 0) < codes.length;
  const nearest = near === null ? null : missing ? 0 : (near.find(each => shown.has(each.id))?.similarity ?? 0);
  return {
    passages: best.map(({ document_id: documentId, codes: _, ...row }) => ({ ...row, documentId })),
    evidence: first === undefined || missing ? 0 : first.coverage,
    similarity: nearest,
  };
}

const CORPORA = statement('kb_corpora', {
  takes: {},
  gives: { language: text, passages: int, total_length: bigint },
  sql: `
    SELECT language, passages, total_length
    FROM kb_corpus
    WHERE tenant_id = (SELECT current_tenant()) AND passages > 0`,
});

async function searchByWords(
  { run }: Reads,
  { text: asked, language, audience, at }: Query,
  codes: readonly string[],
  limit: number,
): Promise<Row[]> {
  const corpora = await run(CORPORA, {});
  const words = searchable(withoutFillers(asked));
  const marked = codes.map(code => `${CODE_MARK}${code}`);
  const found: Row[] = [];
  // One after the other, since concurrent statements outside a transaction would each take a connection.
  for (const corpus of corpora) {
    found.push(
      ...(await run(BY_WORDS, {
        configuration: configurationOf(corpus.language),
        words,
        codes: marked,
        language: corpus.language,
        passages: corpus.passages,
        average: Number(corpus.total_length) / corpus.passages,
        boost: corpus.language === language ? OWN_LANGUAGE : 1,
        audience,
        limit,
        at: new Date(at),
      })),
    );
  }
  return found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit);
}

/** SQL condition: passage `p` is valid now, and visible to `$audience`. */
const SEEN =
  "NOT p.suspicious AND (p.audience = 'customer' OR $audience = 'internal') AND (p.valid_from IS NULL OR p.valid_from <= $at) AND (p.valid_until IS NULL OR p.valid_until > $at)";

const PASSAGES_SEEN = statement('kb_passages_seen', {
  takes: { ids: uuids, audience: text, at: time },
  gives: ROW,
  sql: `
    SELECT
      p.id,
      p.document_id,
      p.version,
      p.heading,
      p.text,
      p.language,
      d.url,
      0::float8 AS score,
      0::float8 AS coverage,
      0 AS codes
    FROM kb_passage p JOIN kb_document d ON d.id = p.document_id
    WHERE p.tenant_id = (SELECT current_tenant()) AND p.id = ANY($ids) AND ${SEEN}`,
});

/** Those of the passages that the audience may see, in the order of `ids`. */
async function passagesSeen({ run }: Reads, ids: readonly string[], { audience, at }: Query): Promise<Row[]> {
  const rows = new Map((await run(PASSAGES_SEEN, { ids, audience, at: new Date(at) })).map(row => [row.id, row]));
  return ids.flatMap(id => rows.get(id) ?? []);
}

/** Reciprocal rank fusion: first come passages that are high in one ranking, or fairly high in both. */
function fuse(ranks: readonly (readonly Row[])[]): Row[] {
  const fused = new Map<string, Row>();
  for (const rank of ranks)
    for (const [place, row] of rank.entries()) {
      const before = fused.get(row.id);
      fused.set(row.id, { ...(before ?? row), score: (before?.score ?? 0) + 1 / (RANK_DAMPING + place + 1) });
    }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

/**
 * `LIMIT 1` makes it look up each posting in the index; otherwise the planner reads all postings of frequent lexemes.
 */
const BY_WORDS = statement('kb_search_by_words', {
  takes: {
    configuration: text,
    words: text,
    codes: texts,
    language: text,
    passages: int,
    average: float,
    boost: float,
    audience: text,
    at: time,
    limit: int,
  },
  gives: ROW,
  sql: `
    WITH
      asked AS (
        SELECT lexeme
        FROM unnest(to_tsvector($configuration::regconfig, $words))
        UNION
        SELECT unnest($codes)
      ),
      weighed AS (
        SELECT
          a.lexeme,
          coalesce(t.passages, 0) AS df,
          ln(
            1 + ($passages + ${PRIOR} - greatest(t.passages, 1) + 0.5::float8) / (greatest(t.passages, 1) + 0.5::float8)
          ) AS idf
        FROM asked a
          LEFT JOIN kb_term t ON t.tenant_id = (SELECT current_tenant())
            AND t.language = $language
            AND t.lexeme = a.lexeme
      ),
      rarest AS (
        SELECT
          *,
          sum(df) OVER (ORDER BY df, lexeme) AS so_far,
          row_number() OVER (ORDER BY df, lexeme) AS place
        FROM weighed
        WHERE df > 0
        ORDER BY df, lexeme
        LIMIT ${LEXEMES}
      ),
      candidates AS (
        SELECT DISTINCT o.passage_id
        FROM rarest r
          CROSS JOIN LATERAL (
            SELECT passage_id
            FROM kb_posting o
            WHERE o.tenant_id = (SELECT current_tenant()) AND o.language = $language AND o.lexeme = r.lexeme
            ORDER BY passage_id
            LIMIT ${POSTINGS}
          ) o
        WHERE r.place = 1 OR r.so_far <= ${POSTINGS}
      ),
      scored AS (
        SELECT
          c.passage_id,
          sum(
            r.idf * o.frequency * ${K1 + 1}::float8 / (
              o.frequency + ${K1}::float8 * (${1 - B}::float8 + ${B}::float8 * o.length / $average)
            )
          ) AS score,
          sum(r.idf) / (SELECT sum(idf) FROM weighed) AS coverage,
          count(*) FILTER (WHERE starts_with(r.lexeme, '${CODE_MARK}'))::int AS codes
        FROM candidates c
          CROSS JOIN rarest r
          CROSS JOIN LATERAL (
            SELECT frequency, length
            FROM kb_posting o
            WHERE o.tenant_id = (SELECT current_tenant())
              AND o.language = $language
              AND o.lexeme = r.lexeme
              AND o.passage_id = c.passage_id
            LIMIT 1
          ) o
        GROUP BY c.passage_id
      )
    SELECT
      p.id,
      p.document_id,
      p.version,
      p.heading,
      p.text,
      p.language,
      d.url,
      s.score * $boost AS score,
      s.coverage,
      s.codes
    FROM scored s JOIN kb_passage p ON p.id = s.passage_id JOIN kb_document d ON d.id = p.document_id
    WHERE ${SEEN}
    ORDER BY s.score DESC, p.id
    LIMIT $limit`,
});
