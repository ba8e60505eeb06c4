/**
 * Runs the functions that process texts from outside on adversarial texts and compares the CPU time for 64 kB with that
 * for 4 kB, a sixteenth of it. A ratio above 24 counts as worse than linear.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import { readChoice, readDecision } from '../activities/ai/decision.ts';
import { ReplyReader } from '../activities/ai/reply-reader.ts';
import { rewritePrompt, summaryPrompt } from '../activities/ai/prompt.ts';
import { firstMatch } from '../domain/acd/rules.ts';
import { Formatter, messagesFor } from '../domain/ai/format.ts';
import { check } from '../domain/ai/gate.ts';
import { masked } from '../domain/ai/mask.ts';
import { amounts, onlyGreets, wantsHuman } from '../domain/ai/rules.ts';
import { mentions } from '../domain/knowledge/mentions.ts';
import { allows, rulesFor } from '../domain/knowledge/robots.ts';
import { codesIn, searchable, withoutFillers, wordsIn } from '../domain/knowledge/words.ts';
import { previewOf } from '../domain/whatsapp/words.ts';
import { placeholdersIn } from '../domain/whatsapp/template.ts';
import { definitionFault } from '../domain/whatsapp/template-definition.ts';
import { passagesOf } from '../store/knowledge/passages.ts';
import { languageOf } from '../store/knowledge/language.ts';
import { finds } from '../store/acd/routing/pattern.ts';
import { SHAPES, pieces } from '../test/support/adversarial.ts';
import type { Measurement } from './report.ts';

const SMALL = 4_096;
const LARGE = 65_536;
const MOST = 24;
/**
 * The limit for articles: their objects are all kept until the article is split into passages, and garbage collection
 * in between doubles the cost. Quadratic cost would give 256.
 */
const MOST_OF_ARTICLES = 48;
const ARTICLES = 'passages of an article';
/** The shorter text is processed repeatedly for this long, so that the resolution of the clock does not matter. */
const LEAST_MS = 2;
/** The minimum of the rounds counts, since disturbances only add time. Near the limit, more rounds are measured. */
const ROUNDS = 2;
const CAREFUL_ROUNDS = 24;

const ARTICLE =
  'Returns\nYou can return a bicycle within 30 days. Write to returns@bluebird.example or see https://bluebird.example/returns. The fee is 12.50 EUR.';
const HOSTS = ['bluebird.example'];
const contact = { language: null, vip: false, tags: [], attributes: {} };

/** The functions, without the caps some of them have on the length of a text: behind a cap every text is cheap. */
const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  'format, whole': text => formatted([text]),
  'format, streamed': text => formatted(pieces(text, [7, 1, 3])),
  'messages of an answer': text => messagesFor(text),
  'reply in JSON': text => new ReplyReader().push(text),
  'decision, choice': text => [readDecision(text), readChoice(text)],
  'answer against its sources': text => check(text, { cited: [ARTICLE], said: [], linkHosts: HOSTS }),
  'sources against an answer': text =>
    check('You can return a bicycle within 30 days.', { cited: [text], said: [text], linkHosts: HOSTS }),
  'asks for a person': wantsHuman,
  mentions: text => mentions(text, ['recall', text]),
  greets: text => onlyGreets([text]),
  'amounts of money': amounts,
  'numbers to mask': masked,
  prompts: text => [summaryPrompt([{ by: 'contact', text }], true), rewritePrompt('shorter', text, null)],
  words: text => [wordsIn(text), searchable(text)],
  codes: codesIn,
  'fillers of a question': withoutFillers,
  language: languageOf,
  [ARTICLES]: text => passagesOf('Title', text),
  'rules of a robots.txt': text => [
    rulesFor('SigFollowBot', text),
    allows([{ allow: false, pattern: `/*${text}$` }], `/${text}`),
  ],
  'routing by words': text =>
    firstMatch(
      {
        rules: [
          {
            id: 'r',
            name: 'r',
            enabled: true,
            when: { words: ['recall'] },
            route: { queueId: 'q', priority: 0, needs: [] },
          },
        ],
        hours: null,
      } as never,
      { numberId: 'n', kind: 'text', text, returning: false, fromAd: false, contact, at: 0 },
      finds,
    ),
  'routing by a pattern': text => finds('(a|b|ab)*c.{0,9}(mensch|talk)', text),
  'a message in one line': text => previewOf('text', { body: text }),
  'a template': text => [placeholdersIn(text), definitionFault([{ type: 'BODY', text }])],
};

function formatted(parts: readonly string[]): string {
  const formatter = new Formatter(Infinity);
  for (const part of parts) formatter.push(part);
  return formatter.end();
}

/** CPU time of this process for one call, in milliseconds; other processes do not count. */
function costOf(look: (text: string) => unknown, text: string, times: number): number {
  const before = process.cpuUsage();
  for (let index = 0; index < times; index++) look(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

/** The number of calls that together take at least LEAST_MS (at most 2,000). */
const timesOf = (onceMs: number): number => Math.min(Math.max(1, Math.ceil(LEAST_MS / Math.max(onceMs, 0.001))), 2_000);

const HOPELESS_MS = 1_000;
/** Added to both sides of a ratio, so that times too short to be measured do not count. */
const NOISE_MS = 0.05;

/** The ratio of the least times for both lengths, measured alternately so that disturbances affect both. */
function ratioOf(look: (text: string) => unknown, make: (length: number) => string, rounds: number): number {
  const [short, long] = [make(SMALL), make(LARGE)];
  const times = timesOf(costOf(look, short, 1));
  let [small, large] = [costOf(look, short, times), Infinity];
  const middle = costOf(look, make(SMALL * 4), 1);
  // Far worse than linear already at 16 kB: 64 kB would take too long.
  if (middle > MOST * (small + NOISE_MS) && middle > HOPELESS_MS) return Infinity;
  for (let round = 0; round < rounds; round++) {
    large = Math.min(large, costOf(look, long, 1));
    small = Math.min(small, costOf(look, short, times));
  }
  return (large + NOISE_MS) / (small + NOISE_MS);
}

/** One measurement per function: the ratio for the shape of text that is worst for it. */
export async function benchPatterns(signal: AbortSignal): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const [name, look] of Object.entries(FUNCTIONS)) {
    const most = name === ARTICLES ? MOST_OF_ARTICLES : MOST;
    let [ratio, shape] = [0, ''];
    for (const [which, make] of SHAPES) {
      const first = ratioOf(look, make, ROUNDS);
      const measured =
        first > most * 0.75 && Number.isFinite(first) ? Math.min(first, ratioOf(look, make, CAREFUL_ROUNDS)) : first;
      if (measured > ratio) [ratio, shape] = [measured, which];
      await breathe();
      signal.throwIfAborted();
    }
    console.log(`• ${name}: ${ratio.toFixed(1)}× at ${shape}`);
    found.push({
      name: `${name}: 64 kB over 4 kB (worst: ${shape})`,
      value: ratio,
      unit: '×',
      baseline: LARGE / SMALL,
      ratio: null,
      floor: `≤ ${most}×`,
      holds: ratio <= most,
    });
  }
  return found;
}
