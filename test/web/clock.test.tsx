/** The clock of all that counts on the page: web/src/lib/time.ts. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { screen } from '@testing-library/react';
import { noteServerTime } from '../../web/src/lib/server-clock.ts';
import { useNow } from '../../web/src/lib/time.ts';
import { pass, show, stopTime } from './support/show.tsx';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-30T12:00:00Z');
const Clock = () => <output>{new Date(useNow()).toISOString()}</output>;
const shown = (): number => Date.parse(screen.getByRole('status').textContent);

afterEach(() => noteServerTime(new Date().toUTCString()));

test('it shows the server’s time on a computer whose clock is wrong', async () => {
  stopTime();
  jest.setSystemTime(NOON + 30 * MINUTE);
  noteServerTime(new Date(NOON).toUTCString());
  show(<Clock />);
  expect(shown()).toBe(NOON);
  await pass(MINUTE);
  expect(shown()).toBe(NOON + MINUTE);
});

test('whoever looks at it after a while sees what time it is, at once', () => {
  stopTime();
  jest.setSystemTime(NOON);
  show(<Clock />).unmount();
  jest.setSystemTime(NOON + 20 * MINUTE);
  const seen: number[] = [];
  function Witness() {
    seen.push(useNow());
    return null;
  }
  show(<Witness />);
  expect(seen[0]).toBe(NOON + 20 * MINUTE);
});
