import { afterEach, expect, jest, test } from '@jest/globals';
import { validate, version } from 'uuid';
import { newId } from '../../store/db/ids.ts';

afterEach(() => void jest.restoreAllMocks());

test('keys are UUIDv7 of now, each greater than the one before', () => {
  const from = Date.now();
  const keys = Array.from({ length: 50_000 }, () => newId());
  const until = Date.now();
  expect(keys.every(key => validate(key) && version(key) === 7)).toBe(true);
  expect(keys.toSorted()).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of [keys[0]!, keys.at(-1)!]) {
    const at = Number.parseInt(key.replaceAll('-', '').slice(0, 12), 16);
    expect([at >= from, at <= until]).toEqual([true, true]);
  }
});

test('they go on growing while the clock goes back', () => {
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now');
  const keys = [0, -1, -60_000, -60_001, 1, 0, 2].map(ms => {
    clock.mockReturnValue(now + 1_000 + ms);
    return newId();
  });
  expect(keys.toSorted()).toEqual(keys);
});

test('no two share their random end, within a millisecond and over many of them', () => {
  const ends = Array.from({ length: 5_000 }, () => newId().slice(-10));
  expect(new Set(ends).size).toBe(ends.length);
});
