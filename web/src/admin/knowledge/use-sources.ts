import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { operations } from '../../lib/api/index.ts';
import { answerOf, client, uploadDocument } from '../../lib/api/index.ts';
import { knowledgeQueries } from './queries.ts';

export type SiteBody = operations['postKnowledgeSources']['requestBody']['content']['application/json'];

/** Brings sources in, has them looked at again, and removes them. Their articles follow by themselves. */
export function useSources() {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: knowledgeQueries.sources().queryKey });
  const bringFile = useMutation({ mutationFn: uploadDocument, onSettled });
  const bringSite = useMutation({
    mutationFn: ({ body, key }: { readonly body: SiteBody; readonly key: string }) =>
      answerOf(client.POST('/api/v1/knowledge/sources', { params: { header: { 'Idempotency-Key': key } }, body })),
    onSettled,
  });
  const repeat = useMutation({
    mutationFn: (id: string) =>
      answerOf(client.POST('/api/v1/knowledge/sources/{id}/repeat', { params: { path: { id } }, body: {} })),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => answerOf(client.DELETE('/api/v1/knowledge/sources/{id}', { params: { path: { id } } })),
    onSettled,
  });
  return { bringFile, bringSite, repeat, remove };
}
