import { useState } from 'react';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TemplateChange } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { newKey } from '../../lib/new-key.ts';
import { Confirm } from '../../ui/index.ts';
import { followChanges, patchChange } from './queries.ts';

/** Takes back one's own change, which waits for another administrator. */
export function TakeBackChange({ change: { id, name } }: { readonly change: TemplateChange }) {
  const { t } = useTranslation('templates');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const [key] = useState(newKey);
  const takeBack = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/api/v1/template-changes/{id}/decline', {
          params: { path: { id }, header: { 'Idempotency-Key': key } },
          body: { comment: t('takeBack.comment') },
        }),
      ),
    onSuccess: now => {
      close();
      patchChange(queries, now);
    },
    // Another administrator may have decided.
    onError: () => followChanges(queries),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t('takeBack.open')}
      </Button>
      <Confirm
        opened={opened}
        title={t('takeBack.title', { name })}
        confirm={t('takeBack.open')}
        destructive
        isPending={takeBack.isPending}
        error={takeBack.error}
        onConfirm={() => takeBack.mutate()}
        onClose={close}
      >
        {t('takeBack.text')}
      </Confirm>
    </>
  );
}
