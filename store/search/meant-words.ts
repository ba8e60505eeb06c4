import { configurationOf } from '../../domain/knowledge/words.ts';
import type { AskedWord } from '../../domain/search/query.ts';
import { stemOf, term } from '../../domain/search/terms.ts';
import type { TenantUnit } from '../db/database.ts';
import { int, statement, text, texts } from '../db/statement.ts';

/** A word is as frequent as it can be when it is in so many messages: how much rarer another one is then decides. */
const COUNTED = 200;
/** What begins with a word that is being typed: so many words are meant by it, in alphabetical order. */
const COMPLETIONS = 20;
/** Comes after every text in the order of bytes. */
const LAST = '\u{10FFFF}';

const STEMS = statement('search_stems', {
  takes: { words: texts, languages: texts, configurations: texts },
  gives: { word: text, language: text, stem: text },
  sql: `
    SELECT w.word, l.language, s.lexeme AS stem
    FROM unnest($words) AS w(word)
      CROSS JOIN unnest($languages, $configurations) AS l(language, configuration)
      CROSS JOIN LATERAL unnest(to_tsvector(l.configuration::regconfig, w.word)) s`,
});

const COMPLETE = statement('search_completions', {
  takes: { kind: text, from: text, to: text, most: int },
  gives: { term: text },
  sql: `
    WITH RECURSIVE words AS (
      (
        SELECT t.term
        FROM message_term t
        WHERE t.tenant_id = (SELECT current_tenant()) AND t.kind = $kind AND t.term >= $from AND t.term < $to
        ORDER BY t.term
        LIMIT 1
      )
      UNION ALL
      SELECT (
        SELECT t.term
        FROM message_term t
        WHERE t.tenant_id = (SELECT current_tenant()) AND t.kind = $kind AND t.term > w.term AND t.term < $to
        ORDER BY t.term
        LIMIT 1
      )
      FROM words w
      WHERE w.term IS NOT NULL
    )
    SELECT coalesce(term, '') AS term
    FROM words
    WHERE term IS NOT NULL
    LIMIT $most`,
});

const COUNT = statement('search_counts', {
  takes: { kind: text, terms: texts },
  gives: { term: text, messages: int },
  sql: `
    SELECT a.term, c.messages
    FROM unnest($terms) AS a(term)
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS messages
        FROM (
            SELECT 1
            FROM message_term t
            WHERE t.tenant_id = (SELECT current_tenant()) AND t.kind = $kind AND t.term = a.term
            LIMIT ${COUNTED}
          ) counted
      ) c
    WHERE c.messages > 0`,
});

/**
 * What each word may stand as in messages, the rarest word first.
 * @returns null when there is nothing to look for, or one of the words stands nowhere.
 */
export async function meantBy(
  unit: TenantUnit,
  kind: string,
  words: readonly AskedWord[],
  languages: readonly string[],
): Promise<string[][] | null> {
  if (words.length === 0) return null;
  const stems = await stemsOf(
    unit,
    words.filter(({ exact }) => !exact).map(({ word }) => word),
    languages,
  );
  const groups: string[][] = [];
  for (const { word, begins } of words) {
    const completions = begins
      ? await unit.run(COMPLETE, { kind, from: word, to: `${word}${LAST}`, most: COMPLETIONS })
      : [];
    groups.push([...new Set([word, ...(stems.get(word) ?? []), ...completions.map(row => row.term)])]);
  }
  const counts = new Map(
    (await unit.run(COUNT, { kind, terms: [...new Set(groups.flat())] })).map(row => [row.term, row.messages]),
  );
  const counted = groups
    .map(terms => terms.filter(each => (counts.get(each) ?? 0) > 0))
    .map(terms => ({ terms, messages: terms.reduce((sum, each) => sum + (counts.get(each) ?? 0), 0) }));
  if (counted.some(({ messages }) => messages === 0)) return null;
  return counted.sort((a, b) => a.messages - b.messages).map(({ terms }) => terms);
}

/** As what other forms of the words are kept: the stem in each language, by itself and marked by the language. */
export async function stemsOf(
  unit: TenantUnit,
  words: readonly string[],
  languages: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (words.length === 0 || languages.length === 0) return found;
  const configurations = languages.map(configurationOf);
  for (const { word, language, stem } of await unit.run(STEMS, { words, languages, configurations }))
    found.set(word, [...(found.get(word) ?? []), term(stem), stemOf(language, stem)]);
  return found;
}
