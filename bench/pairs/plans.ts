/**
 * The actual query plans of the statements that a side's processes execute (auto_explain), with the parameter values
 * and settings of that execution.
 */
import { withClient } from '../../ops/database-setup.ts';
import type { RunDatabase } from './place.ts';

/** A sequential scan of a table with at most this many rows is fine: nothing is faster. */
export const FEW = 20;

/** All executions of one statement. */
export interface Planned {
  readonly text: string;
  readonly count: number;
  /** {@link lookedAtForEach} of the worst execution. */
  readonly lookedForEach: number;
  /** Tables of more than {@link FEW} rows that it read sequentially. */
  readonly scanned: readonly string[];
}

/** A node of `EXPLAIN (ANALYZE, FORMAT JSON)`. */
export interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_nested_statements': 'on',
};
const LOG = 'server.log';
/** The roles of the measured processes; the measurement's own statements are not logged. */
const ROLES = ['sigfollow_app', 'sigfollow_relay'];

/**
 * Switches on the logging of plans. Ends the processes' connections, because the setting applies to new ones only.
 * @returns the offset in the server's log from which plans are logged.
 */
export async function watchPlans({ name, adminUrl }: RunDatabase): Promise<number> {
  return withClient(adminUrl, async client => {
    for (const role of ROLES)
      for (const [setting, value] of Object.entries(SETTINGS))
        await client.query(`ALTER ROLE ${role} IN DATABASE ${name} SET ${setting} = '${value}'`);
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = ANY($2)',
      [name, ROLES],
    );
    const {
      rows: [log],
    } = await client.query<{ size: number }>(`SELECT size::int FROM pg_stat_file('${LOG}')`);
    return log?.size ?? 0;
  });
}

/** Reads the plans from the server's log, by statement. @param from offset in the log, as returned by `watchPlans`. */
export async function plansSince({ adminUrl }: RunDatabase, from: number): Promise<Planned[]> {
  const log = await withClient(
    adminUrl,
    async client =>
      (
        await client.query<{ text: string }>(
          `SELECT convert_from(pg_read_binary_file('${LOG}', $1, 1000000000), 'UTF8') AS text`,
          [from],
        )
      ).rows[0]?.text ?? '',
  );
  const found = new Map<string, Planned>();
  // The continuation lines of a log entry begin with a tab.
  for (const [, entry = ''] of log.matchAll(/LOG: {2}duration: [\d.]+ ms {2}plan:\n((?:\t.*\n)+)/g)) {
    const { 'Query Text': text, Plan: plan } = JSON.parse(entry.replaceAll(/^\t/gm, '')) as {
      readonly 'Query Text': string;
      readonly Plan: Node;
    };
    const nodes = [...nodesOf(plan)];
    const key = text.replaceAll(/\s+/g, ' ').trim();
    const before = found.get(key) ?? { text: key, count: 0, lookedForEach: 0, scanned: [] };
    const scanned = nodes.flatMap(node =>
      node['Node Type'] === 'Seq Scan' && lookedAt(node) > FEW * node['Actual Loops']
        ? [node['Relation Name'] ?? '?']
        : [],
    );
    const lookedForEach = lookedAtForEach(plan);
    found.set(key, {
      ...before,
      count: before.count + 1,
      lookedForEach: Math.max(before.lookedForEach, lookedForEach),
      scanned: [...new Set([...before.scanned, ...scanned])],
    });
  }
  return [...found.values()];
}

/**
 * The number of table rows that an execution looked at, divided by the rows it returned or wrote (by 1 where it did
 * neither).
 */
export function lookedAtForEach(plan: Node): number {
  const nodes = [...nodesOf(plan)];
  return sum(nodes.map(lookedAt)) / Math.max(1, rowsOf(plan) + sum(nodes.map(written)));
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const below of node.Plans ?? []) yield* nodesOf(below);
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const rowsOf = (node: Node): number => node['Actual Rows'] * node['Actual Loops'];
const lookedAt = (node: Node): number =>
  node['Relation Name'] === undefined || node['Node Type'] === 'ModifyTable'
    ? 0
    : rowsOf(node) +
      ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops'];
const written = (node: Node): number => (node['Node Type'] === 'ModifyTable' ? sum((node.Plans ?? []).map(rowsOf)) : 0);
