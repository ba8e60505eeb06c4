/**
 * Writes transitions: for each conversation its new row, its events with their `seq`, and the outbox rows that wake the
 * workflow; then what the events change elsewhere (offers, assignments, capacity, match requests). Every change of a
 * conversation's state goes through here, so the row is always the fold of the events.
 */
import type { Actor, ConversationEvent, NewEvent } from '../../domain/conversation/events.ts';
import type { Effect } from '../../domain/conversation/effects.ts';
import { mayFollow } from '../../domain/acd/sla.ts';
import type { ServicePolicy } from '../../domain/acd/sla.ts';
import { advance, queueOf } from '../../domain/advance.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Shape, Statement, Values } from '../db/statement.ts';
import { bool, int, json, statement, text, time, uuid } from '../db/statement.ts';
import { WRITTEN_COLUMNS, iso, stateRow } from './rows.ts';
import { applyEffects } from './effects.ts';
import { servicePolicies } from '../tenant/service-policies.ts';

/** What lists show of a conversation; only the fields that change are given. */
export interface Summary {
  readonly unread?: number;
  readonly lastMessageId?: string;
  readonly lastMessageAt?: number;
  readonly lastMessagePreview?: string | null;
  readonly lastMessageKind?: string;
  readonly lastMessageDirection?: string;
}

export interface Change {
  readonly conversationId: string;
  /** Only for a new conversation. */
  readonly born?: { readonly threadId: string; readonly numberId: string; readonly contactId: string };
  readonly before: ConversationState;
  readonly events: readonly NewEvent[];
  readonly actor: Actor;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly summary?: Summary;
  /** The service level of the conversation's queue, if the caller has it at hand; otherwise it is read when needed. */
  readonly service?: { readonly queueId: string; readonly policy: ServicePolicy } | null;
}

/**
 * Writes changes, with all that follows from their events.
 * @param changes at most one per conversation; the caller has locked the rows.
 * @param viaWorkflow the activity returns the events to the workflow itself, so no outbox row is written.
 * @returns the new states, in the order of `changes`.
 * @throws CapacityExceededError when an agent would get more than fits; the transaction must be given up.
 */
export async function writeChanges(
  unit: TenantUnit,
  changes: readonly Change[],
  viaWorkflow = false,
): Promise<ConversationState[]> {
  return (await writeAlong(unit, changes, viaWorkflow)).after;
}

/**
 * Like `writeChanges`, with a statement that also writes the caller's own rows.
 * @returns also the row that the statement returned; null when `changes` is empty, so that it was not run.
 */
export async function writeAlong(
  unit: TenantUnit,
  changes: readonly Change[],
  viaWorkflow: boolean,
  also?: Along,
): Promise<{ readonly after: ConversationState[]; readonly answer: Readonly<Record<string, unknown>> | null }> {
  const { rows, events, effects, after } = advanceAll(unit.tenantId, changes, await policiesFor(unit, changes));
  for (const { conversation_id: id, wire } of events) unit.written.set(id, [...(unit.written.get(id) ?? []), wire]);
  for (const change of changes) (viaWorkflow ? unit.wake.calmly : unit.wake.conversations).add(change.conversationId);
  if (rows.length === 0) return { after, answer: null };
  // Run in this order, in one round trip.
  const [answer] = await Promise.all([writeRows(unit, rows, events, !viaWorkflow, also), applyEffects(unit, effects)]);
  if (!viaWorkflow) unit.wake.outbox = true;
  return { after, answer };
}

/** The service levels of the queues whose clocks these changes may start or end; read only when there are any. */
async function policiesFor(unit: TenantUnit, changes: readonly Change[]): Promise<ReadonlyMap<string, ServicePolicy>> {
  const queueIds = changes.flatMap(({ before, events }) =>
    events.filter(event => mayFollow(before, event)).flatMap(event => queueOf(before, event) ?? []),
  );
  const known = new Map(
    changes.flatMap(({ service }) => (service == null ? [] : [[service.queueId, service.policy] as const])),
  );
  const unknown = queueIds.filter(queueId => !known.has(queueId));
  return unknown.length === 0 ? known : new Map([...known, ...(await servicePolicies(unit, unknown))]);
}

