import { expect } from '@jest/globals';
import { stateOf } from '../../store/conversation/rows.ts';
import type { ConversationRow } from '../../store/conversation/rows.ts';
import { conversationWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import type { Stack } from './stack.ts';

/** Waits until nothing is on its way: no outbox rows, no pending activity, no pending workflow task. */
export async function untilQuiet(stack: Stack, conversationIds: readonly string[], timeoutMs = 15_000): Promise<void> {
  await eventually(async () => {
    const { rows } = await stack.db.admin.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox');
    if (rows[0]?.n !== 0) return false;
    for (const id of conversationIds) {
      const description = await stack.client.workflow.getHandle(conversationWorkflowId(id)).describe().catch(() => null);
      if (description === null) return false;
      if ((description.raw.pendingActivities?.length ?? 0) > 0 || description.raw.pendingWorkflowTask != null) return false;
    }
    return true;
  }, 'quiet', timeoutMs);
}

/** The workflow's answer to `state` equals the row, field by field, when all is quiet. */
export async function expectStatesEqual(stack: Stack): Promise<void> {
  const { rows } = await stack.db.admin.query<ConversationRow>("SELECT * FROM conversation WHERE phase <> 'erased' ORDER BY id");
  await untilQuiet(stack, rows.map(row => row.id));
  for (const { id } of rows) {
    let last: unknown;
    await eventually(async () => {
      const { rows: [row] } = await stack.db.admin.query<ConversationRow>('SELECT * FROM conversation WHERE id = $1', [id]);
      const { tenantId: _t, conversationId: _c, ...answer } = await stack.client.workflow.getHandle(conversationWorkflowId(id)).query(stateQuery);
      last = { answer, row: stateOf(row!) };
      return JSON.stringify(sorted(answer)) === JSON.stringify(sorted(stateOf(row!)));
    }, `the state of ${id} equal to its row`, 5_000).catch(() => {
      const { answer, row } = last as { answer: unknown; row: unknown };
      expect(answer).toEqual(row);
    });
  }
}

/** What was mended so far, by kind; printed, for a reader of the log. */
export async function mends(stack: Stack): Promise<Record<string, number>> {
  const { rows } = await stack.db.admin.query<{ name: string; value: string }>('SELECT name, value FROM engine_counter');
  const counted = { workflow_reload: 0, sweep_mend: 0, gap_fill: 0, outbox_quarantined: 0, ...Object.fromEntries(rows.map(row => [row.name, Number(row.value)])) };
  process.stdout.write(`mends: ${JSON.stringify(counted)}\n`);
  return counted;
}

/** Where no fault was injected nothing had to be mended. */
export async function expectNoMends(stack: Stack): Promise<void> {
  expect(Object.values(await mends(stack)).filter(value => value > 0)).toEqual([]);
}

/** PostgreSQL keeps the fields of a document in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]));
}
