import { useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { Command, defaultFilter, useCommandState } from 'cmdk';
import { useTranslation } from 'react-i18next';
import type { ActionId } from '../../lib/hotkeys/actions.ts';
import { boundActions, runAction } from '../../lib/hotkeys/shortcuts.ts';
import { useKeys } from '../../lib/hotkeys/use-keys.ts';
import { useSignal } from '../../lib/signals.ts';
import type { PaletteEntry } from './entry.ts';
import { KeyCaps } from './key-caps.tsx';
import classes from './palette.module.css';

/** Whoever looks for “Conversacion” or “resume” means what is written with accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** How well an entry fits: by what is read of it, not by its id. */
const fits = (_id: string, searched: string, words: readonly string[] = []): number =>
  defaultFilter(plain(words.join(' ')), plain(searched), []);

/** Actions that are called differently elsewhere. */
const CLOSES: readonly ActionId[] = ['conversation.resolve', 'conversation.resolveNext'];

/** Everything that can be done or gone to, found by typing: what is bound to keys now, places, conversations. */
export function Palette({
  places,
  conversations,
  onChoose,
}: {
  readonly places: readonly PaletteEntry[];
  readonly conversations: () => readonly PaletteEntry[];
  /** Closes the palette, and does this then. */
  readonly onChoose: (run: () => void) => void;
}) {
  const { t } = useTranslation('palette');
  const { t: words } = useTranslation('keys');
  const bound = useSignal(boundActions);
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  // As they are now: rows that change places while one reads them are chosen by mistake.
  const [recent] = useState(conversations);
  const listed = new Set(places.map(({ action }) => action));
  const actions = bound.filter(id => id !== 'palette.open' && !listed.has(id));
  const groups = [
    {
      heading: t('actions'),
      entries: actions.map((id): PaletteEntry => ({
        id,
        label: words(`action.${id}`),
        ...(CLOSES.includes(id) ? { alsoCalled: t('alsoCalled.close') } : {}),
        action: id,
        go: () => runAction(id),
      })),
    },
    { heading: t('places'), entries: places },
    { heading: t('conversations'), entries: recent },
  ].filter(({ entries }) => entries.length > 0);
  return (
    <Command label={t('placeholder')} filter={fits} vimBindings={false} loop className={classes['palette']}>
      <Command.Input ref={box} autoFocus data-autofocus placeholder={t('placeholder')} className={classes['box']} />
      <Found />
      <Command.List ref={list} label={t('results')} className={classes['list']}>
        <Command.Empty className={classes['empty']}>{t('nothing')}</Command.Empty>
        {groups.map(({ heading, entries }) => (
          <Command.Group key={heading} heading={heading} className={classes['group']}>
            {entries.map(entry => (
              <Entry key={entry.id} entry={entry} of={heading} onChoose={onChoose} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <Active box={box} list={list} />
    </Command>
  );
}

function Entry({
  entry: { id, label, detail, alsoCalled, action, go },
  of,
  onChoose,
}: {
  readonly entry: PaletteEntry;
  /** What it belongs to: ids are different only in there. */
  readonly of: string;
  readonly onChoose: (run: () => void) => void;
}) {
  return (
    <Command.Item
      value={`${of} ${id}`}
      keywords={[label, detail, alsoCalled].filter(each => each !== undefined)}
      onSelect={() => onChoose(go)}
      className={classes['entry']}
    >
      <span className={classes['label']}>
        <bdi>{label}</bdi>
      </span>
      {detail !== undefined && <bdi className={classes['detail']}>{detail}</bdi>}
      {action !== undefined && <Keys of={action} />}
    </Command.Item>
  );
}

function Keys({ of }: { readonly of: ActionId }) {
  const { keys } = useKeys(of);
  return keys === null ? null : <KeyCaps keys={keys} />;
}

/**
 * Says which option the keyboard is on. cmdk does, too, but (1.1.1) forgets it with each letter that is typed: it looks
 * for the option before it is marked.
 */
function Active({
  box,
  list,
}: {
  readonly box: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLDivElement | null>;
}) {
  useCommandState(({ value, search, selectedItemId = '' }) => [value, search, selectedItemId].join('\n'));
  // Whenever one of them has changed, and after cmdk has written what it holds for true.
  useLayoutEffect(() => {
    const id = list.current?.querySelector('[role="option"][aria-selected="true"]')?.id;
    for (const element of [box.current, list.current])
      if (id === undefined) element?.removeAttribute('aria-activedescendant');
      else element?.setAttribute('aria-activedescendant', id);
  });
  return null;
}

/** How many fit is seen; this is said. */
function Found() {
  const { t } = useTranslation('palette');
  const count = useCommandState(state => state.filtered.count);
  const isSearched = useCommandState(state => state.search !== '');
  return <VisuallyHidden role="status">{isSearched ? t('found', { count }) : ''}</VisuallyHidden>;
}
