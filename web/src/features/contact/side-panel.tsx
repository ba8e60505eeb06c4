import type { ReactNode } from 'react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Contact, Conversation } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { useMe } from '../../lib/me.ts';
import { phoneNumber } from '../../lib/people.ts';
import { dayAndTime, shortDay } from '../../lib/dates.ts';
import { ErrorState, SkeletonList, StatusChip } from '../../ui/index.ts';
import { useKept } from '../../lib/kept.ts';
import { OfferHistory } from '../thread/index.ts';
import { keptAs } from './facts.ts';
import { ContactForm } from './lazy-form.ts';
import { languageName } from '../../lib/language-name.ts';
import { contactQueries } from './queries.ts';
import classes from './contact.module.css';

/** Loaded where a contact was asked. */
const SurveyFacts = lazy(() => import('./survey-facts.tsx').then(module => ({ default: module.SurveyFacts })));

/** Beside a conversation: who the contact is, why it came to whom, what was before, and what is waited for. */
export function SidePanel({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('contact');
  const me = useMe();
  return (
    <aside className={classes['panel']} aria-label={t('panel')}>
      <ContactSection key={conversation.contact.id} conversation={conversation} />
      <Section title={me.id === conversation.agentId ? t('whyYou') : t('whoWasAsked')}>
        <OfferHistory conversationId={conversation.id} />
      </Section>
      {/* A server of the release before knows no surveys. */}
      {conversation.survey != null && (
        <Section title={t('satisfaction')}>
          <Suspense>
            <SurveyFacts conversation={conversation} />
          </Suspense>
        </Section>
      )}
      <Section title={t('earlier')}>
        <Earlier conversation={conversation} />
      </Section>
      <Section title={t('workflow')}>
        <Deadlines conversation={conversation} />
      </Section>
    </aside>
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
    <section className={classes['section']}>
      <header className={classes['head']}>
        <h3>{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}

function ContactSection({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('contact');
  const [, , isKept] = useKept(keptAs(conversation.contact.id), null);
  // What was changed and not saved is not forgotten behind a button.
  const [isEditing, setEditing] = useState(isKept);
  const [isAsked, setAsked] = useState(false);
  const [isBack, setBack] = useState(false);
  const known = useQuery(contactQueries.one(conversation.contact.id));
  const edit = (
    <Button
      size="compact-sm"
      variant="subtle"
      color="quiet"
      autoFocus={isBack}
      onClick={() => {
        setAsked(true);
        setEditing(true);
      }}
    >
      {t('edit')}
    </Button>
  );
  return (
    <Section title={t('contact')} action={!isEditing && known.data !== undefined && edit}>
      {known.data === undefined &&
        (known.error === null ? (
          <SkeletonList rows={2} withPicture={false} />
        ) : (
          <ErrorState error={known.error} what={t('what')} onRetry={() => void known.refetch()} />
        ))}
      {known.data !== undefined && isEditing && (
        <Suspense fallback={<SkeletonList rows={4} withPicture={false} />}>
          <ContactForm
            contact={known.data}
            isAsked={isAsked}
            onDone={wasHere => {
              setBack(wasHere);
              setEditing(false);
            }}
          />
        </Suspense>
      )}
      {known.data !== undefined && !isEditing && (
        <>
          <Facts contact={known.data} conversation={conversation} />
          <Link to="/contacts/$contactId" params={{ contactId: known.data.id }} className={classes['page'] ?? ''}>
            {t('page')}
          </Link>
        </>
      )}
    </Section>
  );
}

function Facts({ contact, conversation }: { readonly contact: Contact; readonly conversation: Conversation }) {
  const { t, i18n } = useTranslation('contact');
  const { waId, username, marketingStopped } = conversation.contact;
  return (
    <dl className={classes['facts']}>
      {waId !== null && (
        <Fact name={t('number')}>
          <bdi>{phoneNumber(waId)}</bdi>
        </Fact>
      )}
      {username !== null && (
        <Fact name={t('username')}>
          <bdi>{username}</bdi>
        </Fact>
      )}
      {contact.language !== null && <Fact name={t('language')}>{languageName(contact.language, i18n.language)}</Fact>}
      {(contact.vip || contact.tags.length > 0) && (
        <Fact name={t('tags')}>
          {contact.vip && <StatusChip meaning="accent">{t('vip')}</StatusChip>}
          {contact.tags.map(tag => (
            <StatusChip key={tag} meaning="quiet">
              {tag}
            </StatusChip>
          ))}
        </Fact>
      )}
      {marketingStopped && (
        <Fact name={t('marketing')}>
          <StatusChip meaning="bad">{t('marketingStopped')}</StatusChip>
        </Fact>
      )}
      {contact.blocks.some(each => each.blocked) && (
        <Fact name={t('writing')}>
          <StatusChip meaning="bad">{t('isBlocked')}</StatusChip>
        </Fact>
      )}
      {contact.restricted && (
        <Fact name={t('processing')}>
          <StatusChip meaning="warn">{t('isRestricted')}</StatusChip>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What was before with the same contact. */
function Earlier({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('contact');
  const found = useQuery(contactQueries.conversations(conversation.contact.id));
  const dispositions = useQuery(directoryQueries.dispositions());
  if (found.data === undefined)
    return found.error === null ? (
      <SkeletonList rows={2} withPicture={false} />
    ) : (
      <ErrorState error={found.error} what={t('earlierOnes')} onRetry={() => void found.refetch()} />
    );
  const earlier = found.data.items.filter(({ id }) => id !== conversation.id);
  if (earlier.length === 0) return <p className={classes['hint']}>{t('noEarlier')}</p>;
  return (
    <dl className={classes['facts']}>
      {earlier.map(({ id, openedAt, dispositionId, lastMessage, state }) => (
        <Fact key={id} name={shortDay(openedAt)}>
          <Link to="/inbox/$conversationId" params={{ conversationId: id }} dir="auto">
            {dispositions.data?.items.find(each => each.id === dispositionId)?.name ??
              lastMessage?.preview ??
              t(`state.${state}`)}
          </Link>
        </Fact>
      ))}
    </dl>
  );
}

const DEADLINES = [
  'offerExpiresAt',
  'matchRetryAt',
  'wrapUpEndsAt',
  'maxWaitAt',
  'snoozedUntil',
  'idleAt',
  'archiveAt',
  'retentionAt',
] as const;

/** What the conversation's workflow waits for, the next first. */
function Deadlines({ conversation: { deadlines, window, sla } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('contact');
  const all = [
    ...sla.flatMap(({ target, dueAt }) => (dueAt === null ? [] : [{ name: target, at: dueAt }])),
    ...(window.open && window.expiresAt !== null ? [{ name: 'window' as const, at: window.expiresAt }] : []),
    ...DEADLINES.flatMap(name => {
      const at = deadlines[name];
      return at === null ? [] : [{ name, at }];
    }),
  ].sort((a, b) => (a.at < b.at ? -1 : 1));
  if (all.length === 0) return <p className={classes['hint']}>{t('nothingAwaited')}</p>;
  return (
    <ul className={classes['deadlines']}>
      {all.map(({ name, at }) => (
        <li key={name}>{t(`deadline.${name}`, { time: dayAndTime(at) })}</li>
      ))}
    </ul>
  );
}
