import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/conversation/search-attribute-types.ts';

/** Registers those of SigFollow's search attributes that a Temporal server not started here does not have yet. */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  // Values of temporal.api.enums.v1.IndexedValueType.
  const types: Record<string, number> = { Keyword: 2, Int: 3, Datetime: 6 };
  const existing = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.entries(SEARCH_ATTRIBUTE_TYPES).filter(
    ([name]) => existing.customAttributes?.[name] === undefined,
  );
  if (missing.length > 0)
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, types[type] ?? 2])),
    });
}
