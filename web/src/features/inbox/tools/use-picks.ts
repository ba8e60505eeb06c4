import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../../lib/api/index.ts';
import { useShortcut } from '../../../lib/hotkeys/shortcuts.ts';
import type { Conversation } from '../../../lib/api/types.ts';
import { showToast } from '../../../ui/index.ts';
import { allListed, queryOf } from '../../conversation/index.ts';
import { readNarrowed } from './narrowed.ts';
import type { ToolsProps } from './props.ts';

/** How long a finger rests on a row that it picks. */
const LONG_PRESS_MS = 500;
/** Further than this it scrolls. */
const MOVED_PX = 10;

export interface Picks {
  /** Those that are picked, in the order in which they were, as far as they were ever seen; also such as have left the list. */
  readonly items: () => readonly Conversation[];
  readonly begin: () => void;
  readonly clear: () => void;
  /** All rows that are loaded. */
  readonly all: () => void;
  /** All of the view as it is now, also those that are not loaded. */
  readonly allOfView: () => void;
  /** Whether those are being asked for; it ends when somebody picks something else. */
  readonly isAsking: boolean;
}

/** So many of a view are picked at once. */
const MOST = 2_000;

const rowOf = (element: unknown): HTMLElement | null =>
  element instanceof Element ? element.closest<HTMLElement>('[data-index]') : null;
const targetOf = (row: Element | null | undefined): HTMLElement | null =>
  row?.querySelector<HTMLElement>('[data-row-target]') ?? null;

