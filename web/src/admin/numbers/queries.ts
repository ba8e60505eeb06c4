import type { QueryClient } from '@tanstack/react-query';
import { queryOptions } from '@tanstack/react-query';
import { answerOf, client, every } from '../../lib/api/index.ts';

/** How often something is looked at that WhatsApp is being asked for. */
export const SOON_MS = 2_000;
export const MINUTE = 60_000;
const NEWEST = 10;
/** Of these only some are about accounts and numbers. */
const UPDATES = 50;

/** What happens to the tenant's numbers; the numbers themselves are `directoryQueries.numbers`. */
export const numberQueries = {
  /** What was wanted of numbers, and what came of it. */
  orders: () =>
    queryOptions({
      queryKey: ['number-orders'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/number-orders', { params: { query: { limit: NEWEST } }, signal })),
      // No event tells of its end: WhatsApp answers within seconds. Others may order something, too.
      refetchInterval: ({ state }) =>
        state.data?.items.some(order => order.state === 'waiting') === true ? SOON_MS : MINUTE,
    }),
  /** What WhatsApp told by itself. */
  updates: () =>
    queryOptions({
      queryKey: ['webhook-updates'] as const,
      queryFn: ({ signal }) =>
        answerOf(client.GET('/api/v1/webhook-updates', { params: { query: { limit: UPDATES } }, signal })),
      // It comes a few times a month, and no event tells of it.
      refetchInterval: every(MINUTE),
    }),
};

/** Something was ordered: it is shown at once, and followed until it has ended. */
export function followOrders(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: numberQueries.orders().queryKey });
}
