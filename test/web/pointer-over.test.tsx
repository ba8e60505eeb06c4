/** What must not move under the pointer is held as long as the pointer is there, and not for ever. */
import { useRef } from 'react';
import { expect, test } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react';
import { usePointerOver } from '../../web/src/ui/index.ts';
import { show } from './support/show.tsx';

function Held() {
  const place = useRef<HTMLDivElement>(null);
  const { isOver, watched } = usePointerOver(place);
  return (
    <div ref={place} {...watched}>
      <button type="button">{isOver ? 'held' : 'free'}</button>
    </div>
  );
}
/** jsdom has pointer events without the kind of pointer. */
const pointer = (type: string, pointerType: string, on: Element): boolean =>
  fireEvent(on, Object.assign(new Event(type, { bubbles: true }), { pointerType }));
const state = (): string | null => screen.getByRole('button').textContent;

test('while it is over it, and moves inside; until it leaves', () => {
  show(<Held />);
  expect(state()).toBe('free');
  fireEvent.pointerEnter(screen.getByRole('button').parentElement!);
  fireEvent.pointerMove(screen.getByRole('button'));
  pointer('pointerup', 'mouse', screen.getByRole('button'));
  expect(state()).toBe('held');
  fireEvent.pointerLeave(screen.getByRole('button').parentElement!);
  expect(state()).toBe('free');
});

test.each([
  ['it moves elsewhere and nobody was told that it left', () => fireEvent.pointerMove(document.body)],
  ['a finger is lifted', () => pointer('pointerup', 'touch', screen.getByRole('button'))],
  ['a finger scrolls on', () => pointer('pointercancel', 'touch', screen.getByRole('button'))],
])('until %s', (_, happens) => {
  show(<Held />);
  fireEvent.pointerEnter(screen.getByRole('button').parentElement!);
  expect(state()).toBe('held');
  happens();
  expect(state()).toBe('free');
});
