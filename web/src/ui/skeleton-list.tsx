import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './skeleton-list.module.css';

/**
 * Rows in grey while the first of them are being loaded. Nothing is seen of it for 200 ms: what comes sooner does not
 * flicker.
 */
export function SkeletonList({
  rows = 6,
  withPicture = true,
}: {
  readonly rows?: number;
  readonly withPicture?: boolean;
}) {
  const { t } = useTranslation('ui');
  return (
    <div className={classes['list']} role="status">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes['row']} aria-hidden>
          {withPicture && <span className={classes['picture']} />}
          <span className={classes['lines']}>
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  );
}
