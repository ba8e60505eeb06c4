import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../ui/index.ts';
import { Exports } from './exports.tsx';
import { GrantForm } from './grant-form.tsx';
import { Grants } from './grants.tsx';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

/** Whether, and for what, conversations may be used for training; the files that were written, and those that are gone. */
export function Training() {
  const { t } = useTranslation('ai');
  const grants = useQuery(aiQueries.grants());
  const exports = useQuery(aiQueries.exports());
  return (
    <div className={classes['stack']}>
      <p className={classes['words']}>{t('training.about')}</p>
      <GrantForm />
      {grants.data === undefined && grants.error !== null && (
        <ErrorState what={t('training.theGrants')} error={grants.error} onRetry={() => void grants.refetch()} />
      )}
      {grants.data !== undefined && grants.data.items.length > 0 && (
        <Grants grants={grants.data.items} exports={exports.data?.items ?? []} />
      )}
      {exports.data !== undefined && exports.data.items.length > 0 && <Exports exports={exports.data.items} />}
    </div>
  );
}
