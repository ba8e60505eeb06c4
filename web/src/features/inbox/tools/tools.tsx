import { ActionIcon } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSignal } from '../../../lib/signals.ts';
import { BulkBar, BulkProgress } from './bulk-bar.tsx';
import { running } from './bulk-run.ts';
import { Filters } from './filters.tsx';
import type { ToolsProps } from './props.ts';
import { SavedViews } from './saved-views.tsx';
import { useBulk } from './use-bulk.tsx';
import { usePicks } from './use-picks.ts';
import classes from '../inbox.module.css';

/**
 * One line above the rows: what they are narrowed to, saved views; while some are picked, what can be done with them; and
 * while that is done, how far it is. It is as high in each case, so that no row moves.
 */
export function Tools(props: ToolsProps) {
  const { t } = useTranslation('bulk');
  const { picked, setPicked, isPicking } = props;
  const picks = usePicks(props);
  const isRunning = useSignal(running) !== null;
  const bulk = useBulk(done => setPicked(before => new Set([...before].filter(id => !done.includes(id)))));
  return (
    <div className={classes['tools']}>
      {isRunning ? (
        <BulkProgress />
      ) : picked.size > 0 || isPicking ? (
        <BulkBar picked={picked} picks={picks} bulk={bulk} />
      ) : (
        <>
          <Filters {...props} />
          <SavedViews {...props} />
          <ActionIcon variant="subtle" color="quiet" aria-label={t('pick')} title={t('pick')} onClick={picks.begin}>
            <IconListCheck size={18} aria-hidden />
          </ActionIcon>
        </>
      )}
      {bulk.told}
    </div>
  );
}
