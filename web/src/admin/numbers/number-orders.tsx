import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber, NumberOrder } from '../../lib/api/index.ts';
import { ErrorState, StatusChip } from '../../ui/index.ts';
import { Moment } from '../moment.tsx';
import { numberQueries } from './queries.ts';
import card from '../card.module.css';

const STATES = { waiting: 'accent', done: 'ok', refused: 'bad' } as const;

/** What was wanted of numbers lately, and what came of it. */
export function NumberOrders({ numbers }: { readonly numbers: readonly BusinessNumber[] }) {
  const { t } = useTranslation('numbers');
  const orders = useQuery(numberQueries.orders());
  if (orders.data === undefined)
    return orders.error === null ? null : (
      <ErrorState what={t('order.title')} error={orders.error} onRetry={() => void orders.refetch()} />
    );
  const { items } = orders.data;
  if (items.length === 0) return null;
  const shown = new Map(numbers.map(({ phoneNumberId, displayPhoneNumber }) => [phoneNumberId, displayPhoneNumber]));
  return (
    <section className={card['card']} aria-label={t('order.title')}>
      <h2 className={`${card['row']} ${card['title']}`}>{t('order.title')}</h2>
      {items.map(order => (
        <Order key={order.id} order={order} number={shown.get(order.phoneNumberId) ?? order.phoneNumberId} />
      ))}
    </section>
  );
}

function Order({ order, number }: { readonly order: NumberOrder; readonly number: string }) {
  const { t } = useTranslation('numbers');
  const { kind, state, createdAt, reason } = order;
  return (
    <div className={card['row']}>
      <div className={card['tools']}>
        <StatusChip meaning={STATES[state]}>{t(`order.state.${state}`)}</StatusChip>
        <span>{t(`order.kind.${kind}`)}</span>
        <bdi dir="ltr">{number}</bdi>
        <span className={card['muted']}>
          <Moment at={createdAt} />
        </span>
      </div>
      {reason !== null && (
        <p className={`${card['text']} ${card['bad']}`} dir="auto">
          {reason.explanation}
        </p>
      )}
      {reason !== null && reason.metaText !== null && (
        <p className={`${card['text']} ${card['muted']}`} dir="auto">
          {t('order.said', { words: reason.metaText })}
        </p>
      )}
    </div>
  );
}
