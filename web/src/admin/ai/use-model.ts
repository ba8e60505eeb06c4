import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { aiQueries } from './queries.ts';

type ModelBody = operations['putAiEndpoint']['requestBody']['content']['application/json'];

/** Sets a model of the company's own, and takes it away again. */
export function useModel() {
  const queries = useQueryClient();
  const { queryKey } = aiQueries.endpoint();
  const onSettled = () => queries.invalidateQueries({ queryKey });
  const set = useMutation({
    mutationFn: (body: ModelBody) => answerOf(client.PUT('/api/v1/ai/endpoint', { body })),
    // It is not tried yet: from here on it is asked for again until it is.
    onSuccess: ({ endpoint }) => queries.setQueryData(queryKey, known => known && { ...known, endpoint }),
    onSettled,
  });
  const remove = useMutation({ mutationFn: () => answerOf(client.DELETE('/api/v1/ai/endpoint')), onSettled });
  return { set, remove };
}
