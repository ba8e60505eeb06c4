import { useState } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { contactName } from '../../lib/people.ts';
import { Confirm } from '../../ui/index.ts';
import { contactQueries } from '../contact/index.ts';
import { contactsQueries } from './queries.ts';

/** Deletes a contact that nobody has talked with. */
export function RemoveContact({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation('contacts');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: () => answerOf(client.DELETE('/api/v1/contacts/{id}', { params: { path: { id: contact.id } } })),
    onSuccess: async () => {
      await navigate({ to: '/contacts' });
      queries.removeQueries({ queryKey: contactQueries.one(contact.id).queryKey });
      void queries.invalidateQueries({ queryKey: contactsQueries.all() });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="bad" onClick={() => setAsked(true)}>
        {t('remove.open')}
      </Button>
      <Confirm
        opened={isAsked}
        title={t('remove.title', { name: contactName(contact) ?? t('nameless') })}
        confirm={t('remove.confirm')}
        destructive
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutate()}
      >
        {t('remove.text')}
      </Confirm>
    </>
  );
}
