/** Helpers for tests that compare the webhook's hot path with the general path. */
import type { Database } from '../../store/db/database.ts';
import { Ingestor } from '../../store/inbound/ingest.ts';
import { SecretBox } from '../../store/db/secret-box.ts';
import type { Stack } from './stack.ts';

/** Counts the rows that a hot-path statement returns, until `stop` is called. @param name the statement's name. */
export function countRows(
  database: Database,
  name: string,
): { readonly rows: () => number; readonly stop: () => void } {
  const original = database.runHot.bind(database);
  let rows = 0;
  database.runHot = async (tenantId, statement) => {
    const answered = await original(tenantId, statement);
    if (statement.name === name) rows += answered.length;
    return answered as never;
  };
  return { rows: () => rows, stop: () => void (database.runHot = original) };
}

/** An ingestor that uses the given clock. @param failures receives the reasons for which the hot path failed. */
export function ingestorAt(stack: Stack, clock: () => number, failures: string[]): Ingestor {
  return new Ingestor({
    database: stack.db.database,
    directory: stack.app.directory,
    box: new SecretBox([{ id: 'test', key: Buffer.alloc(32, 7) }]),
    clock,
    hotPathFailed: reason => failures.push(reason),
  });
}
