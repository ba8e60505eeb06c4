import type { ReactNode } from 'react';
import { Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../lib/api/index.ts';
import { languageName } from '../../lib/language-name.ts';
import { useMe } from '../../lib/me.ts';
import { contactName, phoneNumber } from '../../lib/people.ts';
import { dayAndTime, inFull } from '../../lib/time.ts';
import { ErrorState, Page, SkeletonList, StatusChip } from '../../ui/index.ts';
import { ContactForm, contactQueries } from '../contact/index.ts';
import { Blocking } from './blocking.tsx';
import { RemoveContact } from './remove-contact.tsx';
import { contactsQueries, conversationsOf } from './queries.ts';
import classes from './contacts.module.css';

/** All that is known of one contact, and what was said with it. */
export function ContactDetails() {
  const { t } = useTranslation('contacts');
  const { contactId } = useParams({ from: '/contacts/$contactId' });
  const known = useQuery(contactQueries.one(contactId));
  const contact = known.data;
  const title = contact === undefined ? t('contact') : (contactName(contact) ?? t('nameless'));
  return (
    <Page
      title={title}
      about={<Link to="/contacts">{t('back')}</Link>}
      actions={contact !== undefined && <Chips contact={contact} />}
    >
      {contact === undefined ? (
        known.error === null ? (
          <SkeletonList withPicture={false} />
        ) : (
          <ErrorState what={t('contact')} error={known.error} onRetry={() => void known.refetch()} />
        )
      ) : (
        <div className={classes['details']} key={contact.id}>
          <Known contact={contact} />
          <Blocking contact={contact} />
          <Conversations contact={contact} />
        </div>
      )}
    </Page>
  );
}

function Chips({ contact: { vip, restricted, marketingStopped, blocks } }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  return (
    <>
      {blocks.some(each => each.blocked) && <StatusChip meaning="bad">{t('blocked')}</StatusChip>}
      {vip && <StatusChip meaning="accent">{t('vip')}</StatusChip>}
      {restricted && <StatusChip meaning="warn">{t('restricted')}</StatusChip>}
      {marketingStopped && <StatusChip meaning="warn">{t('noMarketing')}</StatusChip>}
    </>
  );
}

function Section({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={classes['section']} aria-label={title}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** What is known, to be read or changed. */
function Known({ contact }: { readonly contact: Contact }) {
  const { t, i18n } = useTranslation('contacts');
  const queries = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const facts: readonly (readonly [name: string, value: ReactNode])[] = [
    ['number', contact.waId === null ? null : <bdi>{phoneNumber(contact.waId)}</bdi>],
    ['profileName', contact.profileName === null ? null : <bdi>{contact.profileName}</bdi>],
    ['username', contact.username === null ? null : <bdi>{contact.username}</bdi>],
    ['language', contact.language === null ? null : languageName(contact.language, i18n.language)],
    ['tags', contact.tags.length === 0 ? null : <span dir="auto">{contact.tags.join(', ')}</span>],
    ['consent', contact.consent === null ? null : <span dir="auto">{contact.consent.source}</span>],
    ['since', inFull(contact.createdAt)],
  ];
  return (
    <Section
      title={t('known')}
      action={
        !isEditing && (
          <Button size="compact-sm" variant="default" onClick={() => setEditing(true)}>
            {t('edit')}
          </Button>
        )
      }
    >
      {isEditing ? (
        <Suspense fallback={<SkeletonList rows={4} withPicture={false} />}>
          <ContactForm
            contact={contact}
            isAsked
            onDone={() => {
              setEditing(false);
              void queries.invalidateQueries({ queryKey: contactsQueries.all() });
            }}
          />
        </Suspense>
      ) : (
        <dl className={classes['facts']}>
          {facts.map(
            ([name, value]) =>
              value !== null && (
                <div key={name} className={classes['fact']}>
                  <dt>{t(`fact.${name as 'number'}`)}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
          {Object.entries(contact.attributes).map(([name, value]) => (
            <div key={`attribute ${name}`} className={classes['fact']}>
              <dt>
                <bdi>{name}</bdi>
              </dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

/** What was said, the newest first. */
function Conversations({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const found = useInfiniteQuery(conversationsOf(contact.id));
  const items = found.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Section
      title={t('conversations')}
      action={isAdmin && found.data !== undefined && items.length === 0 && <RemoveContact contact={contact} />}
    >
      {found.data === undefined &&
        (found.error === null ? (
          <SkeletonList rows={2} withPicture={false} />
        ) : (
          <ErrorState what={t('conversations')} error={found.error} onRetry={() => void found.refetch()} />
        ))}
      {found.data !== undefined && items.length === 0 && <p className={classes['text']}>{t('noConversations')}</p>}
      <ul className={classes['list']}>
        {items.map(({ id, state, lastMessage, openedAt, number }) => (
          <li key={id}>
            <Link to="/inbox/$conversationId" params={{ conversationId: id }} className={classes['talk'] ?? ''}>
              <span className={classes['preview']} dir="auto">
                {lastMessage?.preview ?? t(`state.${state}`)}
              </span>
              <span className={classes['aside']}>
                <bdi>{number.name}</bdi> · {t(`state.${state}`)} · {dayAndTime(lastMessage?.at ?? openedAt)}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Section>
  );
}