/** Picks conversations by box, by Shift and a click, by keys, and by a long press of a finger. */
export function usePicks(props: ToolsProps): Picks {
  const { list, view, only, picked, setPicked, isPicking, setPicking, pick, place } = props;
  const { t } = useTranslation('bulk');
  const queries = useQueryClient();
  /** The one that was picked last: from it ranges go. */
  const anchor = useRef<string | null>(null);
  const seen = useRef(new Map<string, Conversation>());
  const asking = useRef<AbortController | null>(null);
  const [isAsking, setAsking] = useState(false);
  // Of another list nothing is picked any more.
  const onOther = useEffectEvent(() => stopAsking());
  useEffect(() => () => onOther(), [view, only]);
  const ids = (): readonly string[] => (list.current?.rows() ?? []).filter(({ isGone }) => !isGone).map(({ id }) => id);
  /** The row of an element; its place in the page is that of the list. */
  const idOf = (element: unknown): string | undefined =>
    list.current?.rows()[Number(rowOf(element)?.dataset['index'] ?? Number.NaN)]?.id;

  const between = (from: string, to: string): readonly string[] => {
    const shown = ids();
    const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
    return a < 0 || b < 0 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1);
  };
  const change = (id: string, withRange: boolean): void => {
    const from = anchor.current;
    stopAsking();
    anchor.current = id;
    setPicked(before => {
      if (withRange && from !== null) return new Set([...before, ...between(from, id)]);
      const now = new Set(before);
      if (!now.delete(id)) now.add(id);
      return now;
    });
  };
  // What is picked is meant, also when it leaves the list before something is done with it.
  useEffect(() => {
    for (const each of allListed(queries)) if (picked.has(each.id)) seen.current.set(each.id, each);
  }, [picked, queries]);
  const stopAsking = (): void => {
    asking.current?.abort();
    setAsking(false);
  };
  const clear = (): void => {
    stopAsking();
    anchor.current = null;
    setPicked(new Set<string>());
    setPicking(false);
  };
  const focused = (): string | undefined => idOf(document.activeElement);
  const extend = (by: 1 | -1): void => {
    const from = focused();
    if (from === undefined) return list.current?.focus();
    const shown = ids();
    const to = shown[shown.indexOf(from) + by];
    anchor.current ??= from;
    setPicked(before => new Set([...before, from, ...(to === undefined ? [] : [to])]));
    list.current?.move(by);
  };
  useShortcut({
    id: 'inbox.pick',
    run: () => {
      const id = focused();
      if (id === undefined) list.current?.focus();
      else change(id, false);
    },
  });
  useShortcut({ id: 'inbox.pickDown', run: () => extend(1), within: place });
  useShortcut({ id: 'inbox.pickUp', run: () => extend(-1), within: place });
  const all = (): void => setPicked(new Set(ids()));
  /** As the view is now: what comes later is not meant. */
  const ofView = async (): Promise<void> => {
    const found: Conversation[] = [];
    const asked = new AbortController();
    asking.current?.abort();
    asking.current = asked;
    setAsking(true);
    try {
      let cursor: string | null = null;
      do {
        const query = {
          ...queryOf(view),
          ...readNarrowed(only ?? {}),
          limit: 100,
          ...(cursor === null ? {} : { cursor }),
        };
        const page: { items: Conversation[]; nextCursor: string | null } = await answerOf(
          client.GET('/api/v1/conversations', { params: { query }, signal: asked.signal }),
        );
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null && found.length < MOST);
      if (cursor !== null) showToast(t('most', { count: found.length }), { meaning: 'warn' });
    } catch (error) {
      if (asked.signal.aborted) return;
      setAsking(false);
      return void showToast(error instanceof Error ? error.message : String(error), { meaning: 'bad' });
    }
    if (asked.signal.aborted) return;
    setAsking(false);
    for (const each of found) seen.current.set(each.id, each);
    setPicked(new Set(found.map(({ id }) => id)));
  };
  useShortcut({ id: 'inbox.pickAll', run: all, within: place });
  useShortcut({ id: 'inbox.unpick', run: clear, enabled: picked.size > 0 || isPicking, within: place });

  const latest = useRef({ change, isPicking });
  useEffect(() => {
    latest.current = { change, isPicking };
    pick.current = (id, withRange) => {
      change(id, withRange);
      // The keys go on from the row.
      targetOf(rowOf(document.activeElement))?.focus({ preventScroll: true });
    };
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    return listen(element, {
      pick: (target, withRange) => {
        const id = idOf(target);
        if (id !== undefined) latest.current.change(id, withRange);
      },
      isPicking: () => latest.current.isPicking,
      begin: () => setPicking(true),
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `idOf` reads what is there when it is called
  }, [place, setPicking]);
  return {
    items: () => {
      for (const each of allListed(queries)) seen.current.set(each.id, each);
      return [...picked].flatMap(id => seen.current.get(id) ?? []);
    },
    begin: () => setPicking(true),
    clear,
    all,
    allOfView: () => void ofView(),
    isAsking,
  };
}

interface Hand {
  readonly pick: (target: EventTarget | null, withRange: boolean) => void;
  readonly isPicking: () => boolean;
  readonly begin: () => void;
}

/** What pointer and fingers do on the rows, before the links in them open anything. */
function listen(element: HTMLElement, { pick, isPicking, begin }: Hand): () => void {
  const ends = new AbortController();
  const { signal } = ends;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let at = { x: 0, y: 0 };
  let wasLong = false;
  const stop = (): void => clearTimeout(timer);
  element.addEventListener(
    'click',
    event => {
      const isRow = event.target instanceof Element && event.target.closest('[data-row-target]') !== null;
      if (!isRow || event.ctrlKey || event.metaKey || !(wasLong || event.shiftKey || isPicking())) return;
      event.preventDefault();
      event.stopPropagation();
      if (!wasLong) pick(event.target, event.shiftKey);
      wasLong = false;
    },
    { capture: true, signal },
  );
  element.addEventListener(
    'pointerdown',
    event => {
      wasLong = false;
      stop();
      if (event.pointerType !== 'touch' || rowOf(event.target) === null) return;
      at = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        wasLong = true;
        begin();
        pick(event.target, false);
      }, LONG_PRESS_MS);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    event => {
      if (Math.hypot(event.clientX - at.x, event.clientY - at.y) > MOVED_PX) stop();
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, stop, { signal });
  // The menu of a link would open over what the finger has just picked.
  element.addEventListener(
    'contextmenu',
    event => {
      if (event instanceof PointerEvent && event.pointerType === 'touch' && rowOf(event.target) !== null)
        event.preventDefault();
    },
    { signal },
  );
  return () => {
    stop();
    ends.abort();
  };
}
