import { useTranslation } from 'react-i18next';
import type { Message } from '../../../lib/api/index.ts';
import { inNumber } from '../../../lib/time.ts';
import { listOf, numberOf, textOf } from './fields.ts';
import classes from './kinds.module.css';

/** An amount as its currency is written; a currency that nobody knows by its code. */
function money(amount: number, currency: string | null): string {
  if (currency === null || !/^[A-Za-z]{3}$/.test(currency)) return [inNumber(amount), currency ?? ''].join(' ').trim();
  return inNumber(amount, { style: 'currency', currency });
}

/** What the contact orders: each item with its quantity and price, and what it comes to where that is one currency. */
export function Order({ message: { content } }: { readonly message: Message }) {
  const { t } = useTranslation('pieces');
  const note = textOf(content?.['text']);
  const items = listOf(content?.['product_items']).map(item => ({
    name: textOf(item['product_retailer_id']) ?? t('order.nameless'),
    quantity: numberOf(item['quantity']) ?? 1,
    price: numberOf(item['item_price']),
    currency: textOf(item['currency']),
  }));
  const currencies = new Set(items.map(({ currency }) => currency));
  const isPriced = items.length > 0 && currencies.size === 1 && items.every(({ price }) => price !== null);
  const total = items.reduce((sum, { quantity, price }) => sum + quantity * (price ?? 0), 0);
  return (
    <div className={classes['piece']}>
      <table className={classes['order']}>
        <caption>{t('order.items', { count: items.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('order.item')}</th>
            <th scope="col">{t('order.quantity')}</th>
            <th scope="col">{t('order.price')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ name, quantity, price, currency }, place) => (
            <tr key={place}>
              <td dir="auto">{name}</td>
              <td>{inNumber(quantity)}</td>
              <td>{price === null ? '–' : money(price, currency)}</td>
            </tr>
          ))}
        </tbody>
        {isPriced && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('order.total')}
              </th>
              <td>{money(total, items[0]?.currency ?? null)}</td>
            </tr>
          </tfoot>
        )}
      </table>
      {note !== null && (
        <p className={classes['words']} dir="auto">
          {note}
        </p>
      )}
    </div>
  );
}
