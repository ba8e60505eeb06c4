/**
 * The search index of a tenant's published passages: postings, the number of passages with each lexeme, and the number
 * and total length of passages per language.
 */
import { configurationOf, together } from '../../domain/knowledge/words.ts';
import type { TenantUnit } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Passage } from './passages.ts';

export interface Indexed {
  readonly documentId: string;
  readonly version: number;
  readonly language: string;
  readonly audience: string;
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
}

/** A word in a heading counts as two occurrences in the text. */
const HEADING_WEIGHT = 2;

/** Prefix of codes among the lexemes; no lexeme begins with it. */
export const CODE_MARK = '=';

/**
 * Writes a document's passages and updates the statistics, in the running transaction, after removing those of its
 * former version. Locks the tenant's index.
 */
export async function indexPassages(unit: TenantUnit, document: Indexed, passages: readonly Passage[]): Promise<void> {
  const { tx, tenantId } = unit;
  await removePassages(unit, document.documentId);
  const configuration = configurationOf(document.language);
  const rows = passages.map(({ heading, said, suspicious }, place) => ({
    id: newId(),
    place,
    heading: heading.text,
    text: said.text,
    suspicious,
    length: said.words,
    said: said.searchable,
    above: heading.searchable,
    codes: together([heading, said]).codes.map(code => `${CODE_MARK}${code}`),
  }));
  await tx.$executeRaw`
    WITH
      p AS MATERIALIZED (
        SELECT *
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS p(
            id uuid,
            place int,
            heading text,
            text text,
            suspicious boolean,
            length int,
            said text,
            above text,
            codes jsonb
          )
      ),
      kept AS (
        INSERT INTO kb_passage (
          id,
          tenant_id,
          document_id,
          version,
          place,
          heading,
          text,
          language,
          audience,
          length,
          suspicious,
          valid_from,
          valid_until
        )
        SELECT
          id,
          ${tenantId}::uuid,
          ${document.documentId}::uuid,
          ${document.version}::int,
          place,
          heading,
          text,
          ${document.language},
          ${document.audience},
          length,
          suspicious,
          ${document.validFrom}::timestamptz,
          ${document.validUntil}::timestamptz
        FROM p
      ),
      words AS (
        SELECT p.id, p.length, t.lexeme, cardinality(t.positions) AS frequency
        FROM p CROSS JOIN LATERAL unnest(to_tsvector(${configuration}::regconfig, p.said)) t
        UNION ALL
        SELECT p.id, p.length, t.lexeme, ${HEADING_WEIGHT} * cardinality(t.positions)
        FROM p CROSS JOIN LATERAL unnest(to_tsvector(${configuration}::regconfig, p.above)) t
        UNION ALL
        SELECT p.id, p.length, c.code, 1
        FROM p CROSS JOIN LATERAL jsonb_array_elements_text(p.codes) c(code)
      )
    INSERT INTO kb_posting (tenant_id, language, lexeme, passage_id, frequency, length)
    SELECT ${tenantId}::uuid, ${document.language}, lexeme, id, sum(frequency)::int, greatest(max(length), 1)
    FROM words
    WHERE length(lexeme) <= 200
    GROUP BY lexeme, id`;
  await count(unit, document.documentId, 1);
  unit.wake.knowledge = true;
}

/** Removes a document's passages from the index; from the commit on they are not found. */
export async function removePassages(unit: TenantUnit, documentId: string): Promise<void> {
  await lockIndex(unit);
  await count(unit, documentId, -1);
  await unit.tx.kbPassage.deleteMany({ where: { tenantId: unit.tenantId, documentId } });
}

/** Serializes changes of a tenant's index, because its statistics are rows that many documents share. */
export async function lockIndex({ tx, tenantId }: TenantUnit): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`knowledge ${tenantId}`}, 0))`;
}

/** Adds a document's passages to the statistics (1), or subtracts them (-1). */
async function count({ tx, tenantId }: TenantUnit, documentId: string, sign: 1 | -1): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO kb_term AS k (tenant_id, language, lexeme, passages)
    SELECT o.tenant_id, o.language, o.lexeme, ${sign}::int * count(*)::int
    FROM kb_posting o JOIN kb_passage p ON p.id = o.passage_id
    WHERE p.document_id = ${documentId}::uuid
    GROUP BY 1, 2, 3
    ON CONFLICT (tenant_id, language, lexeme) DO UPDATE
    SET passages = k.passages + excluded.passages`;
  if (sign < 0)
    await tx.$executeRaw`
      DELETE FROM kb_term t USING kb_posting o
      JOIN kb_passage p ON p.id = o.passage_id
      WHERE p.document_id = ${documentId}::uuid
        AND t.tenant_id = o.tenant_id
        AND t.language = o.language
        AND t.lexeme = o.lexeme
        AND t.passages <= 0`;
  await tx.$executeRaw`
    INSERT INTO kb_corpus AS k (tenant_id, language, passages, total_length)
    SELECT tenant_id, language, ${sign}::int * count(*)::int, ${sign}::int * sum(length)
    FROM kb_passage
    WHERE tenant_id = ${tenantId}::uuid AND document_id = ${documentId}::uuid
    GROUP BY 1, 2
    ON CONFLICT (tenant_id, language) DO UPDATE
    SET passages = k.passages + excluded.passages, total_length = k.total_length + excluded.total_length`;
}
