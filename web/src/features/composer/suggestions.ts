import type { QueryClient } from '@tanstack/react-query';
import { queryOptions } from '@tanstack/react-query';
import type { Suggestion } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import type { Changed, DraftWritten } from '../../lib/live/messages.ts';
import { patchQuery } from '../../lib/patch-query.ts';
import { askOnceMore, readAgain } from '../../lib/read-again.ts';

/** While the AI works, its end is asked for: what it writes meanwhile comes by itself. */
const POLL_MS = 1_000;
/** Events after which there may be another suggestion. */
const AI_TURNS = new Set(['turn_planned', 'turn_ended', 'ai_assists', 'handed_over']);

/** Keys and queries of what the AI proposes. */
export const suggestionQueries = {
  all: () => ['suggestions'] as const,
  of: (conversationId: string) =>
    queryOptions({
      queryKey: [...suggestionQueries.all(), conversationId] as const,
      queryFn: ({ signal }) =>
        answerOf(
          client.GET('/api/v1/conversations/{id}/suggestions', { params: { path: { id: conversationId } }, signal }),
        ),
      refetchInterval: ({ state }) => (state.data?.items.some(each => each.state === 'working') ? POLL_MS : false),
    }),
};

interface Suggestions {
  readonly items: readonly Suggestion[];
}
const isOpenReply = ({ state, kind }: Suggestion): boolean => state === 'open' && kind === 'reply';

/** More of a draft that the AI writes; one that has ended meanwhile stays as it is. */
export function patchSuggestion(queries: QueryClient, written: DraftWritten): void {
  const { conversationId, suggestionId: id, kind, text } = written;
  patchQuery<Suggestions>(queries, suggestionQueries.of(conversationId).queryKey, page => {
    if (page === undefined) return page;
    const known = page.items.find(each => each.id === id);
    if (known !== undefined && known.state !== 'working') return page;
    const begun: Suggestion = {
      id,
      kind,
      state: 'working',
      text,
      error: null,
      proposal: null,
      demo: false,
      createdAt: new Date().toISOString(),
      decidedAt: null,
      dismissedBecause: null,
      citations: [],
    };
    const items =
      known === undefined
        ? [begun, ...page.items]
        : page.items.map(each => (each === known ? { ...each, text } : each));
    return { ...page, items };
  });
}

/** What the customer wrote makes open drafts of a reply old; the AI may have taken another turn. */
export function patchSuggestions(queries: QueryClient, { events }: Changed): void {
  for (const { conversationId, type } of events) {
    const { queryKey } = suggestionQueries.of(conversationId);
    if (AI_TURNS.has(type)) readAgain(queries, queryKey);
    if (type !== 'message_received') continue;
    askOnceMore(queries, queryKey);
    patchQuery<Suggestions>(queries, queryKey, page =>
      page?.items.some(isOpenReply) === true
        ? { ...page, items: page.items.map(each => (isOpenReply(each) ? { ...each, state: 'stale' } : each)) }
        : page,
    );
  }
}
