import { useTranslation } from 'react-i18next';
import { connection, useSignal } from '../../lib/signals.ts';
import { clockTime, inFull } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { REFRESH_MS } from './queries.ts';
import { useSecondsSince } from './use-seconds-since.ts';
import classes from './board.module.css';

/** Two answers have not come: also without an error, such as of a computer that slept. */
const STALE_SECONDS = (2.5 * REFRESH_MS) / 1_000;

/** How old what is shown is. It never becomes old without a word. */
export function Freshness({
  updatedAt,
  isFailing,
}: {
  /** When the last answer came, epoch milliseconds. */
  readonly updatedAt: number;
  /** Whether the last call brought nothing. */
  readonly isFailing: boolean;
}) {
  const { t } = useTranslation('board');
  const seconds = useSecondsSince(updatedAt);
  const isCut = useSignal(connection) !== 'fine';
  const isStale = isFailing || isCut || seconds > STALE_SECONDS;
  const since = new Date(updatedAt).toISOString();
  return (
    <>
      {!isStale && (
        <span className={classes['fresh']}>{seconds < 1 ? t('updatedNow') : t('updated', { count: seconds })}</span>
      )}
      {/* Read out once, when it becomes old; the seconds are not. */}
      <span role="status">
        {isStale && (
          <StatusChip meaning="warn" title={inFull(since)}>
            {t('stale', { time: clockTime(since) })}
          </StatusChip>
        )}
      </span>
    </>
  );
}
