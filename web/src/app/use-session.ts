import { useEffect, useState } from 'react';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me } from '../lib/api/index.ts';
import {
  AGAIN_MS,
  ApiError,
  adoptSession,
  answerOf,
  client,
  every,
  hasToken,
  isServersFault,
  logIns,
  watchCsrfToken,
} from '../lib/api/index.ts';
import { dropAllKept, keepFor } from '../lib/kept.ts';
import { endSession } from '../lib/session-end.ts';
import { sessionOver } from '../lib/signals.ts';

const meQuery = () =>
  queryOptions({
    queryKey: ['me'] as const,
    queryFn: ({ signal }) => answerOf(client.GET('/api/v1/me', { signal })),
    retry: false,
    staleTime: Infinity,
  });

/** Who sits here, or what stands in the way. */
export type Session =
  | { readonly state: 'loading' | 'logged_out' | 'password_change_required' }
  | { readonly state: 'failed'; readonly error: Error }
  | { readonly state: 'here'; readonly me: Me };

/**
 * The session of this browser. All tabs have the same one: when one of them logs out, all are told at once, and when
 * somebody else logs in, none goes on with what was not theirs.
 */
export function useSession(): {
  readonly session: Session;
  readonly enter: (who: Me) => void;
  readonly leave: () => void;
  readonly retry: () => void;
} {
  const queries = useQueryClient();
  const [person, setPerson] = useState<Me | null>(null);
  const [isOut, setOut] = useState(!hasToken());
  const found = useQuery({
    ...meQuery(),
    enabled: person === null && !isOut,
    refetchInterval: every(false),
  });
  const me = isOut ? null : (person ?? found.data ?? null);
  const leave = (): void => {
    endSession();
    dropAllKept();
    queries.clear();
    sessionOver.set(false);
    setPerson(null);
    setOut(true);
  };
  const enter = (who: Me): void => {
    // Whoever comes after somebody else finds nothing of theirs.
    if (me !== null && who.id !== me.id) leave();
    sessionOver.set(false);
    setOut(false);
    setPerson(who);
    void queries.invalidateQueries();
  };
  useEffect(
    () =>
      watchCsrfToken(token => {
        if (token === null) return leave();
        // Somebody has logged in in another tab: the same person goes on here, anybody else begins anew. Until it is
        // known who it is, nothing is sent (`isSessionForeign`).
        const asked = logIns();
        const ask = (): void =>
          void answerOf(client.GET('/api/v1/me')).then(
            who => {
              // Somebody may have logged in since: that is asked about, too.
              if (asked !== logIns()) return;
              if (me !== null && who.id !== me.id) return sessionOver.set(true);
              adoptSession(token);
              enter(who);
            },
            (error: unknown) => {
              if (isServersFault(error)) setTimeout(ask, AGAIN_MS);
              else sessionOver.set(true);
            },
          );
        ask();
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `leave` and `enter` are what they were with the same person
    [me],
  );
  if (me !== null) keepFor(me.id);
  return { session: sessionOf(me, isOut, found), enter, leave, retry: () => void found.refetch() };
}

function sessionOf(
  me: Me | null,
  isOut: boolean,
  { isLoading, error }: { readonly isLoading: boolean; readonly error: Error | null },
): Session {
  if (me !== null) return { state: 'here', me };
  if (isOut) return { state: 'logged_out' };
  if (isLoading) return { state: 'loading' };
  // Loaded again before the password was changed.
  if (error instanceof ApiError && error.code === 'password_change_required')
    return { state: 'password_change_required' };
  return error !== null && isServersFault(error) ? { state: 'failed', error } : { state: 'logged_out' };
}
