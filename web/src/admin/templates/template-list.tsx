import { useState } from 'react';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTemplate } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { newKey } from '../../lib/new-key.ts';
import { Confirm, EmptyState } from '../../ui/index.ts';
import { followChanges } from './queries.ts';
import { TemplateRow } from './template-row.tsx';
import card from '../card.module.css';

/** The templates that WhatsApp knows. Deleting one asks before. */
export function TemplateList({ templates }: { readonly templates: readonly Template[] }) {
  const { t } = useTranslation('templates');
  const { template, isAsking, ask, close, remove } = useDeletion();
  if (templates.length === 0)
    return (
      <EmptyState icon={IconTemplate} title={t('none')}>
        {t('noneHint')}
      </EmptyState>
    );
  return (
    <div className={card['card']}>
      {templates.map(each => (
        <TemplateRow
          key={each.id}
          template={each}
          actions={
            <Button size="compact-sm" variant="subtle" color="bad" onClick={() => ask(each)}>
              {t('delete.open')}
            </Button>
          }
        />
      ))}
      <Confirm
        opened={isAsking}
        title={t('delete.title', { name: template?.name ?? '' })}
        confirm={t('delete.save')}
        destructive
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        {t('delete.text')}
      </Confirm>
    </div>
  );
}

/** Which template is asked about, and how it is deleted. */
function useDeletion() {
  const queries = useQueryClient();
  const [isAsking, { open, close }] = useDisclosure(false);
  // One question is one wish, however often its button is pressed. What it was about stays while it goes away.
  const [asked, setAsked] = useState<{ readonly template: Template; readonly key: string } | null>(null);
  const remove = useMutation({
    mutationFn: async () => {
      if (asked === null) return;
      const { template, key } = asked;
      const params = { path: { id: template.id }, header: { 'Idempotency-Key': key } };
      await answerOf(client.DELETE('/api/v1/templates/{id}', { params }));
    },
    onSuccess: () => {
      close();
      followChanges(queries);
    },
  });
  const ask = (template: Template): void => {
    remove.reset();
    setAsked({ template, key: newKey() });
    open();
  };
  return { template: asked?.template, isAsking, ask, close, remove };
}
