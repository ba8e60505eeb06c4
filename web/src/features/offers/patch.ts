import type { QueryClient } from '@tanstack/react-query';
import type { Me, Offer } from '../../lib/api/index.ts';
import type { Changed } from '../../lib/live/messages.ts';
import { patchQuery } from '../../lib/patch-query.ts';
import { offersAfter } from './offers-after.ts';
import { offerQueries } from './queries.ts';

interface Offers {
  readonly items: readonly Offer[];
}

/** Writes offers that were made or have ended into what the agent sees. */
export function patchOffers(queries: QueryClient, changed: Changed, me: Me): void {
  patchQuery<Offers>(queries, offerQueries.live().queryKey, known => {
    if (known === undefined) return known;
    const items = offersAfter(known.items, changed, me);
    const isSame = items.length === known.items.length && items.every((each, place) => each === known.items[place]);
    return isSame ? known : { ...known, items };
  });
}
