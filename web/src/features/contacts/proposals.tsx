import { useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import type { components } from '../../lib/api/types.ts';
import { newKey } from '../../lib/new-key.ts';
import { contactName, phoneNumber } from '../../lib/people.ts';
import { inList } from '../../lib/time.ts';
import { useAsked } from '../../lib/use-asked.ts';
import { Confirm, ErrorNote } from '../../ui/index.ts';
import { contactsQueries } from './queries.ts';
import classes from './contacts.module.css';

/** Of two contacts. */
interface Proposal {
  readonly contacts: readonly Contact[];
  readonly signals: components['schemas']['MergeProposal']['signals'];
}
/** Who goes on, and who becomes part of it. */
interface Merge {
  readonly into: Contact;
  readonly from: Contact;
  readonly key: string;
}

/** Pairs of contacts that may be one person; nothing where there are none. */
export function Proposals() {
  const { t } = useTranslation('contacts');
  const queries = useQueryClient();
  const found = useQuery(contactsQueries.duplicates());
  const [isOpen, setOpen] = useState(false);
  const merging = useAsked<Merge>();
  const onSettled = () => {
    void queries.invalidateQueries({ queryKey: contactsQueries.duplicates().queryKey });
    void queries.invalidateQueries({ queryKey: contactsQueries.all() });
  };
  const merge = useMutation({
    mutationFn: ({ into, from, key }: Merge) =>
      answerOf(
        client.POST('/api/v1/contacts/{id}/merge', {
          params: { path: { id: into.id }, header: { 'Idempotency-Key': key } },
          body: { contactId: from.id },
        }),
      ),
    onSettled,
  });
  const reject = useMutation({
    mutationFn: ({ contacts }: Proposal) => {
      const [contactId = '', otherId = ''] = contacts.map(({ id }) => id);
      return answerOf(client.POST('/api/v1/contacts/merge-proposals/reject', { body: { contactId, otherId } }));
    },
    onSettled,
  });
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={classes['section']} aria-label={t('merge.title')}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{t('merge.some', { count: items.length })}</h2>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'merge.hide' : 'merge.show')}
        </Button>
      </div>
      {reject.error !== null && <ErrorNote error={reject.error} />}
      {isOpen && (
        <ul className={classes['list']}>
          {items.map(proposal => (
            <li key={proposal.contacts.map(({ id }) => id).join()} className={classes['pair']}>
              <Pair
                proposal={proposal}
                isPending={reject.isPending}
                onMerge={(into, from) => {
                  merge.reset();
                  merging.ask({ into, from, key: newKey() });
                }}
                onReject={() => reject.mutate(proposal)}
              />
            </li>
          ))}
        </ul>
      )}
      <Confirm
        opened={merging.isOpen}
        title={t('merge.askTitle')}
        confirm={t('merge.confirm')}
        destructive
        isPending={merge.isPending}
        error={merge.error}
        onClose={merging.close}
        onConfirm={() => {
          if (merging.about !== null) merge.mutate(merging.about, { onSuccess: merging.close });
        }}
      >
        {t('merge.askText')}
      </Confirm>
    </section>
  );
}

function Pair({
  proposal: { contacts, signals },
  isPending,
  onMerge,
  onReject,
}: {
  readonly proposal: Proposal;
  readonly isPending: boolean;
  readonly onMerge: (into: Contact, from: Contact) => void;
  readonly onReject: () => void;
}) {
  const { t } = useTranslation('contacts');
  // The older one goes on.
  const [into, from] = [...contacts].sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)) as [Contact, Contact];
  const nameOf = (contact: Contact): string => contactName(contact) ?? t('nameless');
  const both = { one: nameOf(into), other: nameOf(from) };
  return (
    <>
      {[into, from].map(contact => (
        <Link
          key={contact.id}
          to="/contacts/$contactId"
          params={{ contactId: contact.id }}
          className={classes['name'] ?? ''}
        >
          <bdi>{nameOf(contact)}</bdi>{' '}
          {contact.waId !== null && <bdi className={classes['aside']}>{phoneNumber(contact.waId)}</bdi>}
        </Link>
      ))}
      <span className={classes['aside']}>{inList(signals.map(signal => t(`merge.signal.${signal}`)))}</span>
      <span className={classes['tools']}>
        <Button size="compact-sm" aria-label={t('merge.mergeOf', both)} onClick={() => onMerge(into, from)}>
          {t('merge.merge')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          loading={isPending}
          aria-label={t('merge.rejectOf', both)}
          onClick={onReject}
        >
          {t('merge.reject')}
        </Button>
      </span>
    </>
  );
}
