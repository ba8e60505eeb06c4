import { createHash } from 'node:crypto';
import { withClient } from '../../ops/database-setup.ts';
import type { Child } from '../environment.ts';
import { load, webhookBody } from '../load.ts';
import type { Body } from '../load.ts';
import type { Measurement } from '../report.ts';
import { orderOf } from './median.ts';
import type { Place, ReadyHead, RunDatabase } from './place.ts';
import type { PairResult, Quantity, Side } from './run-pairs.ts';
import { compare, measurementsOf, runPairs } from './run-pairs.ts';

const CALLERS = 32;
const CONTACTS = 1_000;
/**
 * Requests before a process is measured, until hot code is compiled. A number of requests and not a duration, because a
 * slow machine needs more time for it.
 */
const WARM_UP = 6_000;
const WARM_UP_SLICE_MS = 250;
/**
 * How often a pair measures its sides forwards and backwards, in short slices: a disturbance of a second then affects
 * all sides.
 */
const TURNS = 4;
const SLICE_MS = 300;
const QUIET_SLICE_MS = 125;
const KILLED_AFTER_MS = 500;

const ACKS: Quantity = {
  name: `webhook acks at ${CALLERS} callers`,
  unit: '/s',
  floors: { bare: 0.9, ref: 0.95 },
  shownAs: null,
};
const LATENCY: Quantity = {
  name: 'webhook latency at one caller, p50',
  unit: '/s',
  floors: { bare: 0.4, ref: 0.95 },
  shownAs: { unit: 'ms', from: speed => 1_000 / speed },
};

interface Running {
  readonly side: Side;
  readonly path: string;
  readonly database: RunDatabase;
  readonly child: Child;
  readonly next: () => Body;
}

let serial = 0;

/** Returns webhook bodies of all contacts in turn; the contacts are split evenly between the tenants. */
const bodies = (phoneNumberIds: readonly string[]) => (): Body => {
  const contact = serial++ % CONTACTS;
  return webhookBody(phoneNumberIds[contact % phoneNumberIds.length] ?? '', contact);
};

/**
 * Measures durable acknowledgements of webhooks, compared with a bare Express route that does one INSERT and with
 * another head; and counts acknowledged messages that are lost when the process is killed.
 */
export async function pairWebhook(place: Place, pairs: number): Promise<Measurement[]> {
  for (const head of place.heads) await place.inTemplate(head, database => everyContactWrites(place, head, database));
  let acked = 0;
  let lost = 0;
  const results = await runPairs([ACKS, LATENCY], pairs, async pair => {
    const running = await launchAll(place);
    await warmUp(running);
    const order = Array.from({ length: TURNS }, (_, turn) => orderOf(running, pair + turn)).flat();
    const result = {
      [ACKS.name]: await speeds(order, CALLERS, SLICE_MS),
      [LATENCY.name]: await speeds(order, 1, QUIET_SLICE_MS),
    };
    const killed = await lostByKill(running.find(each => each.side === 'head'));
    acked += killed.acked;
    lost += killed.lost;
    await Promise.all(running.map(each => each.child.stop()));
    for (const { database } of running) await place.drop(database);
    return result;
  });
  const label = place.heads.find(head => head.name === 'ref')?.label ?? null;
  return [
    ...measurementsOf(compare([ACKS, LATENCY], results), results, label),
    {
      name: `acked messages lost by kill -9 (of ${acked})`,
      value: lost,
      unit: '',
      baseline: null,
      ratio: null,
      floor: '0',
      holds: lost === 0,
    },
  ];
}

/** Opens a conversation for every contact, so that none is opened during the measurement. */
async function everyContactWrites(place: Place, head: ReadyHead, database: RunDatabase): Promise<void> {
  const api = await place.launch(head, 'api/main.ts', database);
  const next = bodies(head.made.phoneNumberIds);
  const seen = new Set<number>();
  for (let missing = CONTACTS; missing > 0; missing = CONTACTS - seen.size) {
    await load(api.url, '/webhooks/whatsapp', CALLERS, 1_000, () => {
      seen.add(serial % CONTACTS);
      return next();
    });
  }
  await api.stop();
}

async function launchAll(place: Place): Promise<Running[]> {
  const [head] = place.heads;
  const heads = place.heads.map(async (each): Promise<Running> => {
    const database = await place.database(each.template);
    return {
      side: each.name,
      path: '/webhooks/whatsapp',
      database,
      child: await place.launch(each, 'api/main.ts', database),
      next: bodies(each.made.phoneNumberIds),
    };
  });
  const bare = (async (): Promise<Running> => {
    const database = await place.database(null);
    return {
      side: 'bare',
      path: '/bare',
      database,
      child: await place.launchBare('bench/bare-express.ts', database),
      next: bodies(head?.made.phoneNumberIds ?? []),
    };
  })();
  return Promise.all([...heads, bare]);
}

/** Posts to all sides in turn, until each has answered WARM_UP requests. */
async function warmUp(running: readonly Running[]): Promise<void> {
  const left = new Map(running.map(each => [each, WARM_UP]));
  while ([...left.values()].some(count => count > 0)) {
    for (const [side, count] of left)
      if (count > 0)
        left.set(
          side,
          count - (await load(side.child.url, side.path, CALLERS, WARM_UP_SLICE_MS, side.next)).acked.length,
        );
  }
}

/** Requests per second on each side; with one caller, 1,000 divided by the median latency in milliseconds. */
async function speeds(order: readonly Running[], callers: number, ms: number): Promise<PairResult[string]> {
  const found: Partial<Record<Side, number[]>> = {};
  for (const { side, child, path, next } of order) {
    const { perSecond, p50 } = await load(child.url, path, callers, ms, next);
    (found[side] ??= []).push(callers === 1 ? 1_000 / p50 : perSecond);
  }
  return Object.fromEntries(
    Object.entries(found).map(([side, values]) => [
      side,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]),
  );
}

/**
 * Kills the process under load, and counts the acknowledged messages and those of them that are not in the database.
 */
async function lostByKill(running: Running | undefined): Promise<{ acked: number; lost: number }> {
  if (running === undefined) return { acked: 0, lost: 0 };
  const loading = load(running.child.url, running.path, CALLERS, KILLED_AFTER_MS, running.next);
  const killer = setTimeout(() => running.child.process.kill('SIGKILL'), KILLED_AFTER_MS - 20);
  const { acked } = await loading;
  clearTimeout(killer);
  running.child.process.kill('SIGKILL');
  const hashes = acked.map(wamid => createHash('sha256').update(wamid).digest('hex'));
  const { rows } = await withClient(running.database.adminUrl, client =>
    client.query<{ n: number }>(
      `
        SELECT count(*)::int AS n
        FROM unnest($1::text[]) h
        WHERE NOT EXISTS (
            SELECT 1
            FROM inbound_key k JOIN message m ON m.id = k.message_id
            WHERE k.wamid_hash = decode(h, 'hex')
          )`,
      [hashes],
    ),
  );
  return { acked: acked.length, lost: rows[0]?.n ?? 0 };
}
