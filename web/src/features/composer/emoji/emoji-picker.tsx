import type { KeyboardEvent, RefObject } from 'react';
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { Loader, TextInput, VisuallyHidden } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../lib/i18n-language.ts';
import { useLanguage } from '../../../lib/i18n-language.ts';
import { useMe } from '../../../lib/me.ts';
import { ErrorState } from '../../../ui/index.ts';
import { isComposingKey } from '../is-send-key.ts';
import type { Group } from './emoji-data.ts';
import { GROUPS, loadEmoji } from './emoji-data.ts';
import type { Emoji } from './find-emoji.ts';
import { findEmoji } from './find-emoji.ts';
import { noteEmoji, recentEmoji } from './recent-emoji.ts';
import classes from './emoji.module.css';

/** As the style sheet lays them out. */
const IN_A_ROW = 8;
const SIGNS: Readonly<Record<Group, string>> = {
  smileys: '😀',
  people: '👋',
  nature: '🐻',
  food: '🍎',
  travel: '🚗',
  activities: '⚽',
  objects: '💡',
  symbols: '❤️',
  flags: '🏁',
};

const emojiQuery = (language: Language) =>
  queryOptions({
    queryKey: ['emoji', language] as const,
    queryFn: () => loadEmoji(language),
    staleTime: Infinity,
    retry: false,
  });

interface Props {
  readonly onPick: (sign: string) => void;
  /** Somebody goes on writing. */
  readonly onClose: () => void;
  /** Somebody goes on elsewhere. */
  readonly onLeave: () => void;
}

/** Emoji to be put into what is written: looked for by words, chosen with the keyboard or the pointer. */
export function EmojiPicker({ onPick, onClose, onLeave }: Props) {
  const { t } = useTranslation('emoji');
  const me = useMe();
  const { language } = useLanguage();
  const { data, error, refetch } = useQuery(emojiQuery(language));
  const [query, setQuery] = useState('');
  const [group, setGroup] = useState<Group | null>(() => (recentEmoji(me.id).length > 0 ? null : 'smileys'));
  const panel = useRef<HTMLDivElement>(null);
  useLeft(panel, onLeave);
  const all = [...(data?.values() ?? [])].flat();
  const recent = recentEmoji(me.id).flatMap(sign => all.find(each => each.sign === sign) ?? []);
  const isSearch = query.trim() !== '';
  const shown = isSearch ? findEmoji(all, query) : group === null ? recent : (data?.get(group) ?? []);
  const pick = (sign: string): void => {
    noteEmoji(me.id, sign);
    onPick(sign);
  };
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={t('title')}
      className={classes['picker']}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        // Whoever stops looking for one goes on writing.
        event.stopPropagation();
        event.preventDefault();
        onClose();
      }}
    >
      {error !== null && <ErrorState error={error} what={t('title')} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loader size="sm" />}
      {data !== undefined && (
        <>
          <Choice
            of={isSearch ? query : (group ?? '')}
            emoji={shown}
            query={query}
            isSearch={isSearch}
            onQuery={setQuery}
            onPick={pick}
          />
          <div role="group" aria-label={t('groups')} className={classes['groups']}>
            <GroupButton name={t('recent')} sign="🕘" isOn={!isSearch && group === null} onClick={() => show(null)} />
            {GROUPS.map(each => (
              <GroupButton
                key={each}
                name={t(`group.${each}`)}
                sign={SIGNS[each]}
                isOn={!isSearch && group === each}
                onClick={() => show(each)}
              />
            ))}
          </div>
        </>
      )}
    </div>
  );

  function show(wanted: Group | null): void {
    setQuery('');
    setGroup(wanted);
  }
}

/** Tells when something else is pressed. What stands in one place with it may belong to it: that closes it by itself. */
function useLeft(panel: RefObject<HTMLElement | null>, onLeave: () => void): void {
  const leave = useEffectEvent(onLeave);
  useEffect(() => {
    const look = ({ target }: PointerEvent): void => {
      if (target instanceof Node && panel.current?.parentElement?.contains(target) === false) leave();
    };
    document.addEventListener('pointerdown', look);
    return () => document.removeEventListener('pointerdown', look);
  }, [panel]);
}

function GroupButton({
  name,
  sign,
  isOn,
  onClick,
}: {
  readonly name: string;
  readonly sign: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={classes['group']}
      aria-label={name}
      title={name}
      aria-pressed={isOn}
      onClick={onClick}
    >
      <span aria-hidden>{sign}</span>
    </button>
  );
}

interface ChoiceProps {
  /** What these are: others begin at their start. */
  readonly of: string;
  readonly emoji: readonly Emoji[];
  readonly query: string;
  readonly isSearch: boolean;
  readonly onQuery: (query: string) => void;
  readonly onPick: (sign: string) => void;
}

/** The box in which one looks for them, and what there is: the keyboard stays in the box, and chooses from there. */
function Choice({ of, emoji, query, isSearch, onQuery, onPick }: ChoiceProps) {
  const { t } = useTranslation('emoji');
  const id = useId();
  const [at, setAt] = useState({ of, place: 0 });
  const active = at.of === of ? at.place : 0;
  const setActive = (place: number): void => setAt({ of, place });
  const list = useRef<HTMLDivElement>(null);
  const chosen = emoji[active];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const move = (event: KeyboardEvent): void => {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: IN_A_ROW,
      ArrowUp: -IN_A_ROW,
      ArrowRight: isRtl ? -1 : 1,
      ArrowLeft: isRtl ? 1 : -1,
    };
    const step = steps[event.key];
    if (isComposingKey(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen !== undefined) onPick(chosen.sign);
    } else if (step !== undefined && emoji.length > 0) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(emoji.length - 1, active + step)));
    }
  };
  return (
    <>
      <TextInput
        autoFocus
        role="combobox"
        aria-expanded
        aria-haspopup="listbox"
        aria-controls={id}
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `${id}-${active}` })}
        aria-label={t('search')}
        placeholder={t('search')}
        autoComplete="off"
        dir="auto"
        value={query}
        onChange={event => onQuery(event.currentTarget.value)}
        onKeyDown={move}
      />
      <p className={classes['name']} aria-hidden>
        <bdi>{chosen?.name ?? t(isSearch ? 'none' : 'noRecent')}</bdi>
      </p>
      <div ref={list} id={id} role="listbox" aria-label={t('title')} className={classes['list']}>
        {emoji.map(({ sign, name }, place) => (
          <div
            key={sign}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-label={name}
            aria-selected={place === active}
            className={classes['option']}
            // The keyboard stays in the box.
            onMouseDown={event => event.preventDefault()}
            onPointerEnter={() => setActive(place)}
            onClick={() => onPick(sign)}
          >
            {sign}
          </div>
        ))}
      </div>
      <VisuallyHidden aria-live="polite">{isSearch ? t('found', { count: emoji.length }) : ''}</VisuallyHidden>
    </>
  );
}
