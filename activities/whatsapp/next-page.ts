import { recordOf } from '../../domain/whatsapp/record.ts';

/** The cursor of a list's next page, for `after`; null on the last one. Source: Graph API, "Paginated Results". */
export function nextPage(body: Readonly<Record<string, unknown>>): string | null {
  const paging = recordOf(body['paging']);
  const after = recordOf(paging?.['cursors'])?.['after'];
  return paging?.['next'] === undefined || typeof after !== 'string' ? null : after;
}
