import { TagsInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { FormDrawer, filled, useForm } from '../../ui/index.ts';
import { contactsQueries } from './queries.ts';

interface Values {
  readonly phone: string;
  readonly givenName: string;
  readonly tags: readonly string[];
}
const EMPTY: Values = { phone: '', givenName: '', tags: [] };

/** Notes a contact that has not written yet. */
export function NewContact({
  onMade,
  onClose,
}: {
  /** Its id; the form closes then. */
  readonly onMade: (contactId: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('contacts');
  const queries = useQueryClient();
  const form = useForm({
    initial: EMPTY,
    schema: requestSchema('postContacts'),
    toBody: filled,
    keep: 'new-contact',
    onSubmit: async (body, { key }) => {
      const params = { header: { 'Idempotency-Key': key } };
      const { id } = await answerOf(client.POST('/api/v1/contacts', { params, body }));
      void queries.invalidateQueries({ queryKey: contactsQueries.all() });
      onMade(id);
    },
  });
  return (
    <FormDrawer form={form} opened onClose={onClose} title={t('new')}>
      <TextInput
        label={t('field.phone')}
        description={t('field.phoneHint')}
        type="tel"
        dir="ltr"
        required
        {...form.fields.text('phone')}
      />
      <TextInput label={t('field.name')} dir="auto" {...form.fields.text('givenName')} />
      <TagsInput label={t('field.tags')} {...form.fields.list('tags')} />
    </FormDrawer>
  );
}
