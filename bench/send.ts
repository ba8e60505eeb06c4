import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { request } from 'undici';
import { urlFor } from '../ops/database-setup.ts';
import { HttpClient } from '../test/support/http-client.ts';
import { waIdOf } from './conversation/contact.ts';
import type { BenchEnvironment, Child } from './environment.ts';
import { simulatorOptions } from './environment.ts';
import { inParallel, signed, webhookBody } from './load.ts';
import type { Measurement } from './report.ts';

const CALLERS = 20;
const LIMIT = 80;
const PROCESSES = 4;
const ALONE = 1_600;
const BARE = 300;
const CONVERSATIONS = 40;
const SECONDS = 40;
/** Interval between messages of a pair: WhatsApp's six seconds, scaled down on both sides. */
const PAIR_MS = 300;

/** Measures replies under WhatsApp's rate limits: the limiter alone, and end to end. */
export async function benchSend(environment: BenchEnvironment): Promise<Measurement[]> {
  const site = await Desk.start(environment);
  const alone = await limiterAlone(environment, site);
  const whole = await endToEnd(environment, site);
  await site.stop();
  return [...alone, ...whole];
}

/** Four processes ask for slots of one number; nothing is sent. */
async function limiterAlone(environment: BenchEnvironment, site: Desk): Promise<Measurement[]> {
  const contacts = Array.from({ length: ALONE }, (_, index) => 200_000 + index * 2);
  const ids = await site.conversations(contacts);
  await inParallel(ids, CALLERS, id => site.reply(id, 'limit'));
  const { rows } = await site.admin.query<{ id: string; conversation_id: string }>(
    "SELECT id, conversation_id FROM send_attempt WHERE state = 'PREPARED'",
  );
  const callers = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => environment.launch(`caller-${index}`, 'bench/pace-caller.ts')),
  );
  const times = (
    await Promise.all(
      callers.map(async ({ process: caller }, index) => {
        const answered = once(caller, 'message');
        caller.send({
          tenantId: environment.tenants[0]?.id,
          attempts: rows.filter((_, row) => row % PROCESSES === index),
        });
        return ((await answered) as [{ times: number[] }])[0].times;
      }),
    )
  )
    .flat()
    .sort((a, b) => a - b);
  await Promise.all(callers.map(caller => caller.stop()));
  await site.admin.query(
    `
      DELETE FROM outbox_head;
      DELETE FROM outbox;
      UPDATE send_attempt
      SET state = 'VOID';
      UPDATE conversation
      SET sends = '[]', due_at = window_expires_at`,
  );
  const rate = rateOf(times);
  const fullest = Math.max(...times.map(at => times.filter(other => other >= at && other < at + 1_000).length));
  console.log(
    `  limiter alone: ${times.length} turns from ${PROCESSES} processes, ${rate.toFixed(1)}/s, at most ${fullest} in any second`,
  );
  return [
    {
      name: `limiter alone, ${PROCESSES} processes`,
      value: rate,
      unit: '/s',
      baseline: LIMIT,
      ratio: rate / LIMIT,
      floor: '≥ 0.9 of 80/s',
      holds: rate / LIMIT >= 0.9,
    },
    {
      name: 'turns in the fullest second',
      value: fullest,
      unit: '',
      baseline: LIMIT,
      ratio: null,
      floor: '≤ 80',
      holds: fullest <= LIMIT,
    },
  ];
}

/**
 * Sends many replies under a limit that is half the rate of a bare workflow on this machine; the simulator refuses what
 * exceeds the limit.
 */
