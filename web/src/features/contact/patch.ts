import type { QueryClient } from '@tanstack/react-query';
import type { Changed } from '../../lib/live/messages.ts';
import { patchQuery } from '../../lib/patch-query.ts';
import { askOnceMore } from '../../lib/read-again.ts';
import { newer } from '../conversation/index.ts';
import { contactQueries } from './queries.ts';

/** Writes what became of conversations into what is shown of the same contact's; a list that lacks one is read again. */
export function patchEarlier(queries: QueryClient, { conversations }: Changed): void {
  for (const { conversation: told } of conversations) {
    const { queryKey } = contactQueries.conversations(told.contact.id);
    const known = queries.getQueryData(queryKey);
    const listed = known?.items.find(({ id }) => id === told.id);
    if (known !== undefined && listed !== undefined)
      patchQuery(queries, queryKey, () =>
        newer(listed, told) === told
          ? { ...known, items: known.items.map(each => (each === listed ? told : each)) }
          : known,
      );
    else if (known !== undefined) void queries.invalidateQueries({ queryKey });
    else askOnceMore(queries, queryKey);
  }
}
