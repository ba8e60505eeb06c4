/** Times, numbers and lists as the workbench writes them: web/src/lib/time.ts. */
import { afterEach, expect, test } from '@jest/globals';
import { LANGUAGES, speak, spokenAs } from '../../web/src/lib/i18n-language.ts';
import type { Language } from '../../web/src/lib/i18n-language.ts';
import { ago, clockTime, dayAndTime, dayOf, inFull, inList, inNumber, lengthOf } from '../../web/src/lib/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday at noon, in the zone of the machine. */
const NOON = new Date(2026, 10, 30, 12, 0).getTime();
const before = (ms: number): string => new Date(NOON - ms).toISOString();
const inLanguage = (language: Language, wanted: readonly string[] = []): void => speak(spokenAs(language, wanted));

afterEach(() => inLanguage('en'));

test('how long ago: now, minutes, the time of today, the day of the week, the date', () => {
  expect(ago(before(0), NOON)).toBe('now');
  expect(ago(before(MINUTE - 1), NOON)).toBe('now');
  expect(ago(before(MINUTE), NOON)).toBe('1 min');
  expect(ago(before(HOUR - 1), NOON)).toBe('59 min');
  expect(ago(before(HOUR), NOON)).toMatch(/^11:00\sAM$/);
  expect(ago(before(13 * HOUR), NOON)).toBe('Sun');
  expect(ago(before(6 * DAY), NOON)).toBe('Nov 24');
});

test('a length of time has at most two units', () => {
  expect(lengthOf(0)).toBe('<\u00a01 min');
  expect(lengthOf(MINUTE)).toBe('1 min');
  expect(lengthOf(HOUR + 40 * MINUTE)).toBe('1\u00a0h 40 min');
  expect(lengthOf(4 * HOUR + 40 * MINUTE)).toBe('4\u00a0h');
  expect(lengthOf(47 * HOUR)).toBe('47\u00a0h');
  expect(lengthOf(48 * HOUR)).toBe('2 days');
});

test('the day between messages', () => {
  expect(dayOf(before(0), NOON)).toBe('Today');
  expect(dayOf(before(12 * HOUR), NOON)).toBe('Today');
  expect(dayOf(before(12 * HOUR + 1), NOON)).toBe('Yesterday');
  expect(dayOf(before(36 * HOUR + 1), NOON)).toBe('Saturday, November 28');
  expect(dayOf(new Date(2025, 11, 31, 12).toISOString(), NOON)).toBe('Wednesday, December 31, 2025');
});

test('everything follows the language, and the region of the browser in it', () => {
  inLanguage('es');
  expect(ago(before(0), NOON)).toBe('ahora');
  expect(dayOf(before(DAY), NOON)).toBe('Ayer');
  expect(inList(['a', 'b', 'c'])).toBe('a, b y c');
  expect(inNumber(12_345.6)).toBe('12.345,6');
  inLanguage('zh');
  expect(lengthOf(HOUR + 40 * MINUTE)).toBe('1小时40分钟');
  inLanguage('ar');
  expect(dayOf(before(DAY), NOON)).toBe('أمس');
  inLanguage('en', ['en-GB']);
  expect(clockTime(before(0))).toBe('12:00');
  expect(inNumber(0.25, { style: 'percent' })).toBe('25%');
});

test.each(Object.keys(LANGUAGES))('nothing is untold in %s', language => {
  inLanguage(language as Language);
  const told = [
    ...[0, MINUTE, HOUR, 13 * HOUR, 6 * DAY].map(ms => ago(before(ms), NOON)),
    ...[0, MINUTE, HOUR + MINUTE, 5 * HOUR, 3 * DAY].map(lengthOf),
    ...[clockTime, dayAndTime, inFull].map(write => write(before(0))),
    inList(['a', 'b']),
    inNumber(1_000_000),
  ];
  for (const text of told) expect(text).toMatch(/\S/);
});