async function endToEnd(environment: BenchEnvironment, site: Desk): Promise<Measurement[]> {
  const bareRate = await bareSends(environment);
  const limit = Math.floor(bareRate / 2);
  const perConversation = Math.ceil((limit * SECONDS) / CONVERSATIONS);
  const worker = await environment.launch('worker', 'workers/main.ts', { PAIR_INTERVAL_MS: String(PAIR_MS) });
  // Warm-up: hot code is compiled on both sides before anything is measured.
  await site.limit(LIMIT);
  const warm = await site.conversations(Array.from({ length: CONVERSATIONS }, (_, index) => 500_000 + index * 2));
  for (let n = 0; n < 5; n++) await inParallel(warm, 2, id => site.reply(id, 'warm'));
  while ((await site.ledger()).length < CONVERSATIONS * 5) await sleep(200);
  await sleep(2_000);
  const warmUp = (await site.ledger()).length;
  await site.limit(limit);
  const ids = await site.conversations(Array.from({ length: CONVERSATIONS }, (_, index) => 300_000 + index * 2));
  const [quiet = ''] = await site.conversations([400_000]);
  for (let n = 0; n < perConversation; n++)
    await inParallel(ids, 6, id => site.reply(id, `reply ${String(n).padStart(3, '0')}`));
  // From here on only sending puts load on the machine, with a long backlog.
  const begun = Date.now();
  await sleep(5_000);
  const asked = Date.now();
  const left = perConversation * CONVERSATIONS - ((await site.ledger()).length - warmUp);
  await site.reply(quiet, 'quiet');
  const all = perConversation * CONVERSATIONS + 1;
  let ledger: Entry[] = [];
  while (ledger.length < all) {
    await sleep(500);
    ledger = (await site.ledger()).slice(warmUp);
  }
  await worker.stop();
  const times = ledger.map(entry => entry.acceptedAt).sort((a, b) => a - b);
  const rate = rateOf(times.filter(at => at > begun));
  const refused = await site.refusals();
  const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
  const quietMs = (ledger.find(entry => entry.text === 'quiet')?.acceptedAt ?? NaN) - asked;
  const backlogMs = (times.at(-1) ?? 0) - asked;
  const ordered = [...new Set(ledger.map(entry => entry.to))].filter(to => {
    const own = ledger.filter(entry => entry.to === to).map(entry => entry.text);
    return own.every((text, index) => index === 0 || (own[index - 1] ?? '') < text);
  }).length;
  console.log(
    `  end to end: bare ${bareRate.toFixed(1)}/s, limit ${limit}/s, ${all} replies, ${rate.toFixed(1)}/s; refused ${JSON.stringify(refused)}; a quiet conversation's reply waited ${quietMs} ms while ${left} were in front, the last of which left after ${backlogMs} ms`,
  );
  return [
    {
      name: `end to end at half of one bare activity per message (${limit}/s)`,
      value: rate,
      unit: '/s',
      baseline: limit,
      ratio: rate / limit,
      floor: '≥ 0.9 of the limit',
      holds: rate / limit >= 0.9,
    },
    {
      name: `refused by WhatsApp's limits (of ${all})`,
      value: refusals,
      unit: '',
      baseline: null,
      ratio: refusals / all,
      floor: '< 0.001',
      holds: refusals / all < 0.001,
    },
    {
      name: `conversations in order (of ${CONVERSATIONS + 1})`,
      value: ordered,
      unit: '',
      baseline: null,
      ratio: null,
      floor: 'all',
      holds: ordered === CONVERSATIONS + 1,
    },
    {
      name: 'a quiet conversation’s wait, against the whole backlog’s',
      value: quietMs,
      unit: 'ms',
      baseline: backlogMs,
      ratio: quietMs / backlogMs,
      floor: '–',
      holds: true,
    },
  ];
}

/** Messages per second of a bare workflow with one regular activity per message. */
async function bareSends(environment: BenchEnvironment): Promise<number> {
  const connection = await Connection.connect({ address: environment.temporal.address });
  const client = new Client({ connection });
  const [tenant] = environment.tenants;
  const worker = await environment.launch('bare-worker', 'bench/bare-worker.ts', {
    BARE_DATABASE_URL: urlFor(environment.adminUrl, { database: 'postgres' }),
    BARE_SEND_URL: `http://127.0.0.1:${environment.simulatorPort}/v23.0/${tenant?.phoneNumberId}/messages`,
    BARE_SEND_TOKEN: tenant?.accessToken ?? '',
  });
  const run = async (count: number, from: number): Promise<number> => {
    const begun = performance.now();
    await inParallel(
      Array.from({ length: count }, (_, index) => from + index),
      CALLERS,
      async n =>
        client.workflow.execute<(to: string) => Promise<void>>('bareSendWorkflow', {
          workflowId: `bare-send/${n}`,
          taskQueue: 'bare',
          args: [`4999${n}`],
        }),
    );
    return count / ((performance.now() - begun) / 1_000);
  };
  await run(BARE, 100_000);
  const rate = await run(BARE, 200_000);
  await worker.stop();
  await connection.close();
  return rate;
}

