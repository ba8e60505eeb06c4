import { Button, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TemplateChange } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { FormDrawer, useForm } from '../../ui/index.ts';
import { patchChange } from './queries.ts';

const NOTHING = { comment: '' };

/** Declines another administrator's change, who is told why. */
export function DeclineChange({ change: { id, name } }: { readonly change: TemplateChange }) {
  const { t } = useTranslation('templates');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm<typeof NOTHING>({
    initial: NOTHING,
    keep: `decline:${id}`,
    onSubmit: async (body, { key }) => {
      const params = { path: { id }, header: { 'Idempotency-Key': key } };
      patchChange(queries, await answerOf(client.POST('/api/v1/template-changes/{id}/decline', { params, body })));
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={open}>
        {t('decline.open')}
      </Button>
      <FormDrawer
        form={form}
        opened={opened}
        onClose={close}
        title={t('decline.title', { name })}
        save={t('decline.save')}
      >
        <Textarea
          label={t('decline.comment')}
          description={t('decline.hint')}
          required
          autosize
          minRows={3}
          dir="auto"
          {...form.fields.text('comment')}
        />
      </FormDrawer>
    </>
  );
}
