import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../lib/api/api-error.ts';
import { ProblemText } from './problem-text.tsx';
import classes from './state.module.css';

/** In the place of what could not be loaded: what, why, the id that an operator finds the request by, and again. */
export function ErrorState({
  what,
  error,
  onRetry,
}: {
  /** What is not there, as the beginning of a sentence: “The conversations”. */
  readonly what: string;
  readonly error: Error;
  /** Left out where it would not help. */
  readonly onRetry?: () => void;
}) {
  const { t } = useTranslation('ui');
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div className={classes['state']} role="alert">
      <IconAlertTriangle size={28} stroke={1.5} aria-hidden className={classes['bad']} />
      <p className={classes['title']}>{t('error.title', { what })}</p>
      <div className={classes['text']}>
        <ProblemText error={error} />
      </div>
      {requestId !== null && (
        <p className={classes['request']}>
          {t('error.request')}{' '}
          <code dir="ltr" className={classes['id']}>
            {requestId}
          </code>
        </p>
      )}
      {onRetry !== undefined && (
        <Button variant="default" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
