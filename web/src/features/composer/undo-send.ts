import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, client } from '../../lib/api/index.ts';

const MINUTE_MS = 60_000;

/** The tenant's settings that the workbench follows. They change seldom, and by administrators. */
const settingsQuery = () =>
  queryOptions({
    queryKey: ['workbench-settings'] as const,
    queryFn: ({ signal }) => answerOf(client.GET('/api/v1/me/settings', { signal })),
    staleTime: MINUTE_MS,
  });

/** For how many seconds what is sent off can be taken back; 0: it goes out at once, as long as it is not known. */
export const useUndoSeconds = (): number => useQuery(settingsQuery()).data?.undoSendSeconds ?? 0;

/** Until when what is sent off now can be taken back. */
export const notBeforeOf = (undoSeconds: number): number => (undoSeconds === 0 ? 0 : Date.now() + undoSeconds * 1_000);
