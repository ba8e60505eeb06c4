import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { suggestionQueries } from './suggestions.ts';

type Ask = { readonly kind: 'reply' | 'summary' | 'tags' | 'disposition' | 'article' } | Rewrite;
interface Rewrite {
  readonly kind: 'rewrite';
  readonly how: 'shorter' | 'friendlier' | 'formal' | 'translate';
  readonly text: string;
  /** Of ISO 639: into which it is translated. */
  readonly language?: string;
}

export const DISMISSALS = ['wrong', 'off_topic', 'tone', 'incomplete', 'not_needed', 'other'] as const;
/** Why somebody does not want what the AI proposes. */
type Dismissal = (typeof DISMISSALS)[number];
/** What somebody decides about it. `reason`: of what is dismissed. */
export interface Decided {
  readonly state: 'accepted' | 'dismissed';
  readonly reason?: Dismissal;
}

/**
 * Whether the AI is there for a conversation: it takes part in it, or can be asked, as the policy is now. The policy may
 * be younger than the conversation.
 */
export function useHasAi({ ai }: Conversation): boolean {
  const offered = useQuery({ ...directoryQueries.ai(), enabled: ai === null, retry: false }).data;
  return ai !== null || (offered !== undefined && offered.mode !== 'off');
}

/** What the AI has drafted and proposed in a conversation, and how to ask for more. */
export function useSuggestions(conversationId: string, enabled = true) {
  const queries = useQueryClient();
  const query = suggestionQueries.of(conversationId);
  const found = useQuery({ ...query, enabled });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: query.queryKey }) };
  const ask = useMutation({
    mutationFn: (body: Ask) =>
      answerOf(
        client.POST('/api/v1/conversations/{id}/suggestions', { params: { path: { id: conversationId } }, body }),
      ),
    ...refresh,
  });
  const decide = useMutation({
    mutationFn: ({ id: suggestionId, ...body }: Decided & { readonly id: string }) =>
      answerOf(
        client.POST('/api/v1/conversations/{id}/suggestions/{suggestionId}/decide', {
          params: { path: { id: conversationId, suggestionId } },
          body,
        }),
      ),
    ...refresh,
  });
  return { items: found.data?.items ?? [], ask, decide };
}
