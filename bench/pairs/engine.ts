import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import pg from 'pg';
import { request } from 'undici';
import { dataConverter } from '../../temporal/data-converter.ts';
import { conversationWorkflowId, stateQuery } from '../../workflows/contract.ts';
import { waIdOf } from '../conversation/contact.ts';
import type { Child } from '../environment.ts';
import { KEY } from '../environment.ts';
import { inParallel, signed, webhookBody } from '../load.ts';
import type { Measurement } from '../report.ts';
import { orderOf } from './median.ts';
import type { Place, ReadyHead, RunDatabase } from './place.ts';
import type { PairResult, Quantity, Side } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

/** Bursts before a side is measured, until hot code is compiled. */
const WARM_UP = 2;
const WARM_UP_CONVERSATIONS = 60;
/** Conversations per burst. Each side has two bursts in a pair (see `orderOf`). */
const CONVERSATIONS = 30;
const MESSAGES = 3;
const CALLERS = 20;

const SEEN: Quantity = {
  name: `inbound → seen by query, ${CONVERSATIONS} conversations × ${MESSAGES}`,
  unit: 'bursts/s',
  floors: { bare: 0.7, ref: 0.95 },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};

interface Running {
  readonly side: Side;
  readonly burst: (conversations: number) => Promise<number>;
  readonly stop: () => Promise<void>;
}

let contacts = 100_000;

/**
 * Measures the time from a posted message until the workflow's query shows its event, compared with a bare workflow
 * with one local activity per message, and with another head.
 */
export async function pairEngine(place: Place, pairs: number): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: place.temporalAddress });
  const bareBundle = join(place.folder, 'workflows-bare.js');
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: fileURLToPath(new URL('../bare-workflow.ts', import.meta.url)),
  });
  writeFileSync(bareBundle, code);
  const results = await runPairs([SEEN], pairs, async pair => {
    const running = await Promise.all([
      ...place.heads.map(head => launchHead(place, head, connection, pair)),
      launchBare(place, connection, pair, bareBundle),
    ]);
    for (let round = 0; round < WARM_UP; round++) for (const side of running) await side.burst(WARM_UP_CONVERSATIONS);
    const times: Partial<Record<Side, number>> = {};
    for (const { side, burst } of orderOf(running, pair))
      times[side] = (times[side] ?? 0) + (await burst(CONVERSATIONS));
    await Promise.all(running.map(side => side.stop()));
    return {
      [SEEN.name]: Object.fromEntries(Object.entries(times).map(([side, ms]) => [side, 2_000 / ms])),
    } satisfies PairResult;
  });
  await connection.close();
  return measurementsOf(
    compare([SEEN], results),
    results,
    place.heads.find(head => head.name === 'ref')?.label ?? null,
  );
}

async function launchHead(place: Place, head: ReadyHead, connection: Connection, pair: number): Promise<Running> {
  const database = await place.database(head.template);
  const taskQueue = `${head.name}-${pair}`;
  const children = await Promise.all(
    ['api/main.ts', 'workers/main.ts'].map(file => place.launch(head, file, database, taskQueue)),
  );
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
  const client = new Client({ connection, dataConverter: dataConverter([{ id: 'bench', key: KEY }]) });
  const ids = new Map<number, string>();
  const post = async (contact: number): Promise<void> => {
    const { bytes } = webhookBody(head.made.phoneNumberIds[contact % 2] ?? '', contact);
    const answer = await request(`${children[0]?.url ?? ''}/webhooks/whatsapp`, {
      method: 'POST',
      body: bytes,
      headers: signed(bytes),
    });
    await answer.body.dump();
  };
  const seen = async (contact: number, n: number): Promise<boolean> => {
    if (!ids.has(contact)) {
      const { rows } = await admin.query<{ id: string }>(
        'SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1',
        [waIdOf(contact)],
      );
      if (rows[0] === undefined) return false;
      ids.set(contact, rows[0].id);
    }
    const state = await client.workflow
      .getHandle(conversationWorkflowId(ids.get(contact) ?? ''))
      .query(stateQuery)
      .catch(() => null);
    return state !== null && state.lastSeq >= n + 1;
  };
  return {
    side: head.name,
    burst: count => burst(count, post, seen),
    stop: () => stop(place, database, children, admin),
  };
}

async function launchBare(place: Place, connection: Connection, pair: number, bundle: string): Promise<Running> {
  const database = await place.database(null);
  const taskQueue = `bare-${pair}`;
  const worker = await place.launchBare('bench/bare-worker.ts', database, {
    BARE_TASK_QUEUE: taskQueue,
    BARE_BUNDLE: bundle,
  });
  const { workflow } = new Client({ connection });
  const post = (contact: number, n: number): Promise<void> =>
    workflow
      .signalWithStart('bareWorkflow', {
        workflowId: `bare/${contact}`,
        taskQueue,
        signal: 'message',
        signalArgs: [n],
        args: [],
      })
      .then(() => undefined);
  const seen = (contact: number, n: number): Promise<boolean> =>
    workflow
      .getHandle(`bare/${contact}`)
      .query<number>('count')
      .then(count => count >= n);
  return { side: 'bare', burst: count => burst(count, post, seen), stop: () => stop(place, database, [worker], null) };
}

async function stop(
  place: Place,
  database: RunDatabase,
  children: readonly Child[],
  admin: pg.Pool | null,
): Promise<void> {
  await Promise.all(children.map(child => child.stop()));
  await admin?.end();
  await place.drop(database);
}

/**
 * Sends MESSAGES messages to each of some new conversations. After each round it waits until all are seen, then pauses.
 * @returns the time of all rounds without the pauses, in milliseconds.
 */
async function burst(
  conversations: number,
  post: (contact: number, n: number) => Promise<void>,
  seen: (contact: number, n: number) => Promise<boolean>,
): Promise<number> {
  const who = Array.from({ length: conversations }, () => contacts++);
  let total = 0;
  for (let n = 1; n <= MESSAGES; n++) {
    const begun = performance.now();
    await inParallel(who, CALLERS, async contact => {
      await post(contact, n);
      while (!(await seen(contact, n))) await sleep(5);
    });
    total += performance.now() - begun;
    await sleep(300);
  }
  return total;
}
