import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { request } from 'undici';
import { urlFor } from '../ops/database-setup.ts';
import { dataConverter } from '../temporal/data-converter.ts';
import { conversationWorkflowId, stateQuery } from '../workflows/contract.ts';
import type { BenchEnvironment } from './environment.ts';
import { inParallel, signed, webhookBody } from './load.ts';
import type { Measurement } from './report.ts';
import { median, spreadOf } from './report.ts';

const ROUNDS = 5;
/** Rounds before anything is measured: both sides compile what they run often. */
const WARM_UP = 5;
const CONVERSATIONS = 60;
const MESSAGES = 3;
const CALLERS = 20;

/** (b) From a posted message to its event seen by query, against a bare workflow with one local activity per message. */
export async function benchEngine(environment: BenchEnvironment): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: environment.temporal.address });
  const ours = new Client({ connection, dataConverter: dataConverter([{ id: 'bench', key: environment.payloadKey }]) });
  const bareClient = new Client({ connection });
  const admin = new pg.Pool({ connectionString: environment.adminUrl, max: 4 });
  await admin.query('CREATE DATABASE bare_engine');
  const api = await environment.launch('api', 'api/main.ts');
  const worker = await environment.launch('worker', 'workers/main.ts');
  const bare = await environment.launch('bare-worker', 'bench/bare-worker.ts', { BARE_DATABASE_URL: urlFor(environment.adminUrl, { database: 'bare_engine' }) });
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 1 - WARM_UP; round <= ROUNDS; round++) {
    const contacts = Array.from({ length: CONVERSATIONS }, (_, index) => 100_000 + (round + WARM_UP) * 1_000 + index);
    const bareTime = await burst(contacts, (contact, n) => bareClient.workflow.signalWithStart('bareWorkflow', { workflowId: `bare/${contact}`, taskQueue: 'bare', signal: 'message', signalArgs: [n], args: [] }).then(() => undefined),
      (contact, n) => bareClient.workflow.getHandle(`bare/${contact}`).query<number>('count').then(count => count >= n));
    const ids = new Map<number, string>();
    const ourTime = await burst(contacts, async contact => {
      const { bytes } = webhookBody(environment.tenants[contact % 2]?.phoneNumberId ?? '', contact);
      const answer = await request(`${api.url}/webhooks/whatsapp`, { method: 'POST', body: bytes, headers: signed(bytes) });
      await answer.body.dump();
    }, async (contact, n) => {
      if (!ids.has(contact)) {
        const { rows } = await admin.query<{ id: string }>('SELECT c.id FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id WHERE i.value = $1', [`49160${String(contact).padStart(7, '0')}`]);
        if (rows[0] === undefined) return false;
        ids.set(contact, rows[0].id);
      }
      const state = await ours.workflow.getHandle(conversationWorkflowId(ids.get(contact) ?? '')).query(stateQuery).catch(() => null);
      return state !== null && state.lastSeq >= n + 1;
    });
    if (round > 0) {
      times.ours.push(ourTime);
      times.bare.push(bareTime);
      console.log(`  engine round ${round}: bare ${Math.round(bareTime)} ms, ours ${Math.round(ourTime)} ms for ${CONVERSATIONS} × ${MESSAGES} messages`);
    }
  }
  await Promise.all([api.stop(), worker.stop(), bare.stop()]);
  await connection.close();
  await admin.end();
  const ratio = median(times.bare) / median(times.ours);
  return [{ name: `inbound → seen by query, ${CONVERSATIONS} conversations × ${MESSAGES}`, value: median(times.ours), unit: 'ms', baseline: median(times.bare), ratio, floor: '≥ 0.7× (baseline time / ours)', holds: ratio >= 0.7, spread: spreadOf(times.ours) }];
}

/** Sends the n-th message to every conversation, waits until all are seen, and adds up that time; spaced in between. */
async function burst(contacts: readonly number[], send: (contact: number, n: number) => Promise<void>, seen: (contact: number, n: number) => Promise<boolean>): Promise<number> {
  let total = 0;
  for (let n = 1; n <= MESSAGES; n++) {
    const begun = performance.now();
    await inParallel(contacts, CALLERS, async contact => {
      await send(contact, n);
      while (!(await seen(contact, n))) await sleep(5);
    });
    total += performance.now() - begun;
    await sleep(300);
  }
  return total;
}
