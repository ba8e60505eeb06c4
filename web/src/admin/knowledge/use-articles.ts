import { useEffect, useRef } from 'react';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import type { Article } from './queries.ts';
import { knowledgeQueries } from './queries.ts';

export type ArticleBody = operations['postKnowledgeDocuments']['requestBody']['content']['application/json'];
/** A version of an article. */
export interface SavedVersion {
  readonly id: string;
  readonly version: number;
}
/** What changes whether an article is found. Without a version it is taken back. */
export interface Publishing {
  readonly id: string;
  readonly version: number | null;
}

/** All articles. Sources that are read bring articles, so that the list is read again as they go on. */
export function useArticles() {
  const queries = useQueryClient();
  const sources = useQuery(knowledgeQueries.sources());
  const progress = sources.data?.items.map(({ id, state, done }) => `${id} ${state} ${done}`).join();
  const seen = useRef(progress);
  useEffect(() => {
    if (seen.current !== undefined && seen.current !== progress)
      void queries.invalidateQueries({ queryKey: knowledgeQueries.documents().queryKey });
    seen.current = progress;
  }, [queries, progress]);
  return useInfiniteQuery(knowledgeQueries.documents());
}

/** Has what is shown of an article read again: it itself, and its row. */
function useArticleChanged() {
  const queries = useQueryClient();
  return (id: string | null): Promise<unknown> =>
    Promise.all([
      queries.invalidateQueries({ queryKey: knowledgeQueries.documents().queryKey }),
      ...(id === null ? [] : [queries.invalidateQueries({ queryKey: knowledgeQueries.document(id).queryKey })]),
    ]);
}

/** Publishes a version of an article (or agrees to it), or takes the article back. */
export function usePublishing() {
  const changed = useArticleChanged();
  return useMutation({
    mutationFn: async ({ id, version }: Publishing): Promise<void> => {
      const params = { path: { id } };
      if (version === null)
        await answerOf(client.POST('/api/v1/knowledge/documents/{id}/unpublish', { params, body: {} }));
      else await answerOf(client.POST('/api/v1/knowledge/documents/{id}/publish', { params, body: { version } }));
    },
    onSettled: (_done, _error, { id }) => changed(id),
  });
}

/** What the next version is written upon. */
interface Base extends Pick<Article, 'id' | 'language' | 'audience'> {
  /** The newest first. */
  readonly versions: readonly Pick<Article['versions'][number], 'version' | 'title' | 'body'>[];
}

/**
 * Saves an article as a draft: a new one, or the next version of one. What is written on while a new one is being saved
 * is the next version of that, and no second article.
 */
export function useSaveArticle(article: Article | null) {
  const changed = useArticleChanged();
  const made = useRef<Base | null>(null);
  return useMutation({
    mutationFn: async ({ body, key }: { readonly body: ArticleBody; readonly key: string }): Promise<SavedVersion> => {
      const base = article ?? made.current;
      const saved = base === null ? await create(body, key) : await rewrite(base, body);
      const { language, audience = 'customer' } = body;
      made.current = { id: saved.id, language, audience, versions: [{ ...body, version: saved.version }] };
      return saved;
    },
    // Also when it was refused, as there may be a newer version.
    onSettled: () => changed(article?.id ?? made.current?.id ?? null),
  });
}

const create = (body: ArticleBody, key: string): Promise<SavedVersion> =>
  answerOf(client.POST('/api/v1/knowledge/documents', { params: { header: { 'Idempotency-Key': key } }, body }));

async function rewrite(
  article: Base,
  { title, body, language, audience = 'customer' }: ArticleBody,
): Promise<SavedVersion> {
  const { id } = article;
  const params = { path: { id } };
  const [newest] = article.versions;
  // First what may be refused: then nothing of it was saved.
  if (article.language !== language || article.audience !== audience)
    await answerOf(client.PUT('/api/v1/knowledge/documents/{id}/settings', { params, body: { language, audience } }));
  if (newest?.title === title && newest.body === body) return { id, version: newest.version };
  const { version } = await answerOf(
    client.PUT('/api/v1/knowledge/documents/{id}', { params, body: { version: newest?.version ?? 1, title, body } }),
  );
  return { id, version };
}
