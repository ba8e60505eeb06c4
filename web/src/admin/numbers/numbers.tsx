import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useAwaited } from '../../lib/use-awaited.ts';
import { useWhenChanged } from '../../lib/use-when-changed.ts';
import { EmptyState, ErrorNote, ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import { NumberAlerts } from '../number-alerts/index.ts';
import { ConnectNumber } from './connect-number.tsx';
import { NumberCard } from './number-card.tsx';
import { NumberOrders } from './number-orders.tsx';
import { NumberUpdates } from './number-updates.tsx';
import { MINUTE, SOON_MS, numberQueries } from './queries.ts';
import card from '../card.module.css';

/** How the tenant's numbers are at WhatsApp, and what an administrator does with them. */
export function Numbers() {
  const { t } = useTranslation('numbers');
  const { numbers, check, isChecking } = useNumbers();
  const items = numbers.data?.items;
  return (
    <Page
      title={t('title')}
      about={t('about')}
      actions={
        <>
          <Button variant="default" loading={isChecking} onClick={() => check.mutate()}>
            {t('check')}
          </Button>
          <ConnectNumber />
        </>
      }
    >
      <div className={card['stack']}>
        {check.error !== null && <ErrorNote error={check.error} onDismiss={check.reset} />}
        <NumberAlerts />
        {numbers.isPending && <SkeletonList rows={3} withPicture={false} />}
        {items === undefined && numbers.error !== null && (
          <ErrorState what={t('names')} error={numbers.error} onRetry={() => void numbers.refetch()} />
        )}
        {items?.length === 0 && (
          <EmptyState icon={IconPhone} title={t('none')}>
            {t('noneHint')}
          </EmptyState>
        )}
        {items?.map(number => (
          <NumberCard key={number.id} number={number} />
        ))}
        <NumberOrders numbers={items ?? []} />
        <NumberUpdates />
      </div>
    </Page>
  );
}

/** When the number was checked that was checked longest ago: it changes when all have been checked. */
function lastCheck(numbers: readonly BusinessNumber[] | undefined): string {
  const [oldest] = (numbers ?? [])
    .filter(({ state }) => state === 'connected')
    .map(({ checkedAt }) => checkedAt ?? '')
    .sort();
  return oldest ?? '';
}

/** The numbers, and how WhatsApp is asked about them now. */
function useNumbers() {
  const queries = useQueryClient();
  const awaited = useAwaited();
  const numbers = useQuery({
    ...directoryQueries.numbers(),
    refetchInterval: ({ state }) => (awaited.isAwaited(lastCheck(state.data?.items)) ? SOON_MS : MINUTE),
  });
  const checked = lastCheck(numbers.data?.items);
  const check = useMutation({
    mutationFn: () => answerOf(client.POST('/api/v1/numbers/check', { body: {} })),
    onMutate: () => awaited.begin(checked),
    onError: awaited.end,
  });
  const orders = useQuery(numberQueries.orders());
  // An order that has ended may have changed a number.
  useWhenChanged(
    orders.data?.items
      .filter(({ state }) => state !== 'waiting')
      .map(({ id }) => id)
      .join(),
    () => void queries.invalidateQueries({ queryKey: directoryQueries.numbers().queryKey }),
  );
  return { numbers, check, isChecking: check.isPending || awaited.isAwaited(checked) };
}
