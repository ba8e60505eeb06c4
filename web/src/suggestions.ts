import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from './api.ts';
import { api } from './api.ts';

interface Article {
  readonly documentId: string;
  readonly heading: string;
  readonly text: string;
  readonly url: string | null;
}
export interface Suggestion {
  readonly id: string;
  readonly kind: 'reply' | 'rewrite' | 'summary' | 'tags' | 'disposition' | 'article';
  readonly state: string;
  readonly text: string | null;
  readonly error: string | null;
  readonly demo: boolean;
  readonly createdAt: string;
  readonly proposal:
    | { readonly tags: readonly string[] }
    | { readonly dispositionId: string }
    | { readonly articles: readonly Article[] }
    | null;
  readonly citations: readonly { readonly passageId: string; readonly heading: string }[];
}

const POLL_MS = 1_000;

/** What the AI has drafted and proposed in a conversation, and how to ask for more. */
export function useSuggestions(conversationId: string, enabled = true) {
  const queries = useQueryClient();
  const path = `/conversations/${conversationId}/suggestions`;
  const found = useQuery({
    queryKey: ['suggestions', conversationId],
    enabled,
    queryFn: () => api<Page<Suggestion>>('GET', path),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'working') === true ? POLL_MS : false,
  });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['suggestions', conversationId] }) };
  const ask = useMutation({
    mutationFn: (body: object) => api<{ readonly id: string }>('POST', path, body),
    ...refresh,
  });
  const decide = useMutation({
    mutationFn: ({ id, state }: { id: string; state: 'accepted' | 'dismissed' }) =>
      api('POST', `${path}/${id}/decide`, { state }),
    onSettled: () => queries.invalidateQueries(),
  });
  return { items: found.data?.items ?? [], ask, decide };
}
