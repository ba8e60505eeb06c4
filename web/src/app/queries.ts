import { QueryClient } from '@tanstack/react-query';
import { ApiError, every } from '../lib/api/index.ts';

/** Once more where that may help at once: nobody answered, or something on the way broke. */
const mayHelp = (failures: number, error: Error): boolean =>
  failures < 1 && error instanceof ApiError && (error.status === 0 || error.status >= 502);

/**
 * What was read of the server. Nothing waits unseen for the network to come back: what cannot be asked now fails now,
 * and says so. What events do not keep up to date is read again when one comes back to the window.
 */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: mayHelp,
      networkMode: 'always',
      staleTime: 5_000,
      refetchInterval: every(false),
    },
    mutations: { networkMode: 'always' },
  },
});
