/**
 * A conversation is locked and read together with the rules that decisions depend on: those of the queue it is in at
 * that moment.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lockRuled } from '../../store/conversation/ruled.ts';
import { EVERYBODY } from '../../store/conversation/scope.ts';
import { newContact, writes } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

const HOURS = { timeZone: 'Europe/Berlin', week: [{ days: [1], from: '09:00', to: '17:00' }], exceptions: [] };
const CLOCK = { target: 'resolution', dueAt: 0, warnsAt: null, remainingMs: null, breached: false };

test('who waited for the lock goes by the queue that the conversation is in by then', async () => {
  const [{ id: tenantId, queues }] = [stack.tenants[0]!];
  const id = await writes(stack, newContact(), 'hello');
  const mover = await stack.db.admin.connect();
  try {
    await mover.query('BEGIN');
    await mover.query('UPDATE conversation SET queue_id = $2 WHERE id = $1', [id, queues[1]!.id]);
    const found = stack.db.database.withTenant(tenantId, async unit => {
      const { row, rules } = (await lockRuled(unit, id, EVERYBODY, false))!;
      return [row.queue_id, (await rules.queue()).id, rules.service];
    });
    await eventually(
      async () =>
        (
          await stack.db.admin.query(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
          )
        ).rowCount,
      'who waits for the lock',
      { until: count => count === 1 },
    );
    await mover.query('COMMIT');
    expect(await found).toEqual([queues[1]!.id, queues[1]!.id, null]);
  } finally {
    mover.release(true);
  }
});

test.each([
  ['nothing depends on them', [], [], null],
  [
    'the queue has service levels',
    [{ minPriority: 0, firstResponseMs: 1, nextResponseMs: null, resolutionMs: null, warnBeforeMs: 0 }],
    [],
    HOURS,
  ],
  ['a clock still runs', [], [CLOCK], HOURS],
] as const)('hours are read where %s', async (_what, goals, clocks, hours) => {
  const { id: tenantId, queues } = stack.tenants[0]!;
  const id = await writes(stack, newContact(), 'hello');
  await stack.db.admin.query('UPDATE queue SET sla = $2, hours = $3 WHERE id = $1', [
    queues[0]!.id,
    JSON.stringify(goals),
    JSON.stringify(HOURS),
  ]);
  await stack.db.admin.query('UPDATE conversation SET sla = $2 WHERE id = $1', [id, JSON.stringify(clocks)]);
  const ruled = await stack.db.database.withTenant(tenantId, unit => lockRuled(unit, id, EVERYBODY, true));
  await stack.db.admin.query("UPDATE queue SET sla = '[]', hours = NULL WHERE id = $1", [queues[0]!.id]);
  expect(ruled!.rules.service).toEqual({ queueId: queues[0]!.id, policy: { goals, idle: null, hours } });
});

test('a conversation that does not exist for the viewer is not there', async () => {
  const { id: tenantId, users } = stack.tenants[0]!;
  const id = await writes(stack, newContact(), 'hello');
  const seenBy = (agentId: string): Promise<boolean> =>
    stack.db.database.withTenant(
      tenantId,
      async unit => (await lockRuled(unit, id, { all: false, agentId }, false)) !== null,
    );
  // The third agent is in another queue only.
  await stack.db.admin.query('DELETE FROM queue_member WHERE agent_id = $1', [users[3]!.id]);
  expect([await seenBy(users[1]!.id), await seenBy(users[3]!.id)]).toEqual([true, false]);
});
