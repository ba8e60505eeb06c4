import { recordOf } from '../../domain/whatsapp/record.ts';
import type { GraphClient, GraphResult } from './graph-client.ts';

const PAGE = '100';
/** More than any account has; a list whose cursors lead nowhere ends here. */
const MOST_PAGES = 100;

/**
 * The pages of a list, in order: as answered, and the last one may be a refusal. Source: Graph API, "Paginated Results".
 * @param fields what is asked of each item, separated by commas.
 */
export async function* pages(
  graph: Pick<GraphClient, 'get'>,
  path: string,
  fields: string,
  token: string,
): AsyncGenerator<GraphResult> {
  for (let page = 0, after: string | null = null; page < MOST_PAGES; page++) {
    const result = await graph.get(path, { fields, limit: PAGE, ...(after === null ? {} : { after }) }, token);
    yield result;
    const next = result.kind === 'ok' ? nextPage(result.body) : null;
    if (next === null || next === after) return;
    after = next;
  }
}

/** The cursor of the next page; null on the last one. */
function nextPage(body: Readonly<Record<string, unknown>>): string | null {
  const paging = recordOf(body['paging']);
  const after = recordOf(paging?.['cursors'])?.['after'];
  return paging?.['next'] === undefined || typeof after !== 'string' ? null : after;
}
