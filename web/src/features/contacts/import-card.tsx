import { useState } from 'react';
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayAndTime, inNumber } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { ImportLines } from './import-lines.tsx';
import { ImportSteps } from './import-steps.tsx';
import type { ContactImport } from './queries.ts';
import { isRunning } from './queries.ts';
import classes from './contacts.module.css';

const MEANING = {
  checking: 'note',
  checked: 'accent',
  applying: 'note',
  applied: 'ok',
  undoing: 'note',
  undone: 'quiet',
  failed: 'bad',
  canceled: 'quiet',
} as const;
const COUNTED = ['create', 'change', 'created', 'changed', 'unchanged', 'refused', 'undone', 'kept'] as const;

/** One import: how far it is, what it does to how many contacts, and the next step. */
export function ImportCard({ imported }: { readonly imported: ContactImport }) {
  const { t } = useTranslation('contacts');
  const { state, fileName, columns, counts, error, createdAt, lines } = imported;
  // What would be done is looked at before it is.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? state === 'checked';
  const name = fileName ?? t('import.unnamed');
  return (
    <article className={classes['section']} aria-label={t('import.of', { name })}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>
          <bdi>{name}</bdi>
        </h2>
        <StatusChip meaning={MEANING[state]}>{t(`import.state.${state}`)}</StatusChip>
      </div>
      <p className={`${classes['text'] ?? ''} ${classes['muted'] ?? ''}`}>
        {dayAndTime(createdAt)} · {t('import.lines', { count: lines })}
      </p>
      <p className={`${classes['text'] ?? ''} ${classes['muted'] ?? ''}`}>
        {t('import.columns')} <bdi>{columns.join(', ')}</bdi>
      </p>
      {error !== null && (
        <p className={`${classes['text'] ?? ''} ${classes['bad'] ?? ''}`}>{t(`import.error.${error}`)}</p>
      )}
      {isRunning(imported) && <Going imported={imported} />}
      <div role="status">
        <ul className={classes['counts']}>
          {COUNTED.map(
            each =>
              counts[each] > 0 && <li key={each}>{t(`import.counts.${each}`, { shown: inNumber(counts[each]) })}</li>,
          )}
        </ul>
      </div>
      <ImportSteps imported={imported} name={name} isOpen={isOpen} onToggle={() => setChosen(!isOpen)} />
      {isOpen && <ImportLines imported={imported} />}
    </article>
  );
}

/** How far a step is; of a file that is being read nobody knows how much there is. */
function Going({ imported: { state, done, lines } }: { readonly imported: ContactImport }) {
  const { t } = useTranslation('contacts');
  const share = state === 'checking' || lines === 0 ? 100 : Math.min(100, (done / (lines + 1)) * 100);
  return <Progress value={share} animated aria-label={t(`import.state.${state}`)} />;
}