const rateOf = (times: readonly number[]): number =>
  ((times.length - 1) * 1_000) / ((times.at(-1) ?? 0) - (times[0] ?? 0));

interface Entry {
  readonly to: string;
  readonly text: string;
  readonly acceptedAt: number;
}

/** Starts the API and the simulator and calls them. */
class Desk {
  readonly admin: pg.Pool;
  readonly #environment: BenchEnvironment;
  readonly #api: Child;
  readonly #simulated: Child;
  readonly #http: HttpClient;
  readonly #simulator: HttpClient;

  private constructor(environment: BenchEnvironment, api: Child, simulated: Child) {
    this.#environment = environment;
    this.#api = api;
    this.#simulated = simulated;
    this.admin = new pg.Pool({ connectionString: environment.adminUrl, max: 3 });
    this.#http = new HttpClient(api.url, { authorization: `Bearer ${environment.tenants[0]?.apiKey ?? ''}` });
    this.#simulator = new HttpClient(`http://127.0.0.1:${environment.simulatorPort}`);
  }

  static async start(environment: BenchEnvironment): Promise<Desk> {
    const api = await environment.launch('api', 'api/main.ts');
    const simulated = await environment.launch('simulator', 'simulator/main.ts', {
      SIMULATOR_OPTIONS: simulatorOptions(environment, `${api.url}/webhooks/whatsapp`),
    });
    return new Desk(environment, api, simulated);
  }

  /** Lets each contact write once. @returns the ids of their conversations. */
  async conversations(contacts: readonly number[]): Promise<string[]> {
    await inParallel(contacts, CALLERS, async contact => {
      const { bytes } = webhookBody(this.#environment.tenants[0]?.phoneNumberId ?? '', contact);
      const answer = await request(`${this.#api.url}/webhooks/whatsapp`, {
        method: 'POST',
        body: bytes,
        headers: signed(bytes),
      });
      await answer.body.dump();
    });
    const names = contacts.map(waIdOf);
    return (
      await this.admin.query<{ id: string }>(
        `
          SELECT c.id
          FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE i.value = ANY($1)`,
        [names],
      )
    ).rows.map(row => row.id);
  }

  async reply(conversationId: string, text: string): Promise<void> {
    const { status } = await this.#http.post(`/api/v1/conversations/${conversationId}/messages`, {
      text: { body: text },
    });
    if (status !== 202) throw new Error(`a reply was answered ${status}`);
  }

  /** Sets the rate limit of the number in SigFollow and in the simulator. */
  async limit(perSecond: number): Promise<void> {
    await this.admin.query('UPDATE business_number SET messages_per_second = $1, next_send_at = 0', [perSecond]);
    await this.#simulator.call('DELETE', '/control/refusals');
    await this.#simulator.put('/control/settings', { throughput: perSecond, pairBurst: 45, pairMs: PAIR_MS });
  }

  async ledger(): Promise<Entry[]> {
    const { items } = (await this.#simulator.get('/control/ledger')).body;
    return items
      .filter(({ to }) => !to.startsWith('4999'))
      .map(({ to, body, acceptedAt }) => ({ to, text: body.text!.body, acceptedAt }));
  }

  /** How often the simulator answered with each error, by its code. */
  async refusals(): Promise<Record<string, number>> {
    return (await this.#simulator.get('/control/refusals')).body;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#api.stop(), this.#simulated.stop()]);
    await this.admin.end();
  }
}
