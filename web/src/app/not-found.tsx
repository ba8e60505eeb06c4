import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/index.ts';

/** An address that leads nowhere, and a way on. */
export function NotFound() {
  const { t } = useTranslation('app');
  return (
    <EmptyState
      title={t('noPage')}
      action={
        <Button component={Link} to="/inbox">
          {t('toInbox')}
        </Button>
      }
    />
  );
}
