/** What statements look at, as PostgreSQL tells. */
import type pg from 'pg';
import { newId } from '../../store/db/ids.ts';

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const looked = (plan: Plan): number =>
  (plan['Relation Name'] === undefined
    ? 0
    : (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']) +
  (plan.Plans ?? []).reduce((sum, below) => sum + looked(below), 0);

function literal(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return `'${value.toISOString()}'`;
  return Array.isArray(value) ? `'{${value.join()}}'` : `'${(value as string).replaceAll("'", "''")}'`;
}

/**
 * Rows of tables that a statement reads, those that do not fit included.
 * @param planned whether the plan is made for these values or for any: `force_custom_plan` or `force_generic_plan`.
 */
export async function rowsLookedAt(
  client: pg.Client,
  planned: string,
  sql: string,
  values: readonly unknown[],
): Promise<number> {
  await client.query(`SET plan_cache_mode = ${planned}`);
  const prepared = `p${newId().replaceAll('-', '')}`;
  await client.query(`PREPARE ${prepared} AS ${sql}`);
  const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${prepared}(${values.map(literal).join(', ')})`,
  );
  return looked(rows[0]!['QUERY PLAN'][0]!.Plan);
}
