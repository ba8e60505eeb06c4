/** What people write in a filled workbench: sentences with the frequencies of words that English has. */
import { readFileSync } from 'node:fs';
import { termsOf } from '../../domain/search/terms.ts';
import { languageOf } from '../../store/knowledge/language.ts';

export interface Sentence {
  readonly body: string;
  /** As the search keeps them, without their stems. */
  readonly terms: readonly string[];
  /** ISO 639-1; empty where it cannot be told: then no stems are kept. */
  readonly language: 'en' | '';
}

const SHORTEST = 20;
const LONGEST = 110;

/** The sentences of the Python FAQ, about 700 different ones. */
export function sentences(): Sentence[] {
  const pairs = JSON.parse(
    readFileSync(new URL('../../test/fixtures/ai/python-faq.json', import.meta.url), 'utf8'),
  ) as [question: string, answer: string][];
  const bodies = new Set(
    pairs
      .flatMap(([question, answer]) => [question, ...answer.split(/[.:]\s|\n/)])
      .map(each => each.trim())
      .filter(({ length }) => length >= SHORTEST && length <= LONGEST),
  );
  return [...bodies].flatMap(body => {
    const language = languageOf(body);
    return language === null || language === 'en' ? [{ body, terms: termsOf(body), language: language ?? '' }] : [];
  });
}

/** What is looked for: by how many of the sentences have each word. */
export interface Words {
  /** In about a tenth of all messages. */
  readonly common: string;
  /** In the fewest messages that a word is in. */
  readonly rare: string;
  /** Two that stand in few messages together, each in many. */
  readonly pair: string;
}

/** Chooses words to look for. @throws when the sentences have no such words. */
export function wordsToFind(all: readonly Sentence[]): Words {
  const places = new Map<string, number[]>();
  for (const [place, { terms }] of all.entries())
    for (const term of terms) if (/^[a-z]{5,}$/.test(term)) places.set(term, [...(places.get(term) ?? []), place]);
  const byCount = [...places].sort((a, b) => b[1].length - a[1].length);
  const [common] = byCount;
  const rare = byCount.at(-1);
  if (common === undefined || rare === undefined) throw new Error('the sentences have no words');
  const inCommon = new Set(common[1]);
  const beside = byCount.find(([, found]) => {
    const together = found.filter(place => inCommon.has(place)).length;
    return together > 0 && together <= 2 && found.length >= 5;
  });
  if (beside === undefined) throw new Error('no two words of the sentences stand together in few of them');
  return { common: common[0], rare: rare[0], pair: `${common[0]} ${beside[0]}` };
}
