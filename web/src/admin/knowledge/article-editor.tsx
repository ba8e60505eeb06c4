import { useRef } from 'react';
import { Button, Select, TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { requestSchema } from '../../lib/request-schema.ts';
import { FormDrawer, useForm } from '../../ui/index.ts';
import { languageChoices } from '../../lib/language-choices.ts';
import type { Article } from './queries.ts';
import type { SavedVersion } from './use-articles.ts';
import { useSaveArticle } from './use-articles.ts';
import classes from './knowledge.module.css';

const valuesOf = (article: Article | null) => ({
  title: article?.versions[0]?.title ?? '',
  body: article?.versions[0]?.body ?? '',
  language: article?.language ?? 'en',
  audience: article?.audience ?? 'customer',
});

/** Of a version that another one has come after, the answer names a field that is not shown. */
const fieldOf = (path: string): string => (path === 'version' ? '' : path);

/**
 * Writes an article, or its next version. Closed by Esc, left or loaded again, what was written is still there, until
 * it is saved or thrown away.
 */
export function ArticleEditor({
  article,
  onClose,
  onPublish,
}: {
  /** Null: a new one. */
  readonly article: Article | null;
  readonly onClose: () => void;
  /** Publishes what was saved just now. */
  readonly onPublish: (saved: SavedVersion) => void;
}) {
  const { t, i18n } = useTranslation('knowledge');
  const save = useSaveArticle(article);
  const saved = useRef<SavedVersion | null>(null);
  const form = useForm({
    initial: valuesOf(article),
    schema: requestSchema('postKnowledgeDocuments'),
    keep: `article:${article?.id ?? 'new'}`,
    fieldOf,
    onSubmit: async (body, { key }) => {
      saved.current = await save.mutateAsync({ body, key });
    },
  });
  const publish = async (): Promise<void> => {
    if (!(await form.submit()) || saved.current === null) return;
    onPublish(saved.current);
    onClose();
  };
  return (
    <FormDrawer
      form={form}
      opened
      onClose={onClose}
      title={article === null ? t('newArticle') : t('editArticle')}
      save={t('saveDraft')}
      more={
        <Button variant="default" disabled={form.isPending} onClick={() => void publish()}>
          {t('publish')}
        </Button>
      }
      isWide
    >
      <TextInput label={t('title')} required dir="auto" {...form.fields.text('title')} />
      <div className={classes['pair']}>
        <Select
          label={t('language')}
          data={languageChoices(form.values.language, i18n.language)}
          searchable
          allowDeselect={false}
          {...form.fields.choice('language')}
        />
        <Select
          label={t('audience')}
          data={(['customer', 'internal'] as const).map(value => ({ value, label: t(`for.${value}`) }))}
          allowDeselect={false}
          {...form.fields.choice('audience')}
        />
      </div>
      <Textarea
        label={t('body')}
        description={t('bodyHint')}
        required
        dir="auto"
        autosize
        minRows={12}
        maxRows={24}
        {...form.fields.text('body')}
      />
    </FormDrawer>
  );
}
