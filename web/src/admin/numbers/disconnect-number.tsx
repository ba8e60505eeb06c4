import { useState } from 'react';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { newKey } from '../../lib/new-key.ts';
import { Confirm } from '../../ui/index.ts';
import { followOrders } from './queries.ts';

/** Disconnects a number, when that was said twice. */
export function DisconnectNumber({ number: { id, name } }: { readonly number: BusinessNumber }) {
  const { t } = useTranslation('numbers');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  // One question is one wish, however often its button is pressed.
  const [key, setKey] = useState(newKey);
  const disconnect = useMutation({
    mutationFn: () =>
      answerOf(client.DELETE('/api/v1/numbers/{id}', { params: { path: { id }, header: { 'Idempotency-Key': key } } })),
    onSuccess: () => {
      close();
      followOrders(queries);
    },
  });
  const ask = (): void => {
    disconnect.reset();
    setKey(newKey());
    open();
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="bad" onClick={ask}>
        {t('disconnect.open')}
      </Button>
      <Confirm
        opened={opened}
        title={t('disconnect.title', { name })}
        confirm={t('disconnect.save')}
        destructive
        isPending={disconnect.isPending}
        error={disconnect.error}
        onConfirm={() => disconnect.mutate()}
        onClose={close}
      >
        {t('disconnect.text')}
      </Confirm>
    </>
  );
}
