import type { ComponentProps } from 'react';
import { createRef } from 'react';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { act, fireEvent, screen } from '@testing-library/react';
import { speak, spokenAs } from '../../web/src/lib/i18n-language.ts';
import type { DataListHandle } from '../../web/src/ui/index.ts';
import { DataList } from '../../web/src/ui/index.ts';
import { pass, show, stopTime } from './support/show.tsx';

const ROW = 60;
const SEEN = 10;
const TOP = 0;

interface Item {
  readonly id: string;
}
type Props = Partial<ComponentProps<typeof DataList<Item>>>;

const idOf = ({ id }: Item): string => id;
const items = (from: number, to: number): readonly Item[] =>
  Array.from({ length: to - from + 1 }, (_, place) => ({ id: `row ${from + place}` }));
const many = items(1, 10_000);

function list(props: Props) {
  return (
    <DataList label="Conversations" items={many} idOf={idOf} rowHeight={ROW} empty={<p>None.</p>} {...props}>
      {(item, { target, isGone }) => (
        <button type="button" {...target}>
          {item.id}
          {isGone && ' (gone)'}
        </button>
      )}
    </DataList>
  );
}

const rows = () => screen.getAllByRole('listitem');
const texts = () => rows().map(row => row.textContent);
const focused = () => document.activeElement?.textContent;
/** What scrolls. */
const place = () => screen.getByRole('list').parentElement!;

/** Sizes, which jsdom has none of: rows of 60 pixels, of which ten are seen. */
const SIZES: Readonly<Record<string, (this: HTMLElement) => number>> = {
  clientHeight: () => SEEN * ROW,
  offsetHeight: () => ROW,
  scrollHeight() {
    return Number.parseFloat(this.querySelector<HTMLElement>('[role=list]')?.style.height ?? '0');
  },
};

beforeEach(() => {
  stopTime();
  for (const [name, get] of Object.entries(SIZES))
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get });
  HTMLElement.prototype.scrollTo = function scrollTo(to?: ScrollToOptions | number) {
    const top = Math.max(0, Math.min(typeof to === 'object' ? (to.top ?? 0) : 0, this.scrollHeight - SEEN * ROW));
    if (top === this.scrollTop) return;
    this.scrollTop = top;
    // As a browser: later.
    queueMicrotask(() => fireEvent.scroll(this));
  };
});
afterEach(() => {
  for (const name of Object.keys(SIZES)) Reflect.deleteProperty(HTMLElement.prototype, name);
});

/** Shows the list, as soon as it knows its size. */
async function showList(props: Props = {}) {
  const shown = show(list(props));
  await pass(0);
  return {
    /** What the list is from now on. */
    change: async (next: Props) => {
      shown.rerender(list(next));
      await pass(0);
    },
  };
}

const goTo = (control: HTMLElement): void => act(() => control.focus());

async function press(key: string): Promise<void> {
  fireEvent.keyDown(document.activeElement ?? document.body, { key });
  await pass(50);
}

async function scrollToRow(row: number): Promise<void> {
  place().scrollTop = row * ROW;
  fireEvent.scroll(place());
  await pass(50);
}

test('of ten thousand rows few are in the page, each with its position among all', async () => {
  await showList({ total: 12_400, onEnd: () => undefined });
  expect(rows().length).toBeLessThan(80);
  await scrollToRow(5_000);
  expect(rows().length).toBeLessThan(80);
  const row = screen.getByText('row 5001').closest('[role=listitem]');
  expect(row?.getAttribute('aria-posinset')).toBe('5001');
  expect(row?.getAttribute('aria-setsize')).toBe('12400');
});

test('Tab leads to one row, and Up, Down, Home and End from there to all others', async () => {
  await showList();
  expect(
    screen
      .getAllByRole('button')
      .filter(({ tabIndex }) => tabIndex === 0)
      .map(each => each.textContent),
  ).toEqual(['row 1']);
  goTo(screen.getByText('row 1'));
  await press('ArrowDown');
  expect(focused()).toBe('row 2');
  await press('End');
  expect(focused()).toBe('row 10000');
  await press('ArrowDown');
  expect(focused()).toBe('row 10000');
  await press('ArrowUp');
  expect(focused()).toBe('row 9999');
  await press('Home');
  expect(focused()).toBe('row 1');
});

test('the row with the focus keeps it, however far it is scrolled away', async () => {
  await showList();
  goTo(screen.getByText('row 1'));
  await press('ArrowDown');
  await scrollToRow(7_000);
  expect(focused()).toBe('row 2');
  expect(texts()).toContain('row 7001');
  await press('ArrowDown');
  expect(focused()).toBe('row 3');
  expect(place().scrollTop).toBeLessThan(7_000 * ROW);
});

test('when the row with the focus goes away, the one that takes its place is gone to', async () => {
  const { change } = await showList({ items: items(1, 5) });
  goTo(screen.getByText('row 3'));
  await change({ items: items(1, 5).filter(({ id }) => id !== 'row 3') });
  expect(focused()).toBe('row 4');
  await change({ items: items(1, 2) });
  expect(focused()).toBe('row 2');
});

