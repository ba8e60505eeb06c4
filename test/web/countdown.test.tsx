import { afterEach, expect, jest, test } from '@jest/globals';
import { act, screen } from '@testing-library/react';
import { noteServerTime } from '../../web/src/lib/server-clock.ts';
import { Countdown } from '../../web/src/ui/index.ts';
import { pass, show, stopTime } from './support/show.tsx';

const SECOND = 1_000;
const timer = () => screen.getByRole('timer');
const said = () => screen.getByRole('status').textContent;

afterEach(() => noteServerTime(new Date().toUTCString()));

test('digits follow the server’s clock, not this computer’s', async () => {
  stopTime();
  jest.setSystemTime(new Date('2026-11-30T12:00:30Z'));
  // Half a minute ahead here: by the server's clock there are 40 seconds left.
  noteServerTime('Mon, 30 Nov 2026 12:00:00 GMT');
  show(<Countdown until={Date.parse('2026-11-30T12:00:40Z')} total={60 * SECOND} what="Offer: Ana" />);
  expect(timer().textContent).toBe('40');
  await pass(SECOND - 1);
  expect(timer().textContent).toBe('40');
  await pass(1);
  expect(timer().textContent).toBe('39');
});

test('a minute and more is shown in minutes', () => {
  stopTime();
  show(<Countdown until={Date.now() + 65 * SECOND} total={90 * SECOND} what="Offer: Ana" />);
  expect(timer().textContent).toBe('1:05');
});

test('a page that was asleep is right as soon as it wakes', () => {
  stopTime();
  show(<Countdown until={Date.now() + 40 * SECOND} total={60 * SECOND} what="Offer: Ana" />);
  // Without a timer having run.
  jest.setSystemTime(Date.now() + 25 * SECOND);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  expect(timer().textContent).toBe('15');
});

test('it says how much is left when it begins and at ten seconds, and nothing in between', async () => {
  stopTime();
  show(<Countdown until={Date.now() + 13 * SECOND} total={30 * SECOND} what="Offer: Ana" />);
  const heard = [said()];
  for (let passed = 0; passed < 13 * SECOND; passed += SECOND / 4) {
    await pass(SECOND / 4);
    if (said() !== heard.at(-1)) heard.push(said());
  }
  expect(heard).toEqual(['', 'Offer: Ana: 13 seconds', 'Offer: Ana: 10 seconds']);
  expect(timer().getAttribute('aria-live')).toBe('off');
});

test('it tells once when the time is over, also when it was over before', async () => {
  stopTime();
  const onOver = jest.fn();
  const until = Date.now() + 2 * SECOND;
  const { unmount } = show(<Countdown until={until} total={30 * SECOND} what="Offer: Ana" onOver={onOver} />);
  await pass(2 * SECOND - 1);
  expect(onOver).not.toHaveBeenCalled();
  await pass(1);
  expect(onOver).toHaveBeenCalledTimes(1);
  await pass(10 * SECOND);
  expect(onOver).toHaveBeenCalledTimes(1);
  unmount();
  show(<Countdown until={until} total={30 * SECOND} what="Offer: Ana" onOver={onOver} />);
  expect(onOver).toHaveBeenCalledTimes(2);
  expect(timer().textContent).toBe('0');
});
