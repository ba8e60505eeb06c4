import { expect } from '@jest/globals';
import { stateOf } from '../../store/conversation/rows.ts';
import type { ConversationRow } from '../../store/conversation/rows.ts';
import { conversationWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { testLog } from './log.ts';
import type { Stack } from './stack.ts';

/**
 * Waits until nothing is in progress: the outbox is empty, and no workflow of these conversations has a pending
 * activity or workflow task.
 */
export async function untilQuiet(stack: Stack, conversationIds: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await stack.db.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
      if (rows[0]?.n !== 0) return `${rows[0]?.n} rows in the outbox`;
      for (const id of conversationIds) {
        const description = await stack.client.workflow
          .getHandle(conversationWorkflowId(id))
          .describe()
          .catch(() => null);
        if (description === null) return `no workflow of ${id}`;
        if ((description.raw.pendingActivities?.length ?? 0) > 0 || description.raw.pendingWorkflowTask != null)
          return `${id} is at work`;
      }
      return 'quiet';
    },
    'quiet',
    { until: seen => seen === 'quiet' },
  );
}

/**
 * Expects that for every conversation, once nothing is in progress, the workflow's answer to the query `state` equals
 * the row, field by field.
 */
export async function expectStatesEqual(stack: Stack): Promise<void> {
  const { rows } = await stack.db.admin.query<ConversationRow>(
    "SELECT * FROM conversation WHERE phase <> 'erased' ORDER BY id",
  );
  await untilQuiet(
    stack,
    rows.map(row => row.id),
  );
  for (const { id } of rows) {
    await eventually(
      async () => {
        const {
          rows: [row],
        } = await stack.db.admin.query<ConversationRow>('SELECT * FROM conversation WHERE id = $1', [id]);
        const {
          tenantId: _t,
          conversationId: _c,
          ...answer
        } = await stack.client.workflow.getHandle(conversationWorkflowId(id)).query(stateQuery);
        return differences(sorted(answer), sorted(stateOf(row!)));
      },
      `the state of ${id} equal to its row`,
      { until: seen => seen.length === 0 },
    );
  }
}

/** The fields in which a workflow's answer and a row differ, with both values. */
function differences(answer: unknown, row: unknown): object[] {
  const [left, right] = [answer, row] as Record<string, unknown>[];
  return [...new Set([...Object.keys(left!), ...Object.keys(right!)])]
    .filter(field => JSON.stringify(left![field]) !== JSON.stringify(right![field]))
    .map(field => ({ field, workflow: left![field], row: right![field] }));
}

/** The counters of repairs so far (gaps filled, workflows reloaded, …), also written to the test's log. */
export async function mends(stack: Stack): Promise<Record<string, number>> {
  const { rows } = await stack.db.admin.query<{ name: string; value: string }>(
    'SELECT name, value FROM engine_counter',
  );
  const counted = {
    workflow_reload: 0,
    sweep_mend: 0,
    gap_fill: 0,
    outbox_quarantined: 0,
    ...Object.fromEntries(rows.map(row => [row.name, Number(row.value)])),
  };
  testLog.info({ counted }, 'what was mended');
  return counted;
}

/** Expects that nothing had to be repaired; holds wherever no fault was injected. */
export async function expectNoMends(stack: Stack): Promise<void> {
  expect(Object.values(await mends(stack)).filter(value => value > 0)).toEqual([]);
}

/** Sorts the keys of objects, because jsonb does not keep their order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
