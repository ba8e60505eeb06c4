import { useRef } from 'react';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { act, fireEvent, render, screen } from '@testing-library/react';
import type { ActionId } from '../../web/src/lib/hotkeys/actions.ts';
import { changeKeys, openKeySettings, setLetters } from '../../web/src/lib/hotkeys/own-settings.ts';
import { runAction, useShortcut } from '../../web/src/lib/hotkeys/shortcuts.ts';

const ran = jest.fn<(id: ActionId) => void>();
beforeEach(() => {
  ran.mockClear();
  localStorage.clear();
  openKeySettings('ana')();
});

function Bound({ id, enabled = true }: { readonly id: ActionId; readonly enabled?: boolean }) {
  useShortcut({ id, run: () => ran(id), enabled });
  return null;
}

function Composer() {
  const box = useRef<HTMLDivElement>(null);
  useShortcut({ id: 'composer.leave', run: () => ran('composer.leave'), within: box });
  return (
    <div ref={box}>
      <textarea aria-label="Write" />
    </div>
  );
}

/** Presses a key, and says whether the browser does not do what it would do by itself. */
const press = (key: string, more: KeyboardEventInit = {}, on: Element = document.body): boolean =>
  !fireEvent.keyDown(on, { key, ...more });
const done = (): ActionId[] => ran.mock.calls.map(([id]) => id);

test('in boxes letters are written, and Alt writes letters everywhere', () => {
  render(
    <>
      <Bound id="conversation.resolve" />
      <Bound id="conversation.snooze" />
      <Bound id="inbox.next" />
      <Composer />
    </>,
  );
  const box = screen.getByLabelText('Write');
  for (const key of 'resolve me') expect(press(key, {}, box)).toBe(false);
  for (const on of [box, document.body]) {
    expect(press('a', { altKey: true, code: 'KeyA' }, on)).toBe(false);
    expect(press('ł', { altKey: true, code: 'KeyL' }, on)).toBe(false);
    expect(press('@', { altKey: true, ctrlKey: true, code: 'KeyQ' }, on)).toBe(false);
    expect(press('j', { isComposing: true }, on)).toBe(false);
  }
  expect(done()).toEqual([]);
  expect(press('о', { code: 'KeyJ' })).toBe(true);
  expect(press('e')).toBe(true);
  expect(done()).toEqual(['inbox.next', 'conversation.resolve']);
});

test('only what does something is taken from the browser', () => {
  const { rerender } = render(<Bound id="conversation.resolve" />);
  expect(press('x')).toBe(false);
  expect(press('e')).toBe(true);
  rerender(<Bound id="conversation.resolve" enabled={false} />);
  expect(press('e')).toBe(false);
  rerender(<></>);
  expect(press('e')).toBe(false);
  // Somebody nearer has used it.
  rerender(<Bound id="conversation.resolve" />);
  const use = (event: Event): void => event.preventDefault();
  document.body.addEventListener('keydown', use);
  press('e');
  document.body.removeEventListener('keydown', use);
  expect(done()).toEqual(['conversation.resolve']);
});

test('held down, a key does again only what may be done too often', () => {
  render(
    <>
      <Bound id="inbox.next" />
      <Bound id="conversation.resolve" />
    </>,
  );
  press('j');
  press('j', { repeat: true });
  press('e', { repeat: true });
  expect(done()).toEqual(['inbox.next', 'inbox.next']);
});

test('Esc leaves the box first, and the conversation from anywhere else', () => {
  render(
    <>
      <Bound id="conversation.leave" />
      <Composer />
    </>,
  );
  press('Escape', {}, screen.getByLabelText('Write'));
  press('Escape');
  expect(done()).toEqual(['composer.leave', 'conversation.leave']);
});

test('behind a dialog nothing happens, also with the key that closes it', () => {
  const { rerender } = render(
    <>
      <Bound id="conversation.leave" />
      <div role="dialog" />
    </>,
  );
  // As Mantine closes it: before the key comes to the page.
  const closes = (): void =>
    act(() =>
      rerender(
        <>
          <Bound id="conversation.leave" />
        </>,
      ),
    );
  press('e');
  window.addEventListener('keydown', closes, { capture: true, once: true });
  press('Escape');
  expect(done()).toEqual([]);
  press('Escape');
  expect(done()).toEqual(['conversation.leave']);
});

test('keys are as one has set them, in this tab and in others', () => {
  const close = openKeySettings('ana');
  render(
    <>
      <Bound id="conversation.resolve" />
      <Bound id="go.all" />
      <Bound id="palette.open" />
    </>,
  );
  act(() => void changeKeys('conversation.resolve', 'x'));
  press('e');
  press('x');
  press('g');
  press('a');
  expect(done()).toEqual(['conversation.resolve', 'go.all']);
  act(() => setLetters(false));
  for (const key of ['x', 'g', 'a']) expect(press(key)).toBe(false);
  expect(press('k', { ctrlKey: true })).toBe(true);
  expect(done()).toEqual(['conversation.resolve', 'go.all', 'palette.open']);
  // Another tab.
  const { key, newValue } = { key: 'sigfollow-keys:ana', newValue: '{"letters":true,"keys":{"go.all":"q"}}' };
  window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
  expect(press('q')).toBe(true);
  close();
  // Whoever comes after has their own.
  openKeySettings('ben')();
  expect(press('q')).toBe(false);
});

test('what is bound can be done without keys', () => {
  render(<Bound id="go.all" />);
  runAction('go.all');
  runAction('go.board');
  expect(done()).toEqual(['go.all']);
});
