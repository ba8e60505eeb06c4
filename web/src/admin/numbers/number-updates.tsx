import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../../ui/index.ts';
import { Moment } from '../moment.tsx';
import { numberQueries } from './queries.ts';
import card from '../card.module.css';
import classes from './numbers.module.css';

/** What is about accounts and numbers; templates and preferences are shown where they belong. */
const FIELDS = [
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'security',
] as const;
type UpdateField = (typeof FIELDS)[number];
const NEWEST = 10;

/** What WhatsApp told of the account by itself, as it said it. */
export function NumberUpdates() {
  const { t } = useTranslation('numbers');
  const updates = useQuery(numberQueries.updates());
  if (updates.data === undefined)
    return updates.error === null ? null : (
      <ErrorState what={t('update.title')} error={updates.error} onRetry={() => void updates.refetch()} />
    );
  const shown = updates.data.items
    .flatMap(({ field, ...update }) => (isShown(field) ? [{ ...update, field }] : []))
    .slice(0, NEWEST);
  if (shown.length === 0) return null;
  return (
    <section className={card['card']} aria-label={t('update.title')}>
      <h2 className={`${card['row']} ${card['title']}`}>{t('update.title')}</h2>
      {shown.map(({ id, field, value, receivedAt }) => (
        <div key={id} className={card['row']}>
          <div className={card['tools']}>
            <span>{t(`update.field.${field}`)}</span>
            <span className={card['muted']}>
              <Moment at={receivedAt} />
            </span>
          </div>
          <pre className={classes['said']} dir="ltr">
            {JSON.stringify(value, null, 2)}
          </pre>
        </div>
      ))}
    </section>
  );
}

const isShown = (field: string): field is UpdateField => FIELDS.includes(field as UpdateField);
