import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

const followed = new WeakSet<Promise<unknown>>();

/** What is being asked for is asked for once more when the answer is here, which may be older than what is known now. */
export function askOnceMore(
  queries: QueryClient,
  queryKey: QueryKey,
  which: (query: Query) => boolean = () => true,
): void {
  for (const query of queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching', predicate: which })) {
    const asked = query.promise;
    if (asked === undefined || followed.has(asked)) continue;
    followed.add(asked);
    const again = (): void => void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
    asked.then(again, again);
  }
}

/** What has changed on the server is read again where it is shown; what is not shown is read when it is. */
export function readAgain(queries: QueryClient, ...keys: readonly QueryKey[]): void {
  for (const queryKey of keys) {
    void queries.invalidateQueries({ queryKey });
    // This does not end a first answer that is under way.
    askOnceMore(queries, queryKey, ({ state }) => state.data === undefined);
  }
}
