import { Suspense } from 'react';
import { Alert, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { dayAndTime, inFull } from '../../lib/time.ts';
import { ErrorNote } from '../../ui/index.ts';
import classes from './number-alerts.module.css';

/**
 * What WhatsApp says is wrong with the tenant's numbers; for administrators, who mend it and let a paused number send
 * again.
 */
export function NumberAlerts() {
  const numbers = useQuery(directoryQueries.numbers());
  const troubled = numbers.data?.items.filter(({ trouble }) => trouble !== null) ?? [];
  if (troubled.length === 0) return null;
  return (
    // Its words are loaded when there is something to be said.
    <Suspense fallback={null}>
      <div className={classes['alerts']}>
        {troubled.map(number => (
          <NumberAlert key={number.id} number={number} />
        ))}
      </div>
    </Suspense>
  );
}

function NumberAlert({ number }: { readonly number: BusinessNumber }) {
  const { t } = useTranslation('numbers');
  const resume = useResume(number.id);
  const { name, displayPhoneNumber, sendingPaused, trouble } = number;
  if (trouble === null) return null;
  return (
    <Alert role="alert" color={sendingPaused ? 'bad' : 'warn'} p="sm">
      <div className={classes['alert']}>
        <div className={classes['words']}>
          <p className={classes['text']}>
            <strong>
              <bdi>{name}</bdi> <bdi dir="ltr">{displayPhoneNumber}</bdi>
            </strong>
          </p>
          <p className={classes['text']}>{sendingPaused ? t('alert.paused') : t('alert.trouble')}</p>
          <p className={classes['text']} dir="auto">
            {trouble.explanation ?? trouble.text}
          </p>
          <p className={`${classes['text']} ${classes['code']}`} title={inFull(trouble.since)}>
            {t('alert.code', { code: String(trouble.code), time: dayAndTime(trouble.since) })}
          </p>
        </div>
        <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
          {sendingPaused ? t('alert.resume') : t('alert.understood')}
        </Button>
      </div>
      {resume.error !== null && <ErrorNote error={resume.error} />}
    </Alert>
  );
}

/** Says that what was wrong is mended: a paused number sends again. */
function useResume(id: string) {
  const queries = useQueryClient();
  const { queryKey } = directoryQueries.numbers();
  return useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/numbers/{id}/resume', { params: { path: { id } }, body: {} })),
    // What is on its way may have been read before.
    onMutate: () => queries.cancelQueries({ queryKey }),
    onSuccess: now =>
      queries.setQueryData(queryKey, known =>
        known === undefined
          ? known
          : { ...known, items: known.items.map(number => (number.id === now.id ? now : number)) },
      ),
  });
}
