import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { Textarea, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Colleague } from '../../lib/api/index.ts';
import { directionOf } from './direction-of.ts';
import { isComposingKey, isSendKey } from './is-send-key.ts';
import type { AtWord } from './mentioned.ts';
import { atWordAt, fitting } from './mentioned.ts';
import classes from './canned.module.css';
import composer from './composer.module.css';

/** So many are offered: whoever looks for another one types on. */
const MOST_OFFERED = 8;

interface Props {
  readonly text: string;
  /** Who can be mentioned. */
  readonly people: readonly Colleague[];
  readonly placeholder: string;
  readonly error: ReactNode;
  readonly onWrite: (text: string) => void;
}

/** The box of a note. An at sign looks for colleagues, which the keyboard chooses from here. */
export function NoteText({ text, people, placeholder, error, onWrite }: Props) {
  const { t } = useTranslation('composer');
  const box = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const { items, active, choose, onKeyDown, look, boxProps } = useMentioning(box, text, people, onWrite);
  const isOpen = items.length > 0;
  const asCombobox = {
    role: 'combobox',
    'aria-expanded': true,
    'aria-haspopup': 'listbox',
    'aria-autocomplete': 'list',
    'aria-controls': listId,
    'aria-activedescendant': `${listId}-${active}`,
  } as const;
  return (
    <div className={composer['box']}>
      {isOpen && (
        <div className={classes['list']}>
          <div id={listId} role="listbox" aria-label={t('mention.list')}>
            {items.map(({ id, name, presence }, place) => (
              <div
                key={id}
                id={`${listId}-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={place === active}
                className={classes['option']}
                // The keyboard stays in the box, and chooses from there.
                onMouseDown={event => event.preventDefault()}
                onClick={() => choose(name)}
              >
                <span className={classes['head']}>
                  <bdi className={classes['title']}>{name}</bdi>
                  <span className={classes['shortcut']}>
                    {presence === null ? t('mention.administrator') : t(`presence.${presence}`)}
                  </span>
                </span>
              </div>
            ))}
          </div>
        </div>
      )}
      <Textarea
        ref={box}
        autosize
        minRows={2}
        maxRows={8}
        dir={directionOf(text)}
        aria-label={t('noteText')}
        placeholder={placeholder}
        value={text}
        error={error}
        {...(isOpen ? asCombobox : {})}
        {...boxProps}
        onChange={event => {
          onWrite(event.currentTarget.value);
          look();
        }}
        onKeyDown={event => {
          onKeyDown(event);
          if (event.defaultPrevented || !isSendKey(event)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <VisuallyHidden aria-live="polite">{isOpen ? t('mention.found', { count: items.length }) : ''}</VisuallyHidden>
    </div>
  );
}

/** What an at sign looks for, and how the keyboard chooses of it while it stays in the box. */
function useMentioning(
  box: RefObject<HTMLTextAreaElement | null>,
  text: string,
  people: readonly Colleague[],
  onWrite: (text: string) => void,
) {
  const [word, setWord] = useState<AtWord | null>(null);
  /** Where the word begins for which nobody is looked for any more. */
  const [left, setLeft] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const caret = useRef<number | null>(null);
  /** An input method is at work: what stands in the box is not what will. */
  const composes = useRef(false);
  const items = word === null || word.from === left ? [] : fitting(people, word.query).slice(0, MOST_OFFERED);

  const look = (): void => {
    if (box.current === null || composes.current) return;
    const { value, selectionStart, selectionEnd } = box.current;
    const next = selectionStart === selectionEnd ? atWordAt(value, selectionStart) : null;
    if (next === null) setLeft(null);
    if (next?.from === word?.from && next?.query === word?.query) return;
    setWord(next);
    setActive(0);
  };
  const choose = (name: string): void => {
    if (box.current === null || word === null) return;
    const { value } = box.current;
    const after = value.slice(word.to);
    const inserted = `@${name}${/^\s/.test(after) ? '' : ' '}`;
    caret.current = word.from + inserted.length;
    // It stands there now: it is not looked for once more.
    setLeft(word.from);
    setWord(null);
    onWrite(value.slice(0, word.from) + inserted + after);
  };
  useLayoutEffect(() => {
    if (caret.current === null || box.current === null) return;
    box.current.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [box, text]);

  /** @returns whether the key was for the list, and does nothing else. */
  const takesKey = (key: string): boolean => {
    const chosen = items[active];
    if (key === 'Escape') setLeft(word?.from ?? null);
    else if (key === 'ArrowDown' || key === 'ArrowUp')
      setActive((active + (key === 'ArrowDown' ? 1 : items.length - 1)) % items.length);
    else if (key === 'Enter' && chosen !== undefined) choose(chosen.name);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (items.length > 0 && isPlain && !isComposingKey(event) && takesKey(event.key)) event.preventDefault();
  };
  return {
    items,
    active: Math.min(active, Math.max(0, items.length - 1)),
    choose,
    look,
    onKeyDown,
    boxProps: {
      onSelect: look,
      onBlur: () => setWord(null),
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
