import { useEffect, useRef } from 'react';
import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '../../lib/api/index.ts';
import { placeNames, placesIn } from '../../lib/places.ts';
import { inList } from '../../lib/time.ts';
import { ErrorNote } from '../../ui/index.ts';
import { MarkedPlaces } from '../../ui/marked-places.tsx';
import classes from './canned.module.css';

/** What fits the word that is typed, each as it reads in this conversation. The box above all tells which is active. */
export function CannedList({
  id,
  items,
  active,
  isBusy,
  error,
  onChoose,
}: {
  readonly id: string;
  readonly items: readonly CannedResponse[];
  readonly active: number;
  /** Whether it is not known yet what fits. */
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onChoose: (response: CannedResponse) => void;
}) {
  const { t } = useTranslation('composer');
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className={classes['list']}>
      {error !== null && <ErrorNote error={error} />}
      {isBusy && items.length === 0 && <Loader size="sm" className={classes['busy'] ?? ''} />}
      {!isBusy && error === null && items.length === 0 && <p className={classes['none']}>{t('canned.none')}</p>}
      <div ref={list} id={id} role="listbox" aria-label={t('canned.list')} aria-busy={isBusy}>
        {items.map((item, place) => (
          <Option
            key={item.id}
            // As the box names it that the keyboard stays in.
            id={`${id}-${place}`}
            item={item}
            isActive={place === active}
            onChoose={() => onChoose(item)}
          />
        ))}
      </div>
    </div>
  );
}

function Option({
  id,
  item: { shortcut, title, text, filled },
  isActive,
  onChoose,
}: {
  readonly id: string;
  readonly item: CannedResponse;
  readonly isActive: boolean;
  readonly onChoose: () => void;
}) {
  const { t } = useTranslation('composer');
  const words = filled?.text ?? text;
  const names = placeNames(placesIn(words));
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      className={classes['option']}
      // The keyboard stays in the box, and chooses from there.
      onMouseDown={event => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={classes['head']}>
        <bdi className={classes['title']}>{title}</bdi>
        <bdi className={classes['shortcut']}>{`/${shortcut}`}</bdi>
      </span>
      <span className={classes['preview']} dir="auto">
        <MarkedPlaces text={words} />
      </span>
      {names.length > 0 && <span className={classes['open']}>{t('canned.open', { names: inList(names) })}</span>}
    </div>
  );
}
