import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { request } from 'undici';
import { dataConverter } from '../temporal/data-converter.ts';
import { conversationWorkflowId } from '../workflows/contract.ts';
import { waIdOf } from './conversation/contact.ts';
import type { BenchEnvironment, Child } from './environment.ts';
import { simulatorOptions } from './environment.ts';
import { signed, webhookBody } from './load.ts';
import type { Measurement } from './report.ts';
import { spreadOf } from './report.ts';

const TURNS = 10;
const TOGETHER = 10;

/** Counts the events in workflow histories, the measure of what a conversation costs in Temporal. */
export async function benchHistory(environment: BenchEnvironment): Promise<Measurement[]> {
  const connection = await Connection.connect({ address: environment.temporal.address });
  const client = new Client({
    connection,
    dataConverter: dataConverter([{ id: 'bench', key: environment.payloadKey }]),
  });
  const admin = new pg.Pool({ connectionString: environment.adminUrl, max: 2 });
  await admin.query('UPDATE tenant SET archive_after_ms = 1500');
  await admin.query('UPDATE queue SET wrap_up_ms = 1000');
  const api = await environment.launch('api', 'api/main.ts');
  const worker = await environment.launch('worker', 'workers/main.ts');
  const simulator = await environment.launch('simulator', 'simulator/main.ts', {
    SIMULATOR_OPTIONS: simulatorOptions(environment, `${api.url}/webhooks/whatsapp`),
  });
  const desk = new Desk(environment, api, client, admin);
  await desk.logIn();

  const life = await spacedLife(desk);
  const together = await coalesced(desk);
  await Promise.all([api.stop(), worker.stop(), simulator.stop()]);
  await connection.close();
  await admin.end();
  console.log(
    `  history: per inbound ${life.inbound.join(' ')}; per reply ${life.replies.join(' ')}; life ${life.total}`,
  );
  console.log(
    `  coalesced, apart: ${TOGETHER} inbound messages posted at once: ${together} events, ${(together / TOGETHER).toFixed(1)} each`,
  );
  return [
    {
      name: 'history events per inbound message, agent assigned (largest of 9)',
      value: Math.max(...life.inbound),
      unit: '',
      baseline: null,
      ratio: null,
      floor: '≤ 6',
      holds: Math.max(...life.inbound) <= 6,
      spread: spreadOf(life.inbound),
    },
    {
      name: 'history events per agent reply (largest of 10)',
      value: Math.max(...life.replies),
      unit: '',
      baseline: null,
      ratio: null,
      floor: '≤ 14',
      holds: Math.max(...life.replies) <= 14,
      spread: spreadOf(life.replies),
    },
    {
      name: 'history events of a life: 10 in, 10 out, arrival to archive',
      value: life.total,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '≤ 260',
      holds: life.total <= 260,
    },
    {
      name: `history events of ${TOGETHER} inbound messages posted at once`,
      value: together,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '–',
      holds: true,
    },
  ];
}

/** One conversation in which every message is handled by itself, with the growth of its history for each. */
async function spacedLife(desk: Desk): Promise<{ inbound: number[]; replies: number[]; total: number }> {
  const conversationId = await desk.begin(999_001);
  const inbound: number[] = [];
  const replies: number[] = [];
  let before = await desk.length(conversationId);
  const grown = async (): Promise<number> => {
    const after = await desk.length(conversationId);
    const by = after - before;
    before = after;
    return by;
  };
  for (let n = 0; n < TURNS; n++) {
    if (n > 0) {
      await desk.write(999_001);
      inbound.push(await grown());
    }
    await desk.call('POST', `/conversations/${conversationId}/messages`, { text: { body: `reply ${n}` } });
    replies.push(await grown());
  }
  await desk.call('POST', `/conversations/${conversationId}/close`, {});
  await desk.until(conversationId, 'archived');
  return { inbound, replies, total: await desk.length(conversationId) };
}

/** The history events of messages that arrive so close together that the workflow handles several at once. */
async function coalesced(desk: Desk): Promise<number> {
  const conversationId = await desk.begin(999_002);
  const before = await desk.length(conversationId);
  await Promise.all(Array.from({ length: TOGETHER }, () => desk.write(999_002)));
  return (await desk.length(conversationId)) - before;
}

/** Acts as an agent and as a contact, and reads histories from Temporal. */
class Desk {
  readonly #environment: BenchEnvironment;
  readonly #api: Child;
  readonly #client: Client;
  readonly #admin: pg.Pool;
  #headers: Record<string, string> = {};

  constructor(environment: BenchEnvironment, api: Child, client: Client, admin: pg.Pool) {
    this.#environment = environment;
    this.#api = api;
    this.#client = client;
    this.#admin = admin;
  }

  async logIn(): Promise<void> {
    const user = this.#environment.tenants[0]?.users.find(each => each.role === 'AGENT');
    const { body, headers } = await this.call('POST', '/auth/login', { email: user?.email, password: user?.password });
    this.#headers = {
      cookie: String([headers['set-cookie']].flat()[0]).split(';')[0] ?? '',
      'x-csrf-token': String(body['csrfToken']),
    };
    await this.call('PUT', '/me/presence', { presence: 'online' });
  }

  async call(
    method: 'POST' | 'PUT',
    path: string,
    body: object,
  ): Promise<{ body: Record<string, unknown>; headers: Record<string, unknown> }> {
    const answer = await request(`${this.#api.url}/api/v1${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...this.#headers },
    });
    return { body: (await answer.body.json()) as Record<string, unknown>, headers: answer.headers };
  }

  async write(contact: number): Promise<void> {
    const { bytes } = webhookBody(this.#environment.tenants[0]?.phoneNumberId ?? '', contact);
    await (
      await request(`${this.#api.url}/webhooks/whatsapp`, { method: 'POST', body: bytes, headers: signed(bytes) })
    ).body.dump();
  }

  /** Sends a contact's first message and accepts the offer of its conversation. @returns the conversation's id. */
  async begin(contact: number): Promise<string> {
    await this.write(contact);
    for (let tries = 0; tries < 200; tries++) {
      await sleep(50);
      const {
        rows: [row],
      } = await this.#admin.query<{ id: string; offer_id: string | null }>(
        `
          SELECT c.id, c.offer_id
          FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
          WHERE i.value = $1`,
        [waIdOf(contact)],
      );
      if (row?.offer_id == null) continue;
      await this.call('POST', `/offers/${row.offer_id}/accept`, {});
      return row.id;
    }
    throw new Error('the conversation was offered to nobody');
  }

  async until(conversationId: string, phase: string): Promise<void> {
    for (let now = ''; now !== phase; await sleep(200))
      now =
        (await this.#admin.query<{ phase: string }>('SELECT phase FROM conversation WHERE id = $1', [conversationId]))
          .rows[0]?.phase ?? '';
  }

  /** The number of events in the history, once it has stopped growing. */
  async length(conversationId: string): Promise<number> {
    for (let last = -1; ;) {
      await sleep(700);
      const now = (await this.#client.workflow.getHandle(conversationWorkflowId(conversationId)).describe())
        .historyLength;
      if (now === last) return now;
      last = now;
    }
  }
}
