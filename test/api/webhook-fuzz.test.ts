import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { parseBody } from '../../api/webhooks/parse-body.ts';
import { itemsOf } from '../../api/webhooks/payload.ts';
import { isHappening } from '../../domain/whatsapp/inbound.ts';
import { root } from '../../ops/root.ts';
import { readTalk } from '../../store/ai/turn.ts';
import type { Spoiling } from '../support/hostile.ts';
import { jsonOf, spoil, spoiling } from '../support/hostile.ts';
import type { HttpClient } from '../support/http-client.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody } from '../support/webhook.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

/**
 * WhatsApp's own bodies, corrupted at random places and posted together with intact messages: the answer is 200, the
 * intact messages are stored, none of the corrupted ones is lost, and everything can be read.
 */
const RUNS = size({ quick: 60, full: 4_000 });
const folder = join(root, 'test/fixtures/whatsapp');
const files = [...readdirSync(folder), ...readdirSync(join(folder, 'composed')).map(file => `composed/${file}`)]
  .filter(file => file.endsWith('.json'))
  .sort();
const texts = files.map(file => readFileSync(join(folder, file), 'utf8'));

let stack: Stack;
let admin: HttpClient;
let serial = 0;
beforeAll(async () => {
  stack = await createStack({ temporal: 'none', tenants: [{}] });
  admin = await stack.admin();
});
afterAll(() => stack.close());

/** From ten people who write again and again, so that most take the hot path. */
const healthy = () => ({
  from: `49170000000${++serial % 10}`,
  id: `wamid.healthy.${serial}`,
  timestamp: String(Math.floor(Date.now() / 1000)),
  type: 'text',
  text: { body: 'healthy' },
});

/**
 * The file aimed at our number, with ids of its own: of a fixture every run knows the conversation, and none the
 * message.
 */
function aimed(text: string, run: number): WebhookBody {
  const body = JSON.parse(text) as WebhookBody;
  for (const entry of body.entry) {
    entry.time = run;
    for (const { value } of entry.changes) {
      if (value.metadata === undefined) entry.id = stack.tenants[0]!.wabaId;
      else value.metadata.phone_number_id = stack.tenants[0]!.phoneNumberId;
      for (const item of [...(value.messages ?? []), ...(value.statuses ?? [])]) item.id = `${item.id}.${run}`;
    }
  }
  return body;
}

/** A body of which nothing need be left; whatever is no list or object has none of its members. */
interface Spoilt {
  readonly entry?: unknown;
}
interface SpoiltEntry {
  readonly changes?: unknown;
}
interface SpoiltChange {
  readonly field?: unknown;
  readonly value?: {
    readonly messages?: unknown;
    readonly metadata?: { readonly phone_number_id?: unknown } | null;
  } | null;
}

/** Puts healthy messages wherever a spoilt body has room for them. @returns their ids. */
function amongHealthy(body: Spoilt): string[] {
  const ids: string[] = [];
  const add = (): object => {
    const message = healthy();
    ids.push(message.id);
    return message;
  };
  if (!Array.isArray(body.entry)) return ids;
  const entries = body.entry as (SpoiltEntry | null)[];
  for (const entry of entries) {
    for (const change of (Array.isArray(entry?.changes) ? entry.changes : []) as (SpoiltChange | null)[]) {
      const messages = change?.value?.messages;
      if (
        change?.field !== 'messages' ||
        !Array.isArray(messages) ||
        change.value?.metadata?.phone_number_id !== stack.tenants[0]!.phoneNumberId
      )
        continue;
      (messages as object[]).unshift(add());
      (messages as object[]).push(add());
    }
  }
  const whole = () => messagesBody(stack.tenants[0]!.phoneNumberId, { messages: [add()] }).entry[0]!;
  entries.unshift(whole());
  entries.push(whole());
  return ids;
}

/** What items become. A note of ours tells people of what came (a number that passed on), and is no item's. */
const TABLES = ["message WHERE direction <> 'internal'", 'message_status', 'webhook_update', 'quarantine'];
const rowCount = async (): Promise<number> =>
  (
    await stack.db.admin.query<{ n: number }>(
      `SELECT ${TABLES.map(table => `(SELECT count(*)::int FROM ${table})`).join(' + ')} AS n`,
    )
  ).rows[0]!.n;

/** The routes that show what webhooks brought. */
async function readEverything(since: number): Promise<void> {
  for (const path of [
    '/conversations?limit=100',
    '/webhook-updates?limit=100',
    '/quarantine?limit=100',
    '/numbers',
    '/templates?limit=100',
    '/audit?limit=100',
    '/board',
  ]) {
    expect([path, (await admin.get(`/api/v1${path}`)).status]).toEqual([path, 200]);
  }
  const { rows } = await stack.db.admin.query<{ id: string; contact_id: string }>(
    `
      SELECT DISTINCT v.id, v.contact_id
      FROM conversation v JOIN message m ON m.conversation_id = v.id
      WHERE m.received_at >= $1 AND m.content ->> 'body' IS DISTINCT FROM 'healthy'`,
    [new Date(since)],
  );
  for (const { id, contact_id: contactId } of rows) {
    for (const path of ['', '/messages?limit=100', '/timeline?limit=500'])
      expect([path, (await admin.get(`/api/v1/conversations/${id}${path}`)).status]).toEqual([path, 200]);
    expect((await admin.get(`/api/v1/contacts/${contactId}`)).status).toBe(200);
    const talk = await stack.db.database.withTenant(stack.tenants[0]!.id, unit => readTalk(unit, id));
    expect(
      [...talk!.history.map(line => line.text), ...talk!.burst, ...talk!.quoted].every(
        text => typeof text === 'string' && text.isWellFormed(),
      ),
    ).toBe(true);
  }
}

test('a spoilt body holds nothing back, loses nothing, and spoils nothing that is read later', async () => {
  let run = 0;
  const totals = { received: 0, stored: 0, duplicate: 0, unmatched: 0, quarantined: 0 };
  const property = async (file: number, changes: readonly Spoiling[]): Promise<void> => {
    const since = Date.now();
    const body = { root: aimed(texts[file]!, ++run) };
    for (const change of changes) spoil(body, change);
    const ids = typeof body.root === 'object' && body.root !== null ? amongHealthy(body.root) : [];
    const before = await rowCount();
    const sent = jsonOf(body.root);
    const { status, body: counts } = await postWebhook(stack.baseUrl, sent);
    expect([files[file], status]).toEqual([files[file], 200]);
    expect(counts.stored + counts.duplicate + counts.unmatched + counts.quarantined).toBe(counts.received);
    // Whatever is not there already has become a row of its own; but names that came together are learned, and what
    // happened to a message of nobody's begins nothing.
    const rowless = itemsOf(parseBody(Buffer.from(sent))).filter(
      item => item.item === 'names' || (item.item === 'message' && isHappening(item.kind)),
    ).length;
    const made = (await rowCount()) - before;
    expect([made <= counts.received - counts.duplicate, made >= counts.received - counts.duplicate - rowless]).toEqual([
      true,
      true,
    ]);
    expect((await stack.db.admin.query('SELECT wamid FROM message WHERE wamid = ANY($1)', [ids])).rowCount).toBe(
      ids.length,
    );
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += counts[key];
    await readEverything(since);
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(files.length - 1), fc.array(spoiling, { minLength: 1, maxLength: 4 }), property),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Chance found all of it: what can be mended, what nobody can store, and what is nobody's.
  expect(totals.stored).toBeGreaterThan(RUNS * 2);
  expect(totals.quarantined).toBeGreaterThan(RUNS / 10);
});
