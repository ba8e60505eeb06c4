import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from '../../lib/api/index.ts';
import type { components } from '../../lib/api/types.ts';

export type ListedContact = components['schemas']['ListedContact'];
export type ContactImport = components['schemas']['ContactImport'];
export type ImportLine = components['schemas']['ContactImportLine'];

/** What the list is narrowed to; it stands in the address. */
export interface ContactsAsked {
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly blocked?: boolean | undefined;
}

const PAGE = 50;
const SECOND = 1_000;
/** States in which an import goes on by itself. */
const RUNNING: readonly ContactImport['state'][] = ['checking', 'applying', 'undoing'];
export const isRunning = ({ state }: Pick<ContactImport, 'state'>): boolean => RUNNING.includes(state);

/** Without what is empty: an empty text is none. */
const given = ({ q = '', tag = '', blocked }: ContactsAsked) => ({
  ...(q.trim() === '' ? {} : { q: q.trim() }),
  ...(tag === '' ? {} : { tag }),
  ...(blocked === undefined ? {} : { blocked }),
});

/** Keys and queries of lists of contacts and of imports. No event tells of what is new in them. */
export const contactsQueries = {
  all: () => ['contacts'] as const,
  list: (asked: ContactsAsked) =>
    infiniteQueryOptions({
      queryKey: [...contactsQueries.all(), given(asked)] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/contacts', {
            params: { query: { limit: PAGE, ...given(asked), ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
      // Who writes comes to the top; only conversations are told of.
      refetchInterval: every(30 * SECOND),
    }),
  imports: () => ['contact-imports'] as const,
  importList: () =>
    infiniteQueryOptions({
      queryKey: [...contactsQueries.imports(), 'list'] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/contacts/imports', {
            params: { query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
      // What goes on is looked at while it does.
      refetchInterval: query =>
        every(query.state.data?.pages.some(page => page.items.some(isRunning)) === true ? 2 * SECOND : false)(query),
    }),
  lines: (importId: string, outcome: ImportLine['outcome'] | null, state: ContactImport['state']) =>
    infiniteQueryOptions({
      // Each step changes what is said of the lines.
      queryKey: [...contactsQueries.imports(), 'lines', importId, outcome, state] as const,
      queryFn: ({ pageParam, signal }) =>
        answerOf(
          client.GET('/api/v1/contacts/imports/{id}/lines', {
            params: {
              path: { id: importId },
              query: {
                limit: PAGE,
                ...(outcome === null ? {} : { outcome }),
                ...(pageParam === null ? {} : { cursor: pageParam }),
              },
            },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: page => page.nextCursor,
    }),
  duplicates: () =>
    queryOptions({
      queryKey: ['contact-proposals'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/contacts/merge-proposals', { params: { query: { limit: 20 } }, signal })),
    }),
};

/** The conversations with a contact, the newest first. */
export const conversationsOf = (contactId: string) =>
  infiniteQueryOptions({
    queryKey: [...contactsQueries.all(), 'conversations', contactId] as const,
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        client.GET('/api/v1/conversations', {
          params: { query: { contactId, limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.nextCursor,
  });
