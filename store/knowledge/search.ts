/** Finds the passages that answer a question: BM25 (Robertson, Zaragoza 2009) in SQL over the tenant's own counts. */
import { codesIn, configurationOf, searchable, withoutFillers } from '../../domain/knowledge/words.ts';
import type { TenantUnit } from '../database.ts';
import { CODE_MARK } from './index-passages.ts';

const K1 = 1.2;
const B = 0.75;
/** So many of a question's lexemes count, the rarest. */
const LEXEMES = 12;
/** Passages are drawn from the rarest lexemes on, until so many postings were read: what is everywhere tells nothing. */
const POSTINGS = 1_000;
/** An unknown word weighs as one that is known once. As if there were so many passages more, without any of the words: in a small knowledge base, too, a known word tells more than an unknown one hides. */
const PRIOR = 50;
/** A passage in the language of the question counts so much more. */
const OWN_LANGUAGE = 1.2;

export interface Query {
  readonly text: string;
  /** ISO 639-1; null: not known. */
  readonly language: string | null;
  /** Customers see what is for all; agents also what is for them alone. */
  readonly audience: 'customer' | 'internal';
  readonly limit: number;
  readonly at: number;
}

export interface Found {
  readonly id: string;
  readonly documentId: string;
  readonly version: number;
  readonly heading: string;
  readonly text: string;
  readonly language: string;
  readonly url: string | null;
  readonly score: number;
  /** Of what the question asks, weighed by how rare it is, the share that the passage has: 0 to 1. */
  readonly coverage: number;
}

export interface Search {
  readonly passages: readonly Found[];
  /** How sure it is that the best passage answers the question, 0 to 1: its coverage; 0 where a code of the question is not in it. */
  readonly evidence: number;
}

interface Row { id: string; document_id: string; version: number; heading: string; text: string; language: string; url: string | null; score: number; coverage: number; codes: number }

/** Best first; nothing where no word of the question is known. */
export async function search(unit: TenantUnit, { text, language, audience, limit, at }: Query): Promise<Search> {
  const { tx, tenantId } = unit;
  const corpora = await tx.kbCorpus.findMany({ where: { tenantId, passages: { gt: 0 } } });
  if (corpora.length === 0) return NOTHING;
  const [words, codes] = [searchable(withoutFillers(text)), codesIn(text)];
  const found: Row[] = [];
  for (const corpus of corpora) {
    const boost = corpus.language === language ? OWN_LANGUAGE : 1;
    found.push(...(await searchLanguage(unit, { words, codes, language: corpus.language, passages: corpus.passages, average: Number(corpus.totalLength) / corpus.passages, boost, audience, limit, at })));
  }
  found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  const best = found.slice(0, limit);
  const [first] = best;
  const evidence = first === undefined || first.codes < codes.length ? 0 : first.coverage;
  return { passages: best.map(({ document_id: documentId, codes: _, ...row }) => ({ ...row, documentId })), evidence };
}

const NOTHING: Search = { passages: [], evidence: 0 };

interface Asked { readonly words: string; readonly codes: readonly string[]; readonly language: string; readonly passages: number; readonly average: number; readonly boost: number; readonly audience: string; readonly limit: number; readonly at: number }

async function searchLanguage({ tx, tenantId }: TenantUnit, { words, codes, language, passages, average, boost, audience, limit, at }: Asked): Promise<Row[]> {
  const when = new Date(at);
  return tx.$queryRaw<Row[]>`
    WITH asked AS (
      SELECT lexeme FROM unnest(to_tsvector(${configurationOf(language)}::regconfig, ${words})) UNION SELECT unnest(${codes.map(code => `${CODE_MARK}${code}`)}::text[])
    ), weighed AS (
      SELECT a.lexeme, coalesce(t.passages, 0) AS df, ln(1 + (${passages + PRIOR}::float8 - greatest(t.passages, 1) + 0.5) / (greatest(t.passages, 1) + 0.5)) AS idf
      FROM asked a LEFT JOIN kb_term t ON t.tenant_id = ${tenantId}::uuid AND t.language = ${language} AND t.lexeme = a.lexeme
    ), rarest AS (
      SELECT *, sum(df) OVER (ORDER BY df, lexeme) AS so_far, row_number() OVER (ORDER BY df, lexeme) AS place FROM weighed WHERE df > 0 ORDER BY df, lexeme LIMIT ${LEXEMES}
    ), candidates AS (
      SELECT DISTINCT o.passage_id FROM rarest r CROSS JOIN LATERAL (
        SELECT passage_id FROM kb_posting o WHERE o.tenant_id = ${tenantId}::uuid AND o.language = ${language} AND o.lexeme = r.lexeme ORDER BY passage_id LIMIT ${POSTINGS}) o
      WHERE r.place = 1 OR r.so_far <= ${POSTINGS}
    ), scored AS (
      SELECT c.passage_id, sum(r.idf * o.frequency * ${K1 + 1}::float8 / (o.frequency + ${K1}::float8 * (${1 - B}::float8 + ${B}::float8 * o.length / ${average}::float8))) AS score,
        sum(r.idf) / (SELECT sum(idf) FROM weighed) AS coverage, count(*) FILTER (WHERE starts_with(r.lexeme, ${CODE_MARK}))::int AS codes
      -- One look into the index for each: without the limit the planner reads all postings of the common lexemes.
      FROM candidates c CROSS JOIN rarest r CROSS JOIN LATERAL (
        SELECT frequency, length FROM kb_posting o WHERE o.tenant_id = ${tenantId}::uuid AND o.language = ${language} AND o.lexeme = r.lexeme AND o.passage_id = c.passage_id LIMIT 1) o
      GROUP BY c.passage_id
    )
    SELECT p.id, p.document_id, p.version, p.heading, p.text, p.language, d.url, s.score * ${boost}::float8 AS score, s.coverage, s.codes
    FROM scored s JOIN kb_passage p ON p.id = s.passage_id JOIN kb_document d ON d.id = p.document_id
    WHERE NOT p.suspicious AND (p.audience = 'customer' OR ${audience} = 'internal') AND (p.valid_from IS NULL OR p.valid_from <= ${when}::timestamptz) AND (p.valid_until IS NULL OR p.valid_until > ${when}::timestamptz)
    ORDER BY s.score DESC, p.id LIMIT ${limit}`;
}
