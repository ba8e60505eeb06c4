import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { contactName, phoneNumber } from '../../lib/people.ts';
import { ago, inFull, useNow } from '../../lib/time.ts';
import { PersonPicture, StatusChip } from '../../ui/index.ts';
import type { ContactsAsked, ListedContact } from './queries.ts';
import classes from './contacts.module.css';

/** One contact of the list: a link to all that is known of it; its tags narrow the list. */
export function ContactRow({ contact, asked }: { readonly contact: ListedContact; readonly asked: ContactsAsked }) {
  const { t } = useTranslation('contacts');
  const now = useNow();
  const { id, waId, tags, vip, blocks, activeAt } = contact;
  const name = contactName(contact) ?? t('nameless');
  return (
    <div className={classes['row']}>
      <PersonPicture name={name} />
      <div className={classes['who']}>
        <Link to="/contacts/$contactId" params={{ contactId: id }} className={classes['name'] ?? ''}>
          <bdi>{name}</bdi>
        </Link>
        {waId !== null && <bdi className={classes['aside']}>{phoneNumber(waId)}</bdi>}
      </div>
      <div className={classes['chips']}>
        {blocks.some(each => each.blocked) && <StatusChip meaning="bad">{t('blocked')}</StatusChip>}
        {vip && <StatusChip meaning="accent">{t('vip')}</StatusChip>}
        {tags.map(tag => (
          <Link
            key={tag}
            to="/contacts"
            search={{ ...asked, tag }}
            className={classes['tag'] ?? ''}
            aria-label={t('withTag', { tag })}
          >
            <bdi>{tag}</bdi>
          </Link>
        ))}
      </div>
      <time className={classes['aside']} dateTime={activeAt} title={inFull(activeAt)}>
        {ago(activeAt, now)}
      </time>
    </div>
  );
}
