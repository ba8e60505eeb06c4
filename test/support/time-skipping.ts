import type { TimeSkippingTestWorkflowEnvironmentOptions } from '@temporalio/testing';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker } from '@temporalio/worker';
import type { TimedCommand } from '../../domain/conversation/plan.ts';
import type { ConversationRow } from '../../store/conversation/rows.ts';
import { runTimed } from '../../store/deadlines/run-command.ts';
import { lockConversation } from '../../store/conversation/transition.ts';
import { createWorker } from '../../workers/create-worker.ts';
import { Relay } from '../../workers/relay.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/contract.ts';
import type { Composed } from '../../workers/compose.ts';
import { testActivities } from './activities.ts';
import { eventually } from './eventually.ts';
import { testLog } from './log.ts';
import { installRuntime } from './runtime.ts';
import { timeSkippingServer } from './servers/time-skipping.ts';
import { workflowBundle } from './servers/workflow-bundle.ts';
import type { Stack } from './stack.ts';
import { createStack } from './stack.ts';
import { postWebhook, textBody } from './webhook.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export let environment: TestWorkflowEnvironment;
export let stack: Stack;
let worker: Worker;
let parts: Composed;
let working: Promise<void>;
let relay: Relay;
/** The clock of the API, in milliseconds; follows the time of the time-skipping server. */
export const clock = { now: Date.now() };

/** The SDK gives the server five seconds to start; on a busy machine it takes several attempts. */
async function startTimeSkipping(
  options: TimeSkippingTestWorkflowEnvironmentOptions,
): Promise<TestWorkflowEnvironment> {
  const started = await eventually(
    () => TestWorkflowEnvironment.createTimeSkipping(options).catch((error: unknown) => error),
    'the time-skipping server',
    { until: seen => seen instanceof TestWorkflowEnvironment },
  );
  return started as unknown as TestWorkflowEnvironment;
}

/**
 * Starts a stack with one tenant whose workflows run on a time-skipping server. For `beforeAll`; `endTime` stops it.
 */
export async function startTime(): Promise<void> {
  const timeSkipping = timeSkippingServer();
  installRuntime();
  environment = await startTimeSkipping(
    timeSkipping.kind === 'java' ? { server: { executable: { type: 'existing-path', path: timeSkipping.path } } } : {},
  );
  await environment.connection.operatorService
    .addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(
        Object.entries(SEARCH_ATTRIBUTE_TYPES).map(([name, type]) => [
          name,
          { Keyword: 2, Int: 3, Datetime: 6 }[type] ?? 2,
        ]),
      ),
    })
    .catch(() => undefined);
  clock.now = await environment.currentTimeMs();
  stack = await createStack({
    temporal: 'none',
    clock: () => clock.now,
    tenants: [{ acceptTimeoutMs: 30_000, wrapUpMs: 2 * MINUTE, retentionDays: 540, excludeMs: MINUTE }],
  });
  // Temporal is unreachable for the API and fails at once: how changed settings reach existing conversations is tested
  // in test/engine/jobs.
  Object.assign(stack.app, {
    temporal: { connection: { withDeadline: () => Promise.reject(new Error('nobody answers')) } },
  });
  parts = testActivities({
    app: stack.app,
    tenants: stack.db.tenants,
    simulatorUrl: stack.simulatorUrl,
    clock: () => environment.currentTimeMs(),
  });
  worker = await createWorker({
    connection: environment.nativeConnection,
    namespace: 'default',
    taskQueue: 'time',
    bundle: { codePath: workflowBundle() },
    dataConverter: {},
    activities: parts.activities,
  });
  working = worker.run();
  relay = new Relay({
    pool: stack.db.relayPool,
    client: () => Promise.resolve(environment.client),
    taskQueue: 'time',
    continueAsNewAfterTurns: 150,
    log: testLog,
  });
  relay.start();
}

export async function endTime(): Promise<void> {
  await relay?.stop();
  worker?.shutdown();
  await working;
  await parts?.close();
  await stack?.close();
  await environment?.teardown();
}

/**
 * Delivers a contact's first message and waits until the relay has delivered its events.
 * @returns the conversation's id.
 */
export async function begin(from: string): Promise<string> {
  clock.now = await environment.currentTimeMs();
  await postWebhook(stack.baseUrl, textBody({ phoneNumberId: stack.tenants[0]!.phoneNumberId, from, at: clock.now }));
  relay.wake();
  const {
    rows: [row],
  } = await stack.db.admin.query<{ id: string }>(
    'SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1',
    [from],
  );
  await settled();
  return row!.id;
}

/** Waits until the relay has delivered everything in the outbox. */
export async function settled(): Promise<void> {
  relay.wake();
  await eventually(async () => (await stack.db.admin.query('SELECT 1 FROM outbox')).rowCount === 0, 'the delivery');
}

export const row = async (id: string) =>
  (await stack.db.admin.query<ConversationRow>('SELECT * FROM conversation WHERE id = $1', [id])).rows[0]!;
const eventAt = async (id: string, type: string): Promise<number | undefined> =>
  (
    await stack.db.admin.query<{ at: Date }>(
      'SELECT at FROM conversation_event WHERE conversation_id = $1 AND type = $2 ORDER BY seq DESC LIMIT 1',
      [id, type],
    )
  ).rows[0]?.at.getTime();

/** Skips time to just past `deadline`, waits for the event, and returns when it happened. */
export async function skipTo(id: string, type: string, deadline: number): Promise<number> {
  await environment.sleep(Math.max(deadline - (await environment.currentTimeMs()), 0) + 1);
  const at = await eventually(() => eventAt(id, type), `${type} at its deadline`);
  clock.now = await environment.currentTimeMs();
  return at;
}

/**
 * Runs a timed command at −1, 0 and +1 ms of its deadline, in transactions that are rolled back.
 * @returns for each of the three whether the command had an effect.
 */
export async function guard(id: string, command: TimedCommand, deadline: number): Promise<boolean[]> {
  const results: boolean[] = [];
  for (const offset of [-1, 0, 1]) {
    await stack.db.database
      .withTenant(stack.tenants[0]!.id, async unit => {
        // Read under the lock, so that no concurrent change is mistaken for the command's effect.
        const before = (await lockConversation(unit, id))!.last_seq;
        await runTimed(unit, id, command, deadline + offset);
        const after = await unit.tx.conversation.findUniqueOrThrow({
          where: { tenantId_id: { tenantId: unit.tenantId, id } },
        });
        results.push(after.lastSeq > before);
        throw new Error('rolled back on purpose');
      })
      .catch((error: unknown) => {
        if ((error as Error).message !== 'rolled back on purpose') throw error;
      });
  }
  return results;
}
