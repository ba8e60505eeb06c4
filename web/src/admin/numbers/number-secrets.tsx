import { Button, PasswordInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { FormDrawer, useForm } from '../../ui/index.ts';
import { followOrders } from './queries.ts';
import { trimmed } from './trimmed.ts';

interface Props {
  readonly number: BusinessNumber;
}

/** Replaces the access token, once WhatsApp takes the new one. */
export function ReplaceToken({ number }: Props) {
  const { t } = useTranslation('numbers');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm({
    initial: { accessToken: '' },
    schema: requestSchema('putNumbersIdToken'),
    toBody: trimmed,
    keep: `number:${number.id}:token`,
    secret: true,
    shapes: { accessToken: t('shape.token') },
    onSubmit: async (body, { key }) => {
      const params = { path: { id: number.id }, header: { 'Idempotency-Key': key } };
      await answerOf(client.PUT('/api/v1/numbers/{id}/token', { params, body }));
      followOrders(queries);
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t('token.open')}
      </Button>
      <FormDrawer
        form={form}
        opened={opened}
        onClose={close}
        title={t('token.title', { name: number.name })}
        save={t('token.save')}
      >
        <PasswordInput
          label={t('field.accessToken')}
          description={t('hint.accessToken')}
          required
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
          {...form.fields.text('accessToken')}
        />
      </FormDrawer>
    </>
  );
}

/** Registers a number with its two-step PIN, or sets another PIN. */
export function GivePin({ number, order }: Props & { readonly order: 'register' | 'pin' }) {
  const { t } = useTranslation('numbers');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm({
    initial: { pin: '' },
    // It is the same as of `putNumbersIdPin`.
    schema: requestSchema('postNumbersIdRegister'),
    toBody: trimmed,
    keep: `number:${number.id}:${order}`,
    secret: true,
    shapes: { pin: t('shape.pin') },
    onSubmit: async (body, { key }) => {
      const call = { params: { path: { id: number.id }, header: { 'Idempotency-Key': key } }, body };
      if (order === 'register') await answerOf(client.POST('/api/v1/numbers/{id}/register', call));
      else await answerOf(client.PUT('/api/v1/numbers/{id}/pin', call));
      followOrders(queries);
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t(`${order}.open`)}
      </Button>
      <FormDrawer
        form={form}
        opened={opened}
        onClose={close}
        title={t(`${order}.title`, { name: number.name })}
        save={t(`${order}.save`)}
      >
        <PasswordInput
          label={t('field.pin')}
          description={t('hint.pin')}
          required
          autoComplete="off"
          inputMode="numeric"
          visibilityToggleButtonProps={{ 'aria-label': t('show') }}
          {...form.fields.text('pin')}
        />
      </FormDrawer>
    </>
  );
}
