/**
 * Every declared statement: its parameters and columns are as declared, and under row-level security it neither sees
 * nor changes rows of other tenants.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { root } from '../../ops/root.ts';
import { matchQueue } from '../../store/acd/matcher.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { Statement } from '../../store/db/statement.ts';
import { inOrder, statements } from '../../store/db/statement.ts';
import { HOT_SETTINGS } from '../../store/db/hot-pool.ts';
import { newId } from '../../store/db/ids.ts';
import { wamidHash } from '../../store/inbound/wamid-hash.ts';
import { LOCATE, WRITE } from '../../store/inbound/hot-statements.ts';
import { STORE_STATUSES } from '../../store/inbound/hot-statuses.ts';
import { newContact, publishArticle, setPolicy, writes } from '../support/ai.ts';
import { eventually } from '../support/eventually.ts';
import { Describer } from '../support/describe-statement.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** All that stands in `store/`, so that nothing that is declared there is missed. */
const files = readdirSync(join(root, 'store'), { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.ts') && !/generated|\.d\.ts$|(^|[\\/])[\w-]*(main|process)[\w-]*\.ts$/.test(file),
);
for (const file of files) await import(pathToFileURL(join(root, 'store', file)).href);

let stack: Stack;
let describer: Describer;
/** Sees what the other tenant sees. */
let planner: pg.Client;
/** What the other tenant has: one of everything that statements are about. */
let theirs: World;

interface World {
  readonly tenant: string;
  readonly contact: string;
  readonly lonely: string;
  readonly thread: string;
  readonly waId: string;
  readonly otherWaId: string;
  readonly number: string;
  readonly phoneNumberId: string;
  readonly queue: string;
  readonly idleQueue: string;
  readonly agent: string;
  /** Waits in its queue; is offered to the agent; is the agent's, with a message of ours that waits to be sent. */
  readonly waiting: string;
  readonly offered: string;
  readonly active: string;
  readonly offer: string;
  readonly assignment: string;
  readonly message: string;
  readonly attempt: string;
  /** Accepted by WhatsApp, which has reported of it. */
  readonly wamid: string;
  readonly heard: string;
  readonly sentMessage: string;
  readonly sentAttempt: string;
  readonly version: string;
  readonly seq: number;
  /** Of a model, and not settled yet. */
  readonly call: string;
  readonly passage: string;
}

beforeAll(async () => {
  stack = await createStack({ temporal: 'none' });
  // Who waits is to wait until the end: matched is here where it is said.
  await stack.matcher.stop();
  theirs = await worldOf(1);
  describer = await Describer.connect(stack.db.appUrl);
  planner = new pg.Client({ connectionString: stack.db.appUrl });
  await planner.connect();
  await planner.query("SELECT set_config('app.tenant_id', $1, false)", [theirs.tenant]);
});
afterAll(() => Promise.all([planner.end(), describer.close(), stack.close()]));

async function one<T>(sql: string, ...values: unknown[]): Promise<T> {
  const { rows } = await stack.db.admin.query<{ it: T }>(sql, values);
  return rows[0]!.it;
}

async function worldOf(tenant: number): Promise<World> {
  const { id, users, queues, phoneNumberId } = stack.tenants[tenant]!;
  const [agent, queue] = [users[1]!.id, queues[0]!.id];
  const offerOf = (conversationId: string): Promise<string> =>
    eventually(async () => {
      await matchQueue(stack.db.database, id, queue, Date.now());
      return (
        (
          await stack.db.admin.query<{ id: string }>(
            "SELECT id FROM offer WHERE conversation_id = $1 AND state = 'offered'",
            [conversationId],
          )
        ).rows[0]?.id ?? null
      );
    }, 'the offer');
  // One who was lost long ago, with a conversation.
  const asLost = await stack.agent(1, tenant);
  expect((await asLost.put('/api/v1/me/presence', { presence: 'online' })).status).toBe(200);
  expect(
    (await asLost.post(`/api/v1/offers/${await offerOf(await writes(stack, newContact(), 'hello', tenant))}/accept`))
      .status,
  ).toBe(200);
  await stack.db.admin.query(
    `
      UPDATE agent_state
      SET
        presence = 'away',
        presence_reason = 'connection_lost',
        presence_since = now() - interval '1 day',
        logout_at = now() - interval '1 hour'
      WHERE agent_id = $1`,
    [users[2]!.id],
  );
  await stack.db.admin.query('UPDATE tenant SET lost_requeue_minutes = 1 WHERE id = $1', [id]);
  const asAgent = await stack.agent(0, tenant);
  expect((await asAgent.put('/api/v1/me/presence', { presence: 'online' })).status).toBe(200);
  const waId = newContact();
  const active = await writes(stack, waId, 'hello', tenant);
  expect((await asAgent.post(`/api/v1/offers/${await offerOf(active)}/accept`)).status).toBe(200);
  const replies = [
    await asAgent.post(`/api/v1/conversations/${active}/messages`, { text: { body: 'one' } }),
    await asAgent.post(`/api/v1/conversations/${active}/messages`, { text: { body: 'two' } }),
  ];
  const [sentMessage, message] = replies.map(reply => reply.body.id);
  const wamid = `wamid.${newId()}`;
  await stack.db.admin.query("UPDATE message SET wamid = $2, status = 'accepted' WHERE id = $1", [sentMessage, wamid]);
  await stack.db.admin.query("UPDATE send_attempt SET wamid = $2, state = 'ACCEPTED' WHERE message_id = $1", [
    sentMessage,
    wamid,
  ]);
  const sentAttempt = await one<string>('SELECT id AS it FROM send_attempt WHERE message_id = $1', sentMessage);
  const number = await one<string>('SELECT id AS it FROM business_number WHERE tenant_id = $1', id);
  await stack.db.admin.query(
    `
      INSERT INTO message_status (tenant_id, number_id, wamid, status, recipient, attempt_id, at, received_at)
      VALUES ($1, $2, $3, 'sent', 'x', $4, now(), now())`,
    [id, number, wamid, sentAttempt],
  );
  await stack.db.admin.query(
    `
      INSERT INTO message_event (id, tenant_id, message_id, number_id, target_wamid, kind, at)
      VALUES ($1, $2, $3, $4, $5, 'reaction', now())`,
    [newId(), id, message, number, wamid],
  );
  const otherWaId = newContact();
  const offered = await writes(stack, otherWaId, 'hello', tenant);
  const offer = await offerOf(offered);
  expect((await asAgent.put('/api/v1/me/presence', { presence: 'busy' })).status).toBe(200);
  await stack.db.admin.query("UPDATE offer SET excluded_until = now() + interval '1 hour' WHERE id = $1", [offer]);
  const waiting = await writes(stack, newContact(), 'hello', tenant);
  await stack.db.admin.query("UPDATE queue SET out_of_hours_text = 'later' WHERE tenant_id = $1", [id]);
  await stack.db.admin.query(
    'INSERT INTO routing_policy (tenant_id, version, policy, author_kind, author_id, created_at) VALUES ($1, 1, \'{"rules": [], "hours": {"timeZone": "Europe/Berlin", "week": [], "exceptions": []}}\', \'user\', $2, now())',
    [id, agent],
  );
  await setPolicy(await stack.admin(tenant), { mode: 'suggest' });
  await stack.db.admin.query(
    "UPDATE agent_state SET presence = 'online', seen_at = now() - interval '1 day' WHERE agent_id = $1",
    [agent],
  );
  const call = newId();
  await stack.db.admin.query(
    `
      INSERT INTO ai_call (
        id,
        tenant_id,
        conversation_id,
        purpose,
        state,
        model,
        host,
        policy_version,
        prompt_version,
        period,
        reserved_tokens,
        reserved_micros,
        at
      )
      VALUES ($1, $2, $3, 'suggest', 'reserved', 'm', 'h', 1, 1, $4, 1, 1, now())`,
    [call, id, active, PERIOD],
  );
  await stack.db.admin.query(
    'INSERT INTO ai_usage (tenant_id, period, reserved_tokens, reserved_micros) VALUES ($1, $2, 1, 1)',
    [id, PERIOD],
  );
  await stack.db.admin.query(
    `
      INSERT INTO ai_endpoint (tenant_id, id, base_url, model, api_key, input_micros, output_micros, created_at)
      VALUES ($1, $2, 'https://models.example', 'm', '', 0, 0, now())`,
    [id, newId()],
  );
  await publishArticle(await stack.admin(tenant), 'Hours', 'We are open from nine to five.');
  const lonely = newId();
  await stack.db.admin.query('INSERT INTO contact (id, tenant_id, created_at) VALUES ($1, $2, now())', [lonely, id]);
  await stack.db.admin.query('UPDATE business_number SET sending_paused = true WHERE tenant_id = $1', [id]);
  await stack.db.admin.query(
    `
      INSERT INTO typing_notice (tenant_id, conversation_id, asked_at, taken)
      VALUES ($1, $2, now(), true), ($1, $3, now(), false)`,
    [id, active, waiting],
  );
  await stack.search.fill(id);
  await stack.db.admin.query('INSERT INTO search_contact_change (tenant_id, contact_id) VALUES ($1, $2)', [id, lonely]);
  await stack.db.admin.query("UPDATE search_place SET languages = '{en}' WHERE tenant_id = $1", [id]);
  // The agent is needed by another queue, too.
  for (const { id: queueId } of queues)
    await stack.db.admin.query(
      `
        INSERT INTO match_request (tenant_id, queue_id, generation, requested_at)
        VALUES ($1, $2, 1, now())
        ON CONFLICT DO NOTHING`,
      [id, queueId],
    );
  return {
    tenant: id,
    lonely,
    waId,
    otherWaId,
    call,
    contact: await one<string>('SELECT contact_id AS it FROM conversation WHERE id = $1', active),
    thread: await one<string>('SELECT thread_id AS it FROM conversation WHERE id = $1', active),
    number,
    phoneNumberId,
    queue,
    idleQueue: queues[1]!.id,
    agent,
    waiting,
    offered,
    active,
    offer,
    message: message!,
    sentMessage: sentMessage!,
    sentAttempt,
    wamid,
    heard: await one<string>(
      "SELECT wamid AS it FROM message WHERE conversation_id = $1 AND direction = 'inbound'",
      active,
    ),
    assignment: await one<string>('SELECT id AS it FROM assignment WHERE conversation_id = $1', active),
    attempt: await one<string>('SELECT id AS it FROM send_attempt WHERE message_id = $1', message),
    passage: await one<string>('SELECT id AS it FROM kb_passage WHERE tenant_id = $1', id),
    version: await one<string>('SELECT generation::text AS it FROM match_request WHERE queue_id = $1', queue),
    seq: await one<number>('SELECT last_seq AS it FROM conversation WHERE id = $1', active),
  };
}

type Values = Readonly<Record<string, unknown>>;
/** Of counts of what the AI costs. */
const PERIOD = '2026-01-02';
const AT = new Date();
const LATER = new Date(AT.getTime() + 60 * 60 * 1000);
const LONG_AGO = new Date(0);
const NO_ID = '00000000-0000-0000-0000-000000000000';
const iso = AT.toISOString();

/** A transition of the active conversation that changes nothing of it. */
const transitionOf = (its: World): Values => ({
  withOutbox: true,
  rows: [
    {
      id: its.active,
      tenant_id: its.tenant,
      is_new: false,
      prev_seq: its.seq,
      phase: 'active',
      last_seq: its.seq + 1,
      weight: 0,
      priority: 0,
      needs: [],
      step: 0,
      broadcast: [],
      idle_reminded: false,
      sla: [],
      ai: null,
      window_expiry_noted: false,
      sends: [],
      at: iso,
      closed_at_action: 'keep',
      has_preview: false,
    },
  ],
  events: [],
});
const endOf = (its: World): Values => ({
  attempt: its.attempt,
  message: its.message,
  state: 'REJECTED',
  finishedAt: AT,
  wamid: null,
  httpStatus: 400,
  errorCode: 'x',
  errorText: 'x',
  status: 'failed',
  shownCode: 'x',
  shownText: 'x',
});

/** What would see or change something of a tenant, if it were that tenant's; of each statement. */
const SAMPLES: Readonly<Record<string, (its: World) => Values>> = {
  tenant_settings: () => ({}),
  queue_rules: its => ({ id: its.queue }),
  queue_service_policies: its => ({ queues: [its.queue] }),
  conversations_find: its => ({ ids: [its.active], viewer: null }),
  statuses_store: its => ({
    at: AT,
    statuses: [
      {
        index: 0,
        phone_number_id: its.phoneNumberId,
        wamid: its.wamid,
        status: 'read',
        recipient: 'x',
        attempt_id: its.sentAttempt,
        at: iso,
        detail: null,
      },
    ],
  }),
  statuses_of: its => ({ number: its.number, wamid: its.wamid }),
  messages_show_status: its => ({
    messages: [{ id: its.sentMessage, wamid: its.wamid, status: 'read', code: null, text: null }],
  }),
  match_request: its => ({ queues: [its.queue], freed: [its.agent], at: AT }),
  match_request_lock: its => ({ queue: its.queue }),
  match_request_clear_idle: its => ({ queue: its.idleQueue }),
  match_request_clear: its => ({ queue: its.queue, generation: its.version }),
  conversation_lock_offered: its => ({ offer: its.offer }),
  offers_note_decisions: its => ({ decisions: [{ offer_id: its.offer, decision: { strategy: 'x' } }] }),
  offers_end: its => ({
    offers: [{ id: its.offer, end: 'expired', at: iso, excluded_until: null }],
    assignments: [{ id: its.assignment, state: 'done', wrap_up_ends_at: null, ended_at: iso }],
  }),
  offers_begin: its => ({
    offers: [
      {
        id: newId(),
        conversation_id: its.waiting,
        queue_id: its.queue,
        agent_id: its.agent,
        weight: 1,
        charged: false,
        offered_at: iso,
        expires_at: iso,
        state: 'expired',
        ended_at: iso,
        excluded_until: null,
      },
    ],
    assignments: [
      {
        id: newId(),
        conversation_id: its.waiting,
        queue_id: its.queue,
        agent_id: its.agent,
        weight: 1,
        state: 'done',
        started_at: iso,
        wrap_up_ends_at: null,
        ended_at: iso,
      },
    ],
  }),
  offer_next_exclusion_end: its => ({ conversation: its.offered, at: AT, since: null }),
  agent_charge: its => ({ agent: its.agent, delta: 0, missed: 0, accepted: true, newWork: true, at: AT }),
  candidates_see: its => ({ queue: its.queue }),
  candidates_lock: its => ({ agents: [its.agent] }),
  waiting_need_keys: its => ({ queue: its.queue }),
  waiting_lock_front: its => ({ keys: [{ key: '[]', agents: `{${its.agent}}` }], queue: its.queue, at: AT, limit: 10 }),
  waiting_last_agents: its => ({ conversations: [its.active], since: new Date(0) }),
  needed_elsewhere_others: its => ({ queue: its.queue, agents: [its.agent] }),
  needed_elsewhere_fronts: its => ({ asked: [{ agent: its.agent, queue: its.queue, key: '[]', later: 0 }], at: AT }),
  conversation_lock: its => ({ id: its.active }),
  conversation_lock_ruled: its => ({ id: its.active, viewer: null }),
  conversation_lock_ruled_thread: its => ({ id: its.active, viewer: null }),
  conversation_lock_threads: its => ({ conversations: [its.active] }),
  conversation_snapshot: its => ({ id: its.active }),
  conversation_write: its => transitionOf(its),
  conversation_write_accept: its => ({
    ...transitionOf(its),
    id: newId(),
    conversation: its.active,
    number: its.number,
    kind: 'text',
    content: { body: 'x' },
    contextWamid: null,
    author: its.agent,
    at: AT,
    attempt: newId(),
    reaction: null,
    reactsTo: null,
  }),
  conversation_write_fly: its => ({ ...transitionOf(its), attempt: its.attempt, inFlightAt: AT, deadline: AT }),
  conversation_write_end: its => ({ ...transitionOf(its), ...endOf(its) }),
  events_after: its => ({ conversation: its.active, seq: 0, limit: 10 }),
  number_paused: its => ({ id: its.number }),
  attempt_prepare: its => ({
    id: newId(),
    conversation: its.active,
    message: its.sentMessage,
    number: 2,
    at: AT,
    notBefore: null,
  }),
  attempt_outgoing: its => ({ attempt: its.attempt }),
  attempt_lock_for_answer: its => ({
    conversation: its.active,
    attempt: its.attempt,
    tenant: its.tenant,
    keys: [its.attempt],
  }),
  attempt_end: its => endOf(its),
  wamid_by_status: its => ({ attempt: its.sentAttempt }),
  numbers_by_phone: its => ({ phoneNumberIds: [its.phoneNumberId] }),
  inbound_take_keys: its => ({ numbers: [its.number], hashes: ['00'], messages: [its.message], at: AT }),
  inbound_insert_messages: its => ({
    at: AT,
    messages: [
      {
        id: newId(),
        conversation_id: its.active,
        number_id: its.number,
        kind: 'text',
        content: {},
        raw: null,
        wamid: 'x',
        context_wamid: null,
        at: iso,
      },
    ],
  }),
  identities_of: its => ({ kinds: ['wa_id'], values: [its.waId] }),
  identities_insert: () => ({ kinds: ['wa_id'], values: ['4999'], contacts: [newId()], at: AT }),
  contacts_with_long_numbers: () => ({ patterns: ['%'], after: '', most: 10 }),
  contacts_alike: its => ({ longs: [its.waId], shorts: [its.otherWaId] }),
  contacts_update_profiles: its => ({ profiles: [{ id: its.contact, name: 'x', username: null }] }),
  threads_insert: its => ({ ids: [newId()], numbers: [its.number], contacts: [its.lonely], at: AT }),
  threads_lock: its => ({ numbers: [its.number], contacts: [its.contact] }),
  conversations_lock_current: its => ({ threads: [its.thread] }),
  survey_lock: its => ({ ids: [its.active] }),
  routing_policy_newest: () => ({}),
  ai_policy_active: () => ({}),
  ai_endpoint: () => ({}),
  training_talked: its => ({ conversation: its.active }),
  ai_talk: its => ({ conversation: its.active, most: 10 }),
  ai_talked_with: its => ({ conversation: its.active }),
  ai_quoted: its => ({ number: its.number, wamids: [its.wamid] }),
  ai_draft: its => ({
    id: newId(),
    conversation: its.active,
    turn: 1,
    text: 'x',
    citations: [],
    callId: null,
    demo: false,
    at: AT,
  }),
  ai_show_draft: its => ({ id: newId(), conversation: its.active, turn: 1, text: 'x', at: AT }),
  ai_spent: its => ({ conversation: its.active }),
  ai_reserve: its => ({
    id: newId(),
    conversation: its.active,
    turn: 1,
    purpose: 'suggest',
    model: 'm',
    host: 'h',
    policyVersion: 1,
    promptVersion: 1,
    month: '2026-01',
    day: '2026-01-01',
    tokens: 1,
    micros: '1',
    microsOfMonth: null,
    tokensOfDay: null,
    microsOfDay: null,
    passages: [],
    evidence: null,
    at: AT,
  }),
  ai_give_back: () => ({ period: PERIOD, tokens: 0, micros: '0' }),
  ai_settle: its => ({
    id: its.call,
    tokens: 1,
    micros: '1',
    state: 'done',
    promptTokens: 1,
    completionTokens: 0,
    estimated: false,
    latencyMs: 1,
    error: null,
    outcome: null,
    demo: false,
  }),
  kb_corpora: () => ({}),
  kb_search_by_words: () => ({
    configuration: 'english',
    words: 'When are you open?',
    codes: [],
    language: 'en',
    passages: 1,
    average: 7,
    boost: 1,
    audience: 'customer',
    limit: 5,
    at: AT,
  }),
  kb_passages_seen: its => ({ ids: [its.passage], audience: 'customer', at: AT }),
  queue_hours: its => ({ queue: its.queue }),
  queues_stirring: () => ({}),
  messages_list: its => ({ conversation: its.active, reader: null, at: null, id: null, most: 5 }),
  messages_happened: its => ({ numbers: [its.number], wamids: [its.wamid] }),
  sight_of_agent: its => ({ agent: its.agent }),
  sight_joined_since: its => ({ agent: its.agent, snapshot: '1:1:' }),
  messages_quoted: its => ({ conversation: its.active, numbers: [its.number], wamids: [its.wamid] }),
  inbound_targets: its => ({ numbers: [its.number], hashes: [wamidHash(its.heard).toString('hex')] }),
  queue_waiting: its => ({ queue: its.queue }),
  presence_end_shifts: () => ({ at: AT, reason: 'scheduled' }),
  presence_lose_agents: () => ({ at: AT, reason: 'connection_lost' }),
  presence_conversations_of_lost: () => ({ at: AT, reasons: ['connection_lost'] }),
  arrivals_out_of_hours: its => ({ conversations: [its.active] }),
  draft_note_sent: its => ({
    conversation: its.active,
    author: its.agent,
    kind: 'reply',
    key: 'x',
    isPerson: true,
    at: AT,
    expires: AT,
  }),
  messages_list_until: its => ({ conversation: its.active, reader: null, at: LATER, id: its.message, most: 1 }),
  messages_list_newer: its => ({ conversation: its.active, reader: null, at: LONG_AGO, id: its.message, most: 1 }),
  search_place_take: () => ({}),
  search_place_share: () => ({}),
  search_place_again: () => ({}),
  search_place_move: its => ({
    xid: '1',
    position: '1',
    conversation: its.active,
    at: null,
    message: null,
    done: true,
    languages: [],
  }),
  search_events: () => ({ xid: '0', position: '0', most: 1 }),
  search_events_waiting: () => ({ xid: '0', position: '0' }),
  search_earlier_conversations: () => ({ from: NO_ID, most: 1 }),
  search_earlier_messages: its => ({ conversations: [its.active], current: NO_ID, at: null, message: null, most: 1 }),
  search_messages: its => ({ ids: [its.message] }),
  search_messages_keep: its => ({
    messages: [{ id: its.message, kind: 'm', at: LONG_AGO, words: ['x'], language: '', configuration: 'simple' }],
  }),
  search_contacts_changed: () => ({ most: 1 }),
  search_contacts_of: its => ({ conversations: [its.active] }),
  search_names: its => ({ contacts: [its.contact] }),
  search_names_keep: its => ({ contacts: [its.contact], terms: ['x'] }),
  search_names_drop: its => ({ contacts: [its.contact], terms: [its.waId] }),
  search_languages: () => ({}),
  search_completions: () => ({ kind: 'm', from: 'hel', to: 'hem', most: 1 }),
  search_counts: () => ({ kind: 'm', terms: ['hello'] }),
  search_find_messages: () => ({
    kind: 'm',
    rarest: ['hello'],
    others: [],
    groups: [],
    viewer: null,
    reader: null,
    at: LATER,
    id: NO_ID,
    most: 1,
  }),
  search_find_contacts: its => ({
    from: its.waId,
    to: `${its.waId}~`,
    others: [],
    othersTo: [],
    viewer: null,
    tag: null,
    blocked: null,
  }),
  typing_notice_ask: its => ({ conversation: its.active, at: AT, stale: LATER }),
  typing_notice_forget_stale: () => ({ stale: LATER }),
  typing_notice_take: () => ({}),
  typing_notice_over: its => ({ conversations: [its.active] }),
  audit_note: its => ({
    id: newId(),
    at: AT,
    actorKind: 'user',
    actorId: its.agent,
    action: 'x',
    target: its.active,
    data: null,
  }),
};
/**
 * Not about a tenant's rows: a lock by name, stems of words, a limit of time, and the directory's door, which takes secrets
 * (test/database/directory-wall).
 */
const OF_NO_TENANT = new Set(['wamids_lock', 'directory_principal_of', 'search_stems', 'search_limit_time']);

/** They read and write rows of whoever asks, whatever ids those rows are to hold. */
const OWN = new Set([
  'tenant_settings',
  'audit_note',
  'match_request',
  'inbound_take_keys',
  'identities_insert',
  'ai_reserve',
  'presence_end_shifts',
  'presence_lose_agents',
  'presence_conversations_of_lost',
  'search_messages_keep',
]);

const all = statements();
const each = all.map(statement => [statement.name, statement] as const);

test('there is a sample of each', () => {
  expect(all.map(({ name }) => name).sort()).toEqual([...Object.keys(SAMPLES), ...OF_NO_TENANT].sort());
});

describe('what is declared', () => {
  test.each(each)('%s', async (_name, { sql, order, takes, gives }) => {
    const described = await describer.describe(sql);
    expect(described.takes).toEqual(order.map(name => takes[name]!.name));
    const declared = Object.entries(gives).map(([name, { name: type, nullable }]) => ({ name, type, nullable }));
    // In whatever order: rows are read by name.
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect([...described.gives].sort(byName).map(({ name, type }) => ({ name, type }))).toEqual(
      declared.sort(byName).map(({ name, type }) => ({ name, type })),
    );
    // A column that may be NULL is declared so; a declaration may allow for more, such as a row that is not there.
    for (const column of described.gives)
      if (column.nullable === true) expect([column.name, gives[column.name]!.nullable]).toEqual([column.name, true]);
  });
});

/** Rows and changes that nobody is to have made: everything is undone, and errors tell nothing. */
class Undone extends Error {}

/** How many rows a statement gives or changes in a unit of a tenant's; nothing stays. */
async function effectIn(tenantId: string, { name, gives }: Statement, values: Values): Promise<number> {
  let effect = 0;
  const work = async (unit: TenantUnit): Promise<never> => {
    const statement = all.find(other => other.name === name)!;
    if (Object.keys(gives).length === 0) effect = await unit.write(statement, values);
    else effect = (await unit.run(statement, values)).filter(row => !isNothing(row)).length;
    throw new Undone();
  };
  await stack.db.database.withTenant(tenantId, work).catch((error: unknown) => {
    if (error instanceof Undone) return;
    // What is refused by a constraint of the database has done nothing.
    if (!/^(23|42501)/.test((error as { code?: string }).code ?? '')) throw error;
    effect = 0;
  });
  return effect;
}

/** A row of nothing but “none”: counts of zero, and columns of what is not there. */
const isNothing = (row: object): boolean =>
  Object.values(row).every(
    value => value === null || value === 0 || value === false || (Array.isArray(value) && value.length === 0),
  );

describe('the wall', () => {
  test.each(each.filter(([name]) => !OF_NO_TENANT.has(name)))('%s', async (name, statement) => {
    const values = SAMPLES[name]!(theirs);
    // Seen with the tenant's own eyes there is something: the sample is a good one.
    expect(await effectIn(theirs.tenant, statement, values)).toBeGreaterThan(0);
    if (OWN.has(name)) return;
    for (const tenantId of [stack.tenants[0]!.id, newId()]) expect(await effectIn(tenantId, statement, values)).toBe(0);
  });

  test.each(each.filter(([name]) => !OF_NO_TENANT.has(name)))('%s without any tenant', async (name, statement) => {
    const rows = await stack.db.database.ask(statement, SAMPLES[name]!(theirs)).catch((error: unknown) => {
      expect((error as { code?: string }).code).toMatch(/^(23|42501)/);
      return [];
    });
    expect(rows.filter(row => !isNothing(row))).toEqual([]);
  });
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

/** Tables of which a plan reads every row. */
const readWhole = ({ 'Node Type': type, 'Relation Name': table, Plans: below = [] }: Plan): string[] => [
  ...(type === 'Seq Scan' && table !== undefined ? [table] : []),
  ...below.flatMap(readWhole),
];

describe('however large the tables are', () => {
  /**
   * Small tables are read whole because that is quicker. Where it is made dear and done all the same, no index serves,
   * not even one that begins with the tenant. Whether an index serves well is told by plans of large tables.
   */
  async function readWholeBy(sql: string, values: readonly unknown[]): Promise<string[]> {
    await planner.query('BEGIN; SET LOCAL enable_seqscan = off');
    const {
      rows: [row],
    } = await planner
      .query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(`EXPLAIN (FORMAT JSON) ${sql}`, [...values])
      .finally(() => planner.query('ROLLBACK'));
    return readWhole(row!['QUERY PLAN'][0]!.Plan);
  }

  /** With whatever values, and with the settings of the hot path's connections. */
  async function readWholeHotBy(sql: string): Promise<string[]> {
    const set = HOT_SETTINGS.map(setting => `SET LOCAL ${setting.replace('=', ' = ')}`).join('; ');
    await planner.query(`BEGIN; ${set}`);
    const {
      rows: [row],
    } = await planner
      .query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`)
      .finally(() => planner.query('ROLLBACK'));
    return readWhole(row!['QUERY PLAN'][0]!.Plan);
  }

  test.each(each)('%s has one as the hot path’s connections plan it', async (_name, { sql }) => {
    expect(await readWholeHotBy(sql)).toEqual([]);
  });

  test.each(each)('%s has an index for each table', async (name, statement) => {
    const values = SAMPLES[name]?.(theirs) ?? Object.fromEntries(Object.keys(statement.takes).map(key => [key, null]));
    expect(await readWholeBy(statement.sql, inOrder(statement, values))).toEqual([]);
  });

  test.each([
    ['where messages go', LOCATE, (its: World) => [[0], ['wa_id'], [its.waId], [its.number], [Buffer.alloc(32)], 1]],
    ['messages', WRITE, () => ['[]', 1, AT]],
    ['statuses', STORE_STATUSES, () => ['[]', 1, AT]],
  ] as const)('the hot path has an index for each table: %s', async (_what, sql, values) => {
    expect(await readWholeBy(sql, values(theirs))).toEqual([]);
  });
});
