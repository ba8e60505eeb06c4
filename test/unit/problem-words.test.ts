/** What the API refuses is said in the language of the page: web/src/locales/<language>/problems.json. */
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import i18next from 'i18next';
import { isUntranslated, problemWords } from '../../web/src/lib/problem-words.ts';

const FOLDERS = ['api', 'store', 'activities', 'workers', 'domain'];
/** Where codes of problems stand: thrown, in tables of refusals, and named for an approval of what is one’s own. */
const CODES = [
  /\bproblem\(\s*(?:\d{3}|status),\s*'(\w+)'/g,
  /^ +\w+: \[\s*\d{3}, '(\w+)'/gm,
  /^ +(\w+): \[\s*\d{3},\s*'[A-Z]/gm,
  /\bownCode(?: = |: )'(\w+)'/g,
];
/** Whom people in the workbench never meet: programs that call the API or send webhooks, and what the page says itself. */
const NEVER_SEEN = [
  'attempt_not_current',
  'csrf',
  'database_busy',
  'idempotency_key_reused',
  'invalid_json',
  'invalid_signature',
  'method_not_allowed',
  'not_a_person',
  'range_not_satisfiable',
  'turn_not_current',
  'unauthenticated',
  'unsupported_media_type',
  'verification_failed',
];
/** Is answered as `not_found`. */
const INNER = ['conversation_not_found'];

const sources = FOLDERS.flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(`${folder}/${file}`, 'utf8')),
);
const codes = new Set(
  sources.flatMap(source => CODES.flatMap(code => [...source.matchAll(code)].map(([, name = '']) => name))),
);
const wordsIn = (language: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(`web/src/locales/${language}/problems.json`, 'utf8')) as Readonly<Record<string, string>>;

test('every code that people meet has words, and no other', () => {
  expect(codes.size).toBeGreaterThan(80);
  const met = [...codes].filter(code => ![...NEVER_SEEN, ...INNER].includes(code));
  expect(Object.keys(wordsIn('en')).sort()).toEqual(met.sort());
  expect([...NEVER_SEEN, ...INNER].filter(code => !codes.has(code))).toEqual([]);
});

beforeAll(() =>
  i18next.init({
    lng: 'es',
    fallbackLng: 'en',
    resources: {
      en: { ui: { problem: { unreadable: 'No answer ({{status}})' } } },
      es: { ui: { problem: { unreadable: 'Sin respuesta ({{status}})' } }, problems: wordsIn('es') },
    },
  }),
);
afterAll(() => void i18next.changeLanguage('en'));

test('in English the API speaks; elsewhere its codes have words, and what has none is known to be English', async () => {
  const said = (code: string): readonly [string, boolean] => [
    problemWords(code, 502, 'A sentence of the API.'),
    isUntranslated(code),
  ];
  expect(said('queue_exists')).toEqual([wordsIn('es')['queue_exists'], false]);
  expect(said('of_tomorrow')).toEqual(['A sentence of the API.', true]);
  expect(said('toString')).toEqual(['A sentence of the API.', true]);
  expect(said('unreadable')).toEqual(['Sin respuesta (502)', false]);
  await i18next.changeLanguage('en');
  expect(said('queue_exists')).toEqual(['A sentence of the API.', false]);
  expect(said('unreadable')).toEqual(['No answer (502)', false]);
});
