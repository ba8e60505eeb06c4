import { useState } from 'react';
import { Button, Select, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import type { components } from '../../lib/api/types.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { dayAndTime } from '../../lib/time.ts';
import { Confirm, ErrorNote, FormDrawer, filled, useForm } from '../../ui/index.ts';
import { contactQueries } from '../contact/index.ts';
import { contactsQueries } from './queries.ts';
import classes from './contacts.module.css';

type Block = components['schemas']['ContactBlock'];
const REASONS = ['spam', 'abuse', 'fraud', 'other'] as const;

/** Whether WhatsApp blocks the contact on our numbers, why, and what came of asking it to. */
export function Blocking({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  const [asked, setAsked] = useState<'block' | 'unblock' | null>(null);
  const isBlocked = contact.blocks.some(each => each.blocked || (each.wanted && each.state === 'waiting'));
  const unblock = useUnblock(contact.id);
  // It can be wished again, or not any more.
  const cameToNothing = !isBlocked && contact.blocks.some(each => each.wanted && each.state === 'refused');
  return (
    <section className={classes['section']} aria-label={t('block.title')}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{t('block.title')}</h2>
        {cameToNothing && (
          <Button size="compact-sm" variant="default" loading={unblock.isPending} onClick={() => unblock.mutate()}>
            {t('block.withdraw')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          color={isBlocked ? 'accent' : 'bad'}
          onClick={() => setAsked(isBlocked ? 'unblock' : 'block')}
        >
          {t(isBlocked ? 'block.unblock' : 'block.block')}
        </Button>
      </div>
      {unblock.error !== null && asked === null && <ErrorNote error={unblock.error} />}
      <div role="status">
        {contact.blocks.length === 0 && <p className={classes['text']}>{t('block.none')}</p>}
        {contact.blocks.map(block => (
          <Told key={block.numberId} block={block} />
        ))}
      </div>
      {asked === 'block' && <BlockForm contact={contact} onClose={() => setAsked(null)} />}
      <Unblock unblock={unblock} opened={asked === 'unblock'} onClose={() => setAsked(null)} />
    </section>
  );
}

/** What WhatsApp said about one number. */
function Told({ block: { state, wanted, blocked, reason, note, error, askedAt } }: { readonly block: Block }) {
  const { t } = useTranslation('contacts');
  const what =
    error === null
      ? t(`block.${state === 'waiting' ? (wanted ? 'asks' : 'asksNot') : blocked ? 'is' : 'isNot'}`)
      : // Of several phone numbers some may be blocked.
        `${blocked ? `${t('block.is')} ` : ''}${t(`block.error.${error.code}`)}`;
  return (
    <>
      <p className={`${classes['text'] ?? ''} ${error === null ? '' : (classes['bad'] ?? '')}`}>
        {what} {t('block.why', { reason: t(`block.reason.${reason}`), time: dayAndTime(askedAt) })}
      </p>
      {note !== null && (
        <p className={`${classes['text'] ?? ''} ${classes['muted'] ?? ''}`} dir="auto">
          {note}
        </p>
      )}
    </>
  );
}

function useShow(contactId: string) {
  const queries = useQueryClient();
  return (answer: Contact): void => {
    queries.setQueryData(contactQueries.one(contactId).queryKey, answer);
    void queries.invalidateQueries({ queryKey: contactsQueries.all() });
  };
}

interface Values {
  readonly reason: string;
  readonly note: string;
}

function BlockForm({ contact, onClose }: { readonly contact: Contact; readonly onClose: () => void }) {
  const { t } = useTranslation('contacts');
  const show = useShow(contact.id);
  const initial: Values = { reason: 'spam', note: '' };
  const form = useForm({
    initial,
    schema: requestSchema('postContactsIdBlock'),
    toBody: filled,
    onSubmit: async (body, { key }) => {
      const params = { path: { id: contact.id }, header: { 'Idempotency-Key': key } };
      show(await answerOf(client.POST('/api/v1/contacts/{id}/block', { params, body })));
    },
  });
  return (
    <FormDrawer form={form} opened onClose={onClose} title={t('block.title')} save={t('block.block')}>
      <p className={classes['text']}>{t('block.means')}</p>
      <Select
        label={t('block.reasonLabel')}
        allowDeselect={false}
        data={REASONS.map(value => ({ value, label: t(`block.reason.${value}`) }))}
        {...form.fields.choice('reason')}
      />
      <Textarea
        label={t('block.note')}
        description={t('block.noteHint')}
        dir="auto"
        autosize
        minRows={3}
        {...form.fields.text('note')}
      />
    </FormDrawer>
  );
}

function useUnblock(contactId: string) {
  const show = useShow(contactId);
  return useMutation({
    mutationFn: () => answerOf(client.DELETE('/api/v1/contacts/{id}/block', { params: { path: { id: contactId } } })),
    onSuccess: show,
  });
}

function Unblock({
  unblock,
  opened,
  onClose,
}: {
  readonly unblock: ReturnType<typeof useUnblock>;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('contacts');
  return (
    <Confirm
      opened={opened}
      title={t('block.unblockTitle')}
      confirm={t('block.unblock')}
      isPending={unblock.isPending}
      error={unblock.error}
      onClose={onClose}
      onConfirm={() => unblock.mutate(undefined, { onSuccess: onClose })}
    >
      {t('block.unblockText')}
    </Confirm>
  );
}
