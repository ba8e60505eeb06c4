import { afterEach, expect, jest, test } from '@jest/globals';
import { act, fireEvent, screen, within } from '@testing-library/react';
import { endSession } from '../../web/src/lib/session-end.ts';
import { Toasts, dismissToast, focusToasts, showToast } from '../../web/src/ui/index.ts';
import { pass, show, stopTime } from './support/show.tsx';

const MINUTE = 60_000;
const region = () => screen.getByRole('region', { name: 'Notifications' });
const texts = () =>
  within(region())
    .queryAllByRole('listitem')
    .map(each => each.textContent);
const tell = (...args: Parameters<typeof showToast>): number => {
  let id = 0;
  act(() => {
    id = showToast(...args);
  });
  return id;
};
const shown: number[] = [];

afterEach(() => act(() => shown.splice(0).forEach(dismissToast)));

function Page() {
  return (
    <>
      <input aria-label="Reply" />
      <Toasts />
    </>
  );
}

test('a toast is told politely, takes no focus and goes by itself', async () => {
  stopTime();
  show(<Page />);
  const reply = screen.getByRole('textbox', { name: 'Reply' });
  reply.focus();
  tell('Conversation resolved.');
  expect(document.activeElement).toBe(reply);
  const heard = region().querySelector('[aria-live=polite]');
  expect(heard?.textContent).toBe('Conversation resolved.');
  expect(texts()).toEqual(['Conversation resolved.']);
  await pass(MINUTE);
  expect(texts()).toEqual([]);
});

test('it stays while the pointer is over it, and as long again afterwards as was left', async () => {
  stopTime();
  show(<Page />);
  tell('Conversation resolved.', { shownMs: 6_000 });
  await pass(5_000);
  fireEvent.pointerEnter(region());
  await pass(MINUTE);
  expect(texts()).toEqual(['Conversation resolved.']);
  fireEvent.pointerLeave(region());
  await pass(999);
  expect(texts()).toEqual(['Conversation resolved.']);
  await pass(1);
  expect(texts()).toEqual([]);
});

test('undo takes it back, once, and the toast goes', () => {
  const onUndo = jest.fn();
  show(<Page />);
  tell('Conversation resolved.', { onUndo });
  fireEvent.click(within(region()).getByRole('button', { name: 'Undo' }));
  expect(onUndo).toHaveBeenCalledTimes(1);
  expect(texts()).toEqual([]);
});

test('what it tells of is opened from it, and the toast goes', () => {
  const onOpen = jest.fn();
  show(<Page />);
  tell('Closed: Ana', { onOpen });
  expect(within(region()).queryByRole('button', { name: 'Undo' })).toBeNull();
  fireEvent.click(within(region()).getByRole('button', { name: 'Open' }));
  expect(onOpen).toHaveBeenCalledTimes(1);
  expect(texts()).toEqual([]);
});

test('what is used is not dismissed, and what is told to one person is gone with them', () => {
  const [run, onDismiss] = [jest.fn(), jest.fn()];
  show(<Page />);
  tell('You were set to away.', { action: { label: 'Back', run }, onDismiss, shownMs: null });
  fireEvent.click(within(region()).getByRole('button', { name: 'Back' }));
  expect([run, onDismiss].map(each => each.mock.calls.length)).toEqual([1, 0]);
  tell('Handed to Ana.', { meaning: 'bad' });
  act(endSession);
  expect(texts()).toEqual([]);
});

test('what failed stays until it is dismissed', async () => {
  stopTime();
  show(<Page />);
  tell('The template could not be sent.', { meaning: 'bad' });
  await pass(60 * MINUTE);
  expect(texts()).toEqual(['The template could not be sent.']);
  fireEvent.click(within(region()).getByRole('button', { name: 'Dismiss' }));
  expect(texts()).toEqual([]);
});

test('the keyboard goes to the newest, then to the next one, and back to where it was', async () => {
  stopTime();
  show(<Page />);
  const reply = screen.getByRole('textbox', { name: 'Reply' });
  reply.focus();
  expect(focusToasts()).toBe(false);
  expect(document.activeElement).toBe(reply);
  tell('First.');
  tell('Second.');
  act(() => void focusToasts());
  const dismissOf = (text: string) =>
    within(screen.getByText(text, { selector: 'li *' }).closest('li')!).getByRole('button', { name: 'Dismiss' });
  expect(document.activeElement).toBe(dismissOf('Second.'));
  // Nothing goes away from under it.
  await pass(MINUTE);
  fireEvent.click(dismissOf('Second.'));
  expect(document.activeElement).toBe(dismissOf('First.'));
  fireEvent.click(dismissOf('First.'));
  expect(document.activeElement).toBe(reply);
});

test('of many at once the oldest that would go by itself makes room', () => {
  show(<Page />);
  shown.push(tell('It failed.', { meaning: 'bad' }), ...['1', '2', '3', '4'].map(each => tell(each)));
  expect(texts()).toEqual(['It failed.', '2', '3', '4']);
});
