/** How far the server's clock is from this computer's, by what answers tell. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { noteServerTime, serverNow } from '../../web/src/lib/server-clock.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const offset = () => serverNow() - Date.now();
const dated = (ms: number) => new Date(NOON + ms).toUTCString();

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOON);
  noteServerTime(dated(0));
});
afterEach(() => void jest.restoreAllMocks());

test('an answer was dated in the middle of its way', () => {
  noteServerTime(dated(60_000), NOON - 2_000);
  expect(offset()).toBe(61_000);
});

test.each([
  ['took longer than two seconds', dated(60_000), NOON - 2_001],
  ['came before it was asked for, as the clock was set meanwhile', dated(60_000), NOON + 1],
  ['is not dated', null, NOON],
  ['has a date that is none', 'soon', NOON],
])('an answer that %s tells nothing', (_, date, asked) => {
  noteServerTime(dated(30_000));
  noteServerTime(date, asked);
  expect(offset()).toBe(30_000);
});

test('a difference of rounding is none', () => {
  noteServerTime(dated(1_000));
  expect(offset()).toBe(0);
});
