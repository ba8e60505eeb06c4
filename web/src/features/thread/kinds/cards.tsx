import { IconAddressBook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../lib/api/index.ts';
import { CopyButton } from './copy-button.tsx';
import type { Fields } from './fields.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';
import classes from './kinds.module.css';

/** Contact cards: who it is, where he or she works, and how to reach them. */
export function Cards({ message: { content } }: { readonly message: Message }) {
  const { t } = useTranslation('pieces');
  const cards = listOf(content?.['contacts']);
  if (cards.length === 0) return <p className={classes['words']}>{t('card.empty')}</p>;
  return (
    <ul className={classes['cards']}>
      {cards.map((card, place) => (
        <li key={place}>
          <Card card={card} />
        </li>
      ))}
    </ul>
  );
}

const together = (parts: readonly unknown[], between: string): string | null => {
  const present = parts.map(textOf).filter(part => part !== null);
  return present.length === 0 ? null : present.join(between);
};

function Card({ card }: { readonly card: Fields }) {
  const { t } = useTranslation('pieces');
  const [name, org] = [fieldsOf(card['name']), fieldsOf(card['org'])];
  const company = together([org['title'], org['department'], org['company']], ', ');
  const called =
    textOf(name['formatted_name']) ?? together([name['first_name'], name['last_name']], ' ') ?? t('card.nameless');
  const numbers = listOf(card['phones']).flatMap(({ phone, wa_id: waId }) => {
    const known = textOf(waId);
    return textOf(phone) ?? (known === null ? [] : `+${known}`);
  });
  const mails = listOf(card['emails']).flatMap(({ email }) => textOf(email) ?? []);
  const addresses = listOf(card['addresses']).flatMap(
    ({ street, zip, city, state, country }) => together([street, zip, city, state, country], ', ') ?? [],
  );
  const others = [...addresses, ...listOf(card['urls']).flatMap(({ url }) => textOf(url) ?? [])];
  return (
    <>
      <p className={classes['tap']}>
        <IconAddressBook size={16} aria-hidden />
        <strong dir="auto">{called}</strong>
      </p>
      {company !== null && (
        <p className={classes['aside']} dir="auto">
          {company}
        </p>
      )}
      {[...numbers, ...mails].map((way, place) => (
        <p key={place} className={classes['way']}>
          <bdi>{way}</bdi>
          <CopyButton text={way} what={way} />
        </p>
      ))}
      {others.map((other, place) => (
        <p key={place} className={classes['aside']} dir="auto">
          {other}
        </p>
      ))}
    </>
  );
}
