import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CannedResponse, operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { cannedQueries } from '../../lib/canned.ts';

export type CannedBody = operations['postCannedResponses']['requestBody']['content']['application/json'];

/** Saves a response: a new one, or changes of one. Whatever shows responses is read again. */
export function useSaveCanned(response: CannedResponse | null) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, key }: { readonly body: CannedBody; readonly key: string }) =>
      response === null
        ? answerOf(client.POST('/api/v1/canned-responses', { params: { header: { 'Idempotency-Key': key } }, body }))
        : answerOf(client.PUT('/api/v1/canned-responses/{id}', { params: { path: { id: response.id } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: cannedQueries.all() }),
  });
}

/** Removes a response by its id. */
export function useRemoveCanned() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answerOf(client.DELETE('/api/v1/canned-responses/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: cannedQueries.all() }),
  });
}
