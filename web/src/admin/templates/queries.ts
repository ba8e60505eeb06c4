import type { QueryClient } from '@tanstack/react-query';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { TemplateChange } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';

/** How often something is looked at that WhatsApp is being asked for. */
export const SOON_MS = 2_000;
const QUARTER = 15_000;
export const MINUTE = 60_000;
const PAGE = 100;
const NEWEST = 10;

/** Keys and queries of the tenant's templates. No event tells of a change of them. */
export const templateQueries = {
  /** All that WhatsApp knows, by name; read more often while it is to decide about one. */
  all: () =>
    infiniteQueryOptions({
      queryKey: ['templates', 'all'] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/templates', {
            params: { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
    }),
  /** What was to be changed lately; read more often while something goes to WhatsApp, or another person may agree. */
  changes: () =>
    queryOptions({
      queryKey: ['template-changes'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/template-changes', { params: { query: { limit: NEWEST } }, signal })),
      refetchInterval: ({ state: { data } }) => {
        if (data?.items.some(({ state }) => state === 'approved') === true) return SOON_MS;
        return data?.items.some(({ state }) => state === 'waiting') === true ? QUARTER : MINUTE;
      },
    }),
};

/** Something is to be changed: it is shown at once, and followed until it has ended. */
export function followChanges(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: templateQueries.changes().queryKey });
}

/** Writes a change as the API answered it into what is shown. */
export function patchChange(queries: QueryClient, now: TemplateChange): void {
  queries.setQueryData(templateQueries.changes().queryKey, known =>
    known === undefined ? known : { ...known, items: known.items.map(change => (change.id === now.id ? now : change)) },
  );
}
