import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNote, ErrorState, Page } from '../../ui/index.ts';
import { ArticleEditor } from './article-editor.tsx';
import { ArticleList } from './article-list.tsx';
import { Gaps } from './gaps.tsx';
import { knowledgeQueries } from './queries.ts';
import { Sources } from './sources.tsx';
import { TrySearch } from './try-search.tsx';
import type { SavedVersion } from './use-articles.ts';
import { usePublishing } from './use-articles.ts';
import { useEditing } from './use-editing.ts';

/** What the AI answers from: articles, what it would find, and questions that nothing answered. */
export function Knowledge() {
  const { t } = useTranslation('knowledge');
  const publishing = usePublishing();
  const { opened, isLoading, error, write, edit, retry, close } = useEditing();
  return (
    <Page
      title={t('page')}
      about={t('about')}
      actions={<Button onClick={write}>{t('newArticle')}</Button>}
      aside={{ title: t('try.title'), content: <TrySearch /> }}
    >
      {publishing.error !== null && <ErrorNote error={publishing.error} onDismiss={() => publishing.reset()} />}
      {error !== null && !isLoading && <ErrorState what={t('theArticle')} error={error} onRetry={retry} />}
      <Sources />
      <ArticleList onEdit={edit} onPublish={wanted => publishing.mutate(wanted)} />
      <Gaps />
      {opened?.id === null && (
        <ArticleEditor article={null} onClose={close} onPublish={saved => publishing.mutate(saved)} />
      )}
      {opened !== null && opened.id !== null && (
        <Opened key={opened.id} id={opened.id} onClose={close} onPublish={saved => publishing.mutate(saved)} />
      )}
    </Page>
  );
}

/** An article as it is now: what somebody else saves meanwhile is said in its editor. */
function Opened({
  id,
  onClose,
  onPublish,
}: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onPublish: (saved: SavedVersion) => void;
}) {
  const { data } = useQuery(knowledgeQueries.document(id));
  return data === undefined ? null : <ArticleEditor article={data} onClose={onClose} onPublish={onPublish} />;
}