test('a row that goes away takes nobody’s focus back who has left the list', async () => {
  const { change } = await showList({ items: items(1, 5) });
  goTo(screen.getByText('row 3'));
  act(() => screen.getByText('row 3').blur());
  await change({ items: items(4, 5) });
  expect(document.activeElement).toBe(document.body);
});

test('while the pointer is over the list no row moves, and new ones wait behind a button', async () => {
  const { change } = await showList({ items: items(1, 20) });
  fireEvent.pointerEnter(place());
  const before = texts();
  await change({ items: [...items(101, 105), ...items(1, 20)] });
  expect(texts()).toEqual(before);
  // One that moves up is something new; one that goes away leaves no hole.
  await change({
    items: [{ id: 'row 9' }, ...items(101, 105), ...items(1, 20).filter(({ id }) => !/ (3|9)$/.test(id))],
  });
  expect(texts()).toEqual(before.map(text => (text === 'row 3' ? 'row 3 (gone)' : text)));
  expect(screen.getByRole('status').textContent).toBe('6 new');
  fireEvent.pointerLeave(place());
  await pass(0);
  expect(texts().slice(TOP, 7)).toEqual(['row 9', 'row 101', 'row 102', 'row 103', 'row 104', 'row 105', 'row 1']);
  expect(screen.getByRole('status').textContent).toBe('');
});

test('the button shows them at once, and the keyboard goes to the first of them', async () => {
  const { change } = await showList();
  await scrollToRow(500);
  const before = texts();
  await change({ items: [{ id: 'newest' }, ...many] });
  expect(texts()).toEqual(before);
  fireEvent.click(screen.getByRole('button', { name: '1 new' }));
  await pass(50);
  expect(place().scrollTop).toBe(TOP);
  expect(focused()).toBe('newest');
  expect(texts().slice(0, 2)).toEqual(['newest', 'row 1']);
});

test('what comes after the last row is shown also while rows are held', async () => {
  const { change } = await showList({ items: items(1, 12) });
  fireEvent.pointerEnter(place());
  await change({ items: items(1, 14) });
  expect(texts().slice(-2)).toEqual(['row 13', 'row 14']);
  await change({ items: [{ id: 'row 14' }, ...items(1, 13)] });
  expect(texts().slice(-2)).toEqual(['row 13', 'row 14']);
});

test('near the end more is asked for, once', async () => {
  const onEnd = jest.fn();
  const { change } = await showList({ items: items(1, 50), onEnd });
  expect(onEnd).not.toHaveBeenCalled();
  await scrollToRow(40);
  await scrollToRow(39);
  expect(onEnd).toHaveBeenCalledTimes(1);
  await change({ items: items(1, 50), onEnd, isLoading: true });
  await change({ items: items(1, 100), onEnd });
  expect(onEnd).toHaveBeenCalledTimes(1);
  await scrollToRow(90);
  expect(onEnd).toHaveBeenCalledTimes(2);
});

test('why more could not be loaded stands below the rows, with the way to try it again', async () => {
  const onRetry = jest.fn();
  await showList({ items: items(1, 3), error: new Error('You are offline.'), onRetry });
  expect(screen.getByRole('alert').textContent).toContain('You are offline.');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(onRetry).toHaveBeenCalledTimes(1);
  expect(rows()).toHaveLength(3);
});

test('why more could not be loaded is marked where it is of another language than the page', async () => {
  act(() => speak(spokenAs('es', [])));
  await showList({ items: items(1, 3), error: new Error('The disk is full.') });
  expect(screen.getByRole('alert').querySelector('[lang=en]')?.textContent).toBe('The disk is full.');
  act(() => speak(spokenAs('en', [])));
});

test('loading, failed and empty are told apart', async () => {
  const { change } = await showList({ items: [], isLoading: true });
  expect(screen.getAllByRole('status').map(each => each.textContent)).toContain('Loading');
  await change({ items: [], error: new Error('You are offline.'), onRetry: () => undefined });
  expect(screen.getByRole('alert').textContent).toContain('Conversations could not be loaded.');
  await change({ items: [] });
  expect(screen.getByText('None.')).toBeDefined();
});

test('keys of elsewhere move in it, too, and keys in a box of a row are the box’s', async () => {
  const ref = createRef<DataListHandle>();
  show(
    <DataList label="Rules" items={items(1, 5)} idOf={idOf} empty={null} ref={ref}>
      {(item, { target, tabIndex }) => (
        <>
          <button type="button" {...target}>
            {item.id}
          </button>
          <input aria-label={`Priority of ${item.id}`} tabIndex={tabIndex} />
        </>
      )}
    </DataList>,
  );
  await pass(0);
  act(() => ref.current?.move(2));
  await pass(50);
  expect(focused()).toBe('row 3');
  const box = screen.getByRole('textbox', { name: 'Priority of row 3' });
  expect(box.tabIndex).toBe(0);
  goTo(box);
  await press('ArrowDown');
  expect(document.activeElement).toBe(box);
});
