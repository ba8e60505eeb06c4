import { Alert, Button, FileButton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { inNumber } from '../../lib/time.ts';
import { useAsked } from '../../lib/use-asked.ts';
import { Confirm, ErrorNote, ErrorState, PageForm, useForm } from '../../ui/index.ts';
import { knowledgeQueries } from './queries.ts';
import { SourceRow } from './source-row.tsx';
import { useSources } from './use-sources.ts';
import classes from './knowledge.module.css';

const FILES = '.pdf,.docx,.html,.htm,.md,.txt,.csv';

/** Files and sites that articles come from. */
export function Sources() {
  const { t } = useTranslation('knowledge');
  const sources = useQuery(knowledgeQueries.sources());
  const { bringFile, bringSite, repeat, remove } = useSources();
  const removal = useAsked<KnowledgeSource>();
  const form = useForm({
    initial: { url: '' },
    schema: requestSchema('postKnowledgeSources'),
    keep: 'knowledge-site',
    onSubmit: (body, { key }) => bringSite.mutateAsync({ body, key }),
  });
  const error = bringFile.error ?? repeat.error;
  return (
    <section className={classes['section']} aria-label={t('sources.title')}>
      <h2 className={classes['heading']}>{t('sources.title')}</h2>
      <PageForm form={form} className={classes['bring']}>
        <TextInput
          className={classes['grow'] ?? ''}
          label={t('sources.url')}
          placeholder="https://www.example.com/help"
          type="url"
          dir="ltr"
          {...form.fields.text('url')}
        />
        <Button type="submit" variant="default" loading={form.isPending}>
          {t('sources.bringSite')}
        </Button>
        <FileButton
          accept={FILES}
          onChange={chosen => {
            if (chosen !== null) bringFile.mutate(chosen);
          }}
        >
          {props => (
            <Button {...props} variant="default" loading={bringFile.isPending}>
              {t('sources.chooseFile')}
            </Button>
          )}
        </FileButton>
      </PageForm>
      {form.problem !== null && (
        <Alert color="bad" role="alert">
          {form.problem}
        </Alert>
      )}
      {error !== null && <ErrorNote error={error} />}
      {sources.data === undefined && sources.error !== null && (
        <ErrorState what={t('sources.all')} error={sources.error} onRetry={() => void sources.refetch()} />
      )}
      {sources.data !== undefined && sources.data.items.length > 0 && (
        <ul className={classes['card']}>
          {sources.data.items.map(source => (
            <SourceRow
              key={source.id}
              source={source}
              onRepeat={() => repeat.mutate(source.id)}
              onRemove={() => {
                remove.reset();
                removal.ask(source);
              }}
            />
          ))}
        </ul>
      )}
      <Confirm
        opened={removal.isOpen}
        title={t('sources.removeTitle', { name: removal.about?.name ?? '' })}
        touches={useTouched(removal.isOpen ? removal.about : null)}
        confirm={t('sources.remove')}
        destructive
        isPending={remove.isPending}
        error={remove.error}
        onClose={removal.close}
        onConfirm={() => {
          if (removal.about !== null) remove.mutate(removal.about.id, { onSuccess: removal.close });
        }}
      />
    </section>
  );
}

/** What is gone with a source; nothing until it is known. */
function useTouched(source: KnowledgeSource | null): readonly string[] {
  const { t } = useTranslation('knowledge');
  const { data } = useQuery({ ...knowledgeQueries.documentsOf(source?.id ?? ''), enabled: source !== null });
  if (data === undefined) return [];
  const count = data.items.length;
  return [
    data.nextCursor === null ? t('sources.touches', { count }) : t('sources.touchesMore', { known: inNumber(count) }),
  ];
}
