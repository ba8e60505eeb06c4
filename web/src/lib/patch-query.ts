import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Writes what is told into what a query has read; nothing, where `update` returns what it was given. What was to be read
 * again before is so still: a part of it that is new makes the rest no newer, and one that could not be read is no
 * answer.
 */
export function patchQuery<T>(
  queries: QueryClient,
  queryKey: QueryKey,
  update: (known: T | undefined) => T | undefined,
): void {
  const state = queries.getQueryState<T>(queryKey);
  if (state === undefined) return;
  const now = update(state.data);
  if (now === undefined || now === state.data) return;
  // `state` is as it was before: a query gets another one.
  queries.setQueryData<T>(queryKey, now);
  if (state.isInvalidated || state.error !== null)
    void queries.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
}
