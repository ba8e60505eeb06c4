import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { Range } from '@tanstack/react-virtual';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../error-state.tsx';
import { Sentence, PLACE } from '../sentence.tsx';
import { ProblemText } from '../problem-text.tsx';
import { SkeletonList } from '../skeleton-list.tsx';
import { usePointerOver } from '../use-pointer-over.ts';
import type { Row } from './held-rows.ts';
import { useHeldRows } from './use-held-rows.ts';
import { ROW_TARGET, rowOfKey, useRovingFocus } from './use-roving-focus.ts';
import classes from './data-list.module.css';

/** What a row has to know of its place. */
export interface RowFacts {
  /** To be given to what takes the row's focus and opens it: its link or button. */
  readonly target: { readonly tabIndex: 0 | -1; readonly 'data-row-target': '' };
  /** For everything else in the row that takes the focus. */
  readonly tabIndex: 0 | -1;
  /** It is no part of the list any more: shown until the rows may move. */
  readonly isGone: boolean;
}

/** A row by its id. `isGone`: it is no part of the list any more, and stands there until the rows may move. */
export type RowShown = Pick<Row<unknown>, 'id' | 'isGone'>;

/** What keys of elsewhere do with the list (`j`, `k`, “next”). */
export interface DataListHandle {
  /** Goes so many rows on, or back. */
  readonly move: (by: number) => void;
  /** Goes to the row that was gone to last, or to the first. */
  readonly focus: () => void;
  /** The rows as they stand on the screen, also while they are held. */
  readonly rows: () => readonly RowShown[];
}

export interface DataListProps<T> {
  /** Its name, for screen readers and as the beginning of a sentence where it cannot be loaded: “The conversations”. */
  readonly label: string;
  /** In the order they are shown in. Another list (view, filter) is another `key` of the component. */
  readonly items: readonly T[];
  /** The same function every time. */
  readonly idOf: (item: T) => string;
  /** A row. Give `memo` to its component: it is asked for at each step of scrolling. */
  readonly children: (item: T, row: RowFacts) => ReactNode;
  /** How many there are, with those that are not loaded; null: nobody counted. Left out: those that are loaded. */
  readonly total?: number | null;
  /** About how high a row is, in pixels, before it is seen. */
  readonly rowHeight?: number;
  /** Loads more; called once when the end comes near. Left out when there is no more. */
  readonly onEnd?: (() => void) | undefined;
  readonly isLoading?: boolean;
  /** Why the first rows, or more of them, could not be loaded. */
  readonly error?: Error | null;
  readonly onRetry?: () => void;
  /** In the place of the rows when there are none: an EmptyState. */
  readonly empty: ReactNode;
  /** The row itself takes the focus: of lists that are only read. */
  readonly focusRows?: boolean;
  readonly ref?: Ref<DataListHandle>;
}

/** Rows beyond the edges that are in the page, so that what is scrolled to is there. */
const OVERSCAN = 6;
/** So many rows before the end more is asked for. */
const AHEAD = 8;
/** Pixels from which on the list counts as scrolled. */
const SCROLLED = 4;

/**
 * A list of any length, of which only what is seen is in the page. While the pointer is over it, or it is scrolled, no
 * row moves: new ones wait behind “4 new”. It fills its place and scrolls inside.
 */
