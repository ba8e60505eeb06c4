import type { TenantUnit } from '../db/database.ts';
import { statement, text } from '../db/statement.ts';

const SET = statement('search_limit_time', {
  takes: { ms: text },
  gives: { it: text },
  sql: `
    SELECT set_config('statement_timeout', $ms, true) AS it`,
});

/** How long one statement of a search may take; those that are planned take a few. Milliseconds. */
const LONGEST_MS = 3_000;

/** Ends each further statement of the unit that takes too long, whatever was asked. */
export async function limitTime(unit: TenantUnit): Promise<void> {
  await unit.run(SET, { ms: String(LONGEST_MS) });
}
