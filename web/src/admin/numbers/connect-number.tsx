import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { FormDrawer, filled, useForm } from '../../ui/index.ts';
import { followOrders } from './queries.ts';
import { trimmed } from './trimmed.ts';

const NOTHING = { wabaId: '', phoneNumberId: '', accessToken: '', pin: '', name: '' };

/** Connects a number. Closed before it was sent, the form is still there; tokens stay in memory. */
export function ConnectNumber() {
  const { t } = useTranslation('numbers');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm({
    initial: NOTHING,
    schema: requestSchema('postNumbers'),
    toBody: values => filled(trimmed(values)),
    keep: 'connect-number',
    secret: true,
    shapes: {
      wabaId: t('shape.id'),
      phoneNumberId: t('shape.id'),
      accessToken: t('shape.token'),
      pin: t('shape.pin'),
    },
    onSubmit: async (body, { key }) => {
      await answerOf(client.POST('/api/v1/numbers', { params: { header: { 'Idempotency-Key': key } }, body }));
      followOrders(queries);
    },
  });
  const secret = { autoComplete: 'off', visibilityToggleButtonProps: { 'aria-label': t('show') } };
  return (
    <>
      <Button onClick={open}>{t('connect.title')}</Button>
      <FormDrawer form={form} opened={opened} onClose={close} title={t('connect.title')} save={t('connect.save')}>
        <TextInput label={t('field.wabaId')} required autoComplete="off" {...form.fields.text('wabaId')} />
        <TextInput
          label={t('field.phoneNumberId')}
          required
          autoComplete="off"
          {...form.fields.text('phoneNumberId')}
        />
        <PasswordInput
          {...secret}
          label={t('field.accessToken')}
          description={t('hint.accessToken')}
          required
          {...form.fields.text('accessToken')}
        />
        <PasswordInput
          {...secret}
          label={t('field.pin')}
          description={t('hint.pinOfConnect')}
          {...form.fields.text('pin')}
        />
        <TextInput label={t('field.name')} autoComplete="off" dir="auto" {...form.fields.text('name')} />
      </FormDrawer>
    </>
  );
}