export function DataList<T>(props: DataListProps<T>) {
  const { label, items, idOf, children, empty, ref } = props;
  const { rowHeight = 84, onEnd, isLoading = false, error = null, onRetry, focusRows = false } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const { isOver, watched } = usePointerOver(place);
  const [isScrolled, setScrolled] = useState(false);
  const { rows, news, release } = useHeldRows(items, idOf, isOver || isScrolled);
  const ids = useMemo(() => rows.map(({ id }) => id), [rows]);
  const { index: active, choose, onFocus, onBlur } = useRovingFocus(ids, scroll);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    // The row with the focus stays in the page, wherever it is.
    rangeExtractor: useCallback((range: Range) => withRow(defaultRangeExtractor(range), active), [active]),
  });
  const goTo = (wanted: number): void => {
    const index = choose(wanted);
    if (index >= 0) virtual.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = rowOfKey(event, active, rows.length);
    if (to === null) return;
    event.preventDefault();
    goTo(to);
  };
  useImperativeHandle(ref, () => ({ move: by => goTo(active + by), focus: () => goTo(active), rows: () => rows }));
  useEnd(virtual.range?.endIndex ?? -1, rows.length, isLoading || error !== null ? undefined : onEnd);

  const show = (): void => {
    release();
    virtual.scrollToOffset(0);
    const [first] = items;
    if (first !== undefined) choose(0, idOf(first));
  };
  const count = countOf(props, rows.length);
  return (
    <div ref={place} className={classes['list']} {...watched}>
      <News count={news} onShow={show} />
      <div
        ref={scroll}
        className={classes['scroll']}
        tabIndex={-1}
        data-waits={(rows.length === 0 && isLoading) || undefined}
        onScroll={event => setScrolled(event.currentTarget.scrollTop > SCROLLED)}
      >
        {rows.length > 0 && (
          <div
            role="list"
            aria-label={label}
            aria-busy={isLoading}
            className={classes['rows']}
            style={{ height: virtual.getTotalSize() }}
            onKeyDown={onKeyDown}
            onFocus={onFocus}
            onBlur={onBlur}
          >
            {virtual.getVirtualItems().map(({ key, index, start }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const tabIndex = index === active ? 0 : -1;
              return (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  role="listitem"
                  aria-setsize={count}
                  aria-posinset={index + 1}
                  data-index={index}
                  data-gone={row.isGone || undefined}
                  className={classes['row']}
                  style={{ transform: `translateY(${start}px)` }}
                  {...(focusRows ? { tabIndex, [ROW_TARGET]: '' } : {})}
                >
                  {children(row.item, { target: { tabIndex, [ROW_TARGET]: '' }, tabIndex, isGone: row.isGone })}
                </div>
              );
            })}
          </div>
        )}
        <Rest
          label={label}
          isEmpty={rows.length === 0}
          isLoading={isLoading}
          error={error}
          onRetry={onRetry}
          onEnd={onEnd}
          empty={empty}
        />
      </div>
    </div>
  );
}

/** How many rows there are; -1, as ARIA has it, where nobody knows. */
function countOf<T>({ total, onEnd }: DataListProps<T>, loaded: number): number {
  if (total === undefined && onEnd === undefined) return loaded;
  // What is counted and what is listed come one after the other.
  return typeof total === 'number' ? Math.max(total, loaded) : -1;
}

/** How many new rows wait, and the way to see them. */
function News({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const { t } = useTranslation('ui');
  return (
    <div role="status" className={classes['news']}>
      {count > 0 && (
        <Button size="compact-sm" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={onShow}>
          {t('list.news', { count })}
        </Button>
      )}
    </div>
  );
}

/** What stands below the rows, or in their place: that they are loaded, why they are not, that there are none. */
function Rest({
  label,
  isEmpty,
  isLoading,
  error,
  onRetry,
  onEnd,
  empty,
}: {
  readonly label: string;
  readonly empty: ReactNode;
  readonly onEnd: (() => void) | undefined;
  readonly isEmpty: boolean;
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly onRetry: (() => void) | undefined;
}) {
  const { t } = useTranslation('ui');
  if (isLoading) return <SkeletonList rows={isEmpty ? 8 : 2} />;
  if (error !== null && isEmpty)
    return <ErrorState what={label} error={error} {...(onRetry === undefined ? {} : { onRetry })} />;
  if (error !== null)
    return (
      <div className={classes['rest']} role="alert">
        <span>
          <Sentence text={t('list.more_failed', { why: PLACE })}>
            <ProblemText error={error} />
          </Sentence>
        </span>
        <Button size="compact-sm" variant="default" onClick={onRetry ?? onEnd}>
          {t('retry')}
        </Button>
      </div>
    );
  if (onEnd !== undefined)
    // It comes by itself; this is for who gets here without scrolling, and for a page that brought nothing.
    return (
      <div className={classes['rest']}>
        <Button size="compact-sm" variant="subtle" color="quiet" onClick={onEnd}>
          {t('list.more')}
        </Button>
      </div>
    );
  return isEmpty ? empty : null;
}

/** Asks for more when the end comes near, once for each number of rows. */
function useEnd(last: number, count: number, onEnd: (() => void) | undefined): void {
  const askedAt = useRef(-1);
  useEffect(() => {
    if (onEnd === undefined || askedAt.current === count || last < count - AHEAD) return;
    askedAt.current = count;
    onEnd();
  }, [last, count, onEnd]);
}

/** Indexes in their order, with one more, if there is such a row. */
const withRow = (indexes: readonly number[], row: number): number[] =>
  row < 0 || indexes.includes(row) ? [...indexes] : [...indexes, row].sort((a, b) => a - b);