/** Computes the rows, events and effects of the changes; nothing is written yet. */
function advanceAll(
  tenantId: string,
  changes: readonly Change[],
  policies: ReadonlyMap<string, ServicePolicy>,
): {
  rows: object[];
  events: EventRow[];
  effects: { effect: Effect; conversationId: string; at: number }[];
  after: ConversationState[];
} {
  const advanced = changes.map(change => ({ change, ...advance(change.before, change.events, policies, change.at) }));
  return {
    rows: advanced.map(({ change, after }) => conversationRow(tenantId, change, after)),
    events: advanced.flatMap(({ change, events }) => events.map(event => eventRow(tenantId, change, event))),
    effects: advanced.flatMap(({ change: { conversationId, at }, effects }) =>
      effects.map(effect => ({ effect, conversationId, at })),
    ),
    after: advanced.map(({ after }) => after),
  };
}

interface EventRow {
  readonly conversation_id: string;
  /** The event as its workflow receives it. */
  readonly wire: ConversationEvent;
}

function eventRow(
  tenantId: string,
  change: Change,
  event: NewEvent & { readonly seq: number },
): EventRow & Readonly<Record<string, unknown>> {
  const { seq, type, data } = event;
  return {
    conversation_id: change.conversationId,
    seq,
    tenant_id: tenantId,
    type,
    at: iso(change.at),
    actor_kind: change.actor.kind,
    actor_id: change.actor.id,
    // At present every event wakes the workflow, so the last one that did is always the one before.
    wakes: true,
    prev_wake_seq: seq - 1,
    data,
    wire: { ...event, at: change.at, prevWakeSeq: seq - 1 },
  };
}

function conversationRow(tenantId: string, change: Change, state: ConversationState): object {
  const closes = change.events.some(event => event.type === 'closed');
  const reopens = change.events.some(event => event.type === 'reopened');
  return {
    id: change.conversationId,
    tenant_id: tenantId,
    is_new: change.born !== undefined,
    thread_id: change.born?.threadId ?? null,
    number_id: change.born?.numberId ?? null,
    contact_id: change.born?.contactId ?? null,
    prev_seq: change.before.lastSeq,
    ...stateRow(state),
    at: iso(change.at),
    closed_at_action: closes ? 'set' : reopens ? 'clear' : 'keep',
    unread: change.summary?.unread ?? null,
    last_message_id: change.summary?.lastMessageId ?? null,
    last_message_at: iso(change.summary?.lastMessageAt),
    last_message_kind: change.summary?.lastMessageKind ?? null,
    last_message_direction: change.summary?.lastMessageDirection ?? null,
    has_preview: change.summary?.lastMessagePreview !== undefined,
    last_message_preview: change.summary?.lastMessagePreview ?? null,
  };
}

const list = (items: readonly string[]): string => items.join(',\n        ');
const STATE = Object.keys(WRITTEN_COLUMNS);
/** The fields of an element of `$rows`: the state, and what is written besides. */
const ROW: Shape = {
  id: uuid,
  tenant_id: uuid,
  is_new: bool,
  thread_id: uuid,
  number_id: uuid,
  contact_id: uuid,
  prev_seq: int,
  ...WRITTEN_COLUMNS,
  at: time,
  closed_at_action: text,
  unread: int,
  last_message_id: uuid,
  last_message_at: time,
  last_message_kind: text,
  last_message_direction: text,
  has_preview: bool,
  last_message_preview: text,
};
/** Keeps a JSON null out of nullable `jsonb` columns, which hold SQL's NULL instead. */
const stored = (column: string): string => {
  const type = WRITTEN_COLUMNS[column];
  return type?.name === 'jsonb' && type.nullable ? `nullif(r.${column}, 'null'::jsonb)` : `r.${column}`;
};

/**
 * CTEs that write rows, events and, if `$withOutbox`, the outbox with its heads, in order of id like every writer of
 * those. COUNT is the number of conversations written: when it is not all of them, a lock was missing.
 */
