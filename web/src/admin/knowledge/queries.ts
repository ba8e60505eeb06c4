import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';

const PAGE = 100;
const GAPS = 10;
const PASSAGES = 3;
const POLL_MS = 1_500;

/** An article with its versions, the newest first. */
export type Article = operations['getKnowledgeDocumentsId']['responses'][200]['content']['application/json'];
const path = (id: string) => ({ path: { id } });

/** Keys and queries of what the AI answers from. No event tells of any of it. */
export const knowledgeQueries = {
  /** All articles, the latest changed first, page by page. */
  documents: () =>
    infiniteQueryOptions({
      queryKey: ['knowledge', 'documents'] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/knowledge/documents', {
            params: { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
    }),
  document: (id: string) =>
    queryOptions({
      queryKey: ['knowledge', 'document', id] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/knowledge/documents/{id}', { params: path(id), signal })),
    }),
  /** The first page of the articles that came from a source: what its removal takes along. */
  documentsOf: (sourceId: string) =>
    queryOptions({
      queryKey: ['knowledge', 'documents-of', sourceId] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/knowledge/documents', { params: { query: { limit: PAGE, sourceId } }, signal })),
    }),
  /** Files and sites; asked for again while one of them is being read. */
  sources: () =>
    queryOptions({
      queryKey: ['knowledge', 'sources'] as const,
      queryFn: ({ signal }) => answerOf(client.GET('/api/v1/knowledge/sources', { signal })),
      refetchInterval: query =>
        query.state.data?.items.some(({ state }) => state === 'running') === true ? POLL_MS : false,
    }),
  /** The latest questions that no article answered. */
  gaps: () =>
    queryOptions({
      queryKey: ['knowledge', 'gaps'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/knowledge/gaps', { params: { query: { limit: GAPS } }, signal })),
    }),
};

/** What would be found for a question now, and how sure the AI would be. */
export const findPassages = (text: string) =>
  answerOf(client.GET('/api/v1/knowledge/search', { params: { query: { text, limit: PASSAGES } } }));
