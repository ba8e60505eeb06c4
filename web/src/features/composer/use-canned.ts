import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useEffectEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { CannedResponse } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { newKey } from '../../lib/new-key.ts';
import { placesIn } from '../../lib/places.ts';
import { isComposingKey } from './is-send-key.ts';
import { cannedQueries } from '../../lib/canned.ts';
import type { SlashWord } from './slash-word.ts';
import { slashWordAt } from './slash-word.ts';

interface Options {
  readonly conversationId: string;
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly onWrite: (text: string) => void;
}

/** Counts it, so that it is found earlier. Should that fail, nothing else does. */
function noteUse(id: string, conversationId: string): void {
  const params = { path: { id }, header: { 'Idempotency-Key': newKey() } };
  answerOf(client.POST('/api/v1/canned-responses/{id}/use', { params, body: { conversationId } })).catch(
    () => undefined,
  );
}

/**
 * A text with a response in place of the word that was typed for it, and what is marked then: the first place that is
 * still to be filled in, or nothing behind it.
 */
function insertedAt(text: string, word: SlashWord, { text: written, filled }: CannedResponse) {
  const words = filled?.text ?? written;
  const [open] = placesIn(words);
  const [from, to] = open === undefined ? [words.length, words.length] : [open.from, open.to];
  return {
    text: text.slice(0, word.from) + words + text.slice(word.to),
    marked: [word.from + from, word.from + to] as const,
  };
}

/** What a slash at the start of a word looks for, and how the keyboard chooses of it while it stays in the box. */
export function useCanned({ conversationId, box, text, onWrite }: Options) {
  const listId = useId();
  const [word, setWord] = useState<SlashWord | null>(null);
  /** Where the word begins for which nothing is looked for any more. */
  const [left, setLeft] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  /** Enter was pressed before anything was found: the first one is to be put in as soon as it is. */
  const [isAwaited, setAwaited] = useState(false);
  const marked = useRef<readonly [number, number] | null>(null);
  /** An input method is at work: what stands in the box is not what will. */
  const composes = useRef(false);
  const isOpen = word !== null && word.from !== left;
  const found = useQuery({ ...cannedQueries.in(conversationId, word?.query ?? ''), enabled: isOpen });
  const items = isOpen ? (found.data?.items ?? []) : [];
  const isBusy = isOpen && found.error === null && (found.data === undefined || found.isPlaceholderData);

  const look = (): void => {
    if (box.current === null || composes.current) return;
    const { value, selectionStart, selectionEnd } = box.current;
    const next = selectionStart === selectionEnd ? slashWordAt(value, selectionStart) : null;
    if (next === null) setLeft(null);
    if (next?.from === word?.from && next?.query === word?.query) return;
    setWord(next);
    setActive(0);
    setAwaited(false);
  };
  const close = (): void => {
    setWord(null);
    setAwaited(false);
  };
  const choose = (response: CannedResponse): void => {
    if (box.current === null || word === null) return;
    const inserted = insertedAt(box.current.value, word, response);
    marked.current = inserted.marked;
    close();
    onWrite(inserted.text);
    noteUse(response.id, conversationId);
  };
  useLayoutEffect(() => {
    if (marked.current === null || box.current === null) return;
    box.current.setSelectionRange(...marked.current);
    marked.current = null;
  }, [box, text]);
  const onFound = useEffectEvent(() => {
    const [first] = items;
    setAwaited(false);
    if (first !== undefined) choose(first);
  });
  const isReady = isAwaited && !isBusy;
  useEffect(() => {
    if (isReady) onFound();
  }, [isReady]);

  /** @returns whether the key was for the list, and does nothing else. */
  const takesKey = ({ key }: KeyboardEvent): boolean => {
    const chosen = items[active];
    if (key === 'Escape') setLeft(word?.from ?? null);
    else if (key === 'ArrowDown' || key === 'ArrowUp')
      setActive((active + (key === 'ArrowDown' ? 1 : items.length - 1)) % Math.max(1, items.length));
    else if (key !== 'Enter') return false;
    else if (isBusy) setAwaited(true);
    // Whoever looked for something that is not there does not send what was typed for it.
    else if (chosen === undefined) setLeft(word?.from ?? null);
    else choose(chosen);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Ctrl+Enter sends, but not what is typed to find something.
    const isWithMod = (event.ctrlKey || event.metaKey) && event.key !== 'Enter';
    const isPlain = !event.shiftKey && !event.altKey && !isWithMod;
    if (isOpen && isPlain && !isComposingKey(event) && takesKey(event)) event.preventDefault();
  };
  return {
    isOpen,
    isBusy,
    items,
    active,
    error: isOpen ? found.error : null,
    listId,
    choose,
    onChange: look,
    onKeyDown,
    /** What else the box tells. */
    boxProps: {
      onSelect: look,
      onBlur: close,
      onCompositionStart: (): void => {
        composes.current = true;
      },
      onCompositionEnd: (): void => {
        composes.current = false;
        look();
      },
    },
  };
}