const CORE = `
    r AS MATERIALIZED (
      SELECT *
      FROM jsonb_to_recordset($rows) AS r(
        ${list(Object.entries(ROW).map(([column, type]) => `${column} ${type.name}`))}
      )
    ),
    e AS MATERIALIZED (
      SELECT *
      FROM jsonb_to_recordset($events) AS e(
          conversation_id uuid,
          seq int,
          tenant_id uuid,
          type text,
          at timestamptz,
          actor_kind text,
          actor_id uuid,
          wakes boolean,
          prev_wake_seq int,
          data jsonb,
          wire jsonb
        )
    ),
    born AS (
      INSERT INTO conversation (
        id,
        tenant_id,
        thread_id,
        number_id,
        contact_id,
        last_wake_seq,
        ${list(STATE)},
        opened_at,
        unread,
        last_message_id,
        last_message_at,
        last_message_kind,
        last_message_direction,
        last_message_preview
      )
      SELECT
        id,
        tenant_id,
        thread_id,
        number_id,
        contact_id,
        last_seq,
        ${list(STATE)},
        at,
        coalesce(unread, 0),
        last_message_id,
        coalesce(last_message_at, at),
        last_message_kind,
        last_message_direction,
        last_message_preview
      FROM r
      WHERE is_new
      RETURNING id
    ),
    changed AS (
      UPDATE conversation c
      SET
        last_wake_seq = r.last_seq,
        ${list(STATE.map(column => `${column} = ${stored(column)}`))},
        closed_at = CASE r.closed_at_action WHEN 'set' THEN r.at WHEN 'clear' THEN NULL ELSE c.closed_at END,
        unread = coalesce(r.unread, c.unread),
        last_message_id = coalesce(r.last_message_id, c.last_message_id),
        last_message_at = greatest(c.last_message_at, r.last_message_at),
        last_message_kind = coalesce(r.last_message_kind, c.last_message_kind),
        last_message_direction = coalesce(r.last_message_direction, c.last_message_direction),
        last_message_preview = CASE WHEN r.has_preview THEN r.last_message_preview ELSE c.last_message_preview END
      FROM r
      WHERE NOT r.is_new AND c.id = r.id AND c.last_seq = r.prev_seq
      RETURNING c.id
    ),
    logged AS (
      INSERT INTO conversation_event (conversation_id, seq, tenant_id, type, at, actor_kind, actor_id, wakes, prev_wake_seq, data)
      SELECT conversation_id, seq, tenant_id, type, at, actor_kind, actor_id, wakes, prev_wake_seq, data
      FROM e
    ),
    waiting AS (
      INSERT INTO outbox (conversation_id, seq, tenant_id, event)
      SELECT conversation_id, seq, tenant_id, wire
      FROM e
      WHERE $withOutbox
    ),
    heads AS (
      INSERT INTO outbox_head AS h (conversation_id, tenant_id, ready_at)
      SELECT id, tenant_id, at
      FROM r
      WHERE $withOutbox
      ORDER BY id
      ON CONFLICT (conversation_id) DO UPDATE
      SET bumps = h.bumps + 1
    )`;
const TAKES = { rows: json<readonly object[]>(), events: json<readonly object[]>(), withOutbox: bool } as const;
const COUNT = '((SELECT count(*) FROM born) + (SELECT count(*) FROM changed))::int AS count';
const WRITE = statement('conversation_write', {
  takes: TAKES,
  gives: { count: int },
  sql: `WITH ${CORE} SELECT ${COUNT}`,
});

/** A statement that writes a transition together with rows of its caller's own (such as a message). */
export type Writing<Takes extends Shape, Gives extends Shape> = Statement<
  Takes & typeof TAKES,
  Gives & { readonly count: typeof int }
>;

/**
 * Declares a statement that writes a transition, and more.
 * @param takes its parameters, besides those of the transition.
 * @param gives its columns, besides `count`.
 * @param ctes further CTEs, which do the rest.
 * @param select the expressions for `gives`.
 */
export function writing<const Takes extends Shape, const Gives extends Shape>(
  name: string,
  {
    takes,
    gives,
    ctes,
    select,
  }: { readonly takes: Takes; readonly gives: Gives; readonly ctes: string; readonly select?: string },
): Writing<Takes, Gives> {
  return statement(`conversation_write_${name}`, {
    takes: { ...TAKES, ...takes },
    gives: { count: int, ...gives },
    sql: `WITH ${CORE}, ${ctes} SELECT ${COUNT}${select === undefined ? '' : `, ${select}`}`,
  });
}

/** A statement of `writing` with its values, to be run as the write of a transition. */
export interface Along {
  readonly statement: Statement;
  readonly values: Readonly<Record<string, unknown>>;
}

export const along = <Takes extends Shape>(statement: Writing<Takes, Shape>, values: Values<Takes>): Along => ({
  statement: statement,
  values,
});

async function writeRows(
  unit: TenantUnit,
  rows: readonly object[],
  events: readonly object[],
  withOutbox: boolean,
  { statement: how, values }: Along = { statement: WRITE, values: {} },
): Promise<Readonly<Record<string, unknown>>> {
  const [written] = await unit.run(how, { ...values, rows, events, withOutbox });
  if (written?.['count'] !== rows.length) throw new Error('a conversation changed although its row was locked');
  return written;
}
