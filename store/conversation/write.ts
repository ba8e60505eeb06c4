/**
 * Writes transitions: for each conversation the new row, its events with their `seq`, and the outbox rows that will
 * wake the workflow; then what the events change elsewhere (offers, assignments, capacity, match requests). All callers
 * come through here, so the row is always the fold of the events.
 */
import type { Actor, ConversationEvent, NewEvent } from '../../domain/conversation/events.ts';
import type { Effect } from '../../domain/conversation/effects.ts';
import { PRIORITY_BOOST_MS } from '../../domain/acd/match.ts';
import { NOTHING_PROMISED, followUps, mayFollow } from '../../domain/acd/sla.ts';
import type { ServicePolicy } from '../../domain/acd/sla.ts';
import { effectsOf } from '../../domain/conversation/effects.ts';
import { apply } from '../../domain/conversation/fold.ts';
import { turnAfter } from '../../domain/ai/turns.ts';
import { earliestDue } from '../../domain/conversation/plan.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../database.ts';
import type { Shape, Statement, Values } from '../db/statement.ts';
import { bool, int, json, statement } from '../db/statement.ts';
import { applyEffects } from '../acd/effects.ts';
import { servicePolicies } from '../acd/service-policies.ts';

/** What lists show of a conversation; only what changed is given. */
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
  /** Given for a conversation that is new. */
  readonly born?: { readonly threadId: string; readonly numberId: string; readonly contactId: string };
  readonly before: ConversationState;
  readonly events: readonly NewEvent[];
  readonly actor: Actor;
  readonly at: number;
  readonly summary?: Summary;
  /** What the queue it is in promises, where the caller knows. */
  readonly promises?: { readonly queueId: string; readonly policy: ServicePolicy } | null;
}

/**
 * @param changes at most one per conversation, whose rows the caller has locked.
 * @param viaWorkflow the events are returned to the workflow by the activity itself: no outbox row.
 * @returns the states after, in the order of `changes`.
 * @throws CapacityExceededError
 */
export async function writeChanges(
  unit: TenantUnit,
  changes: readonly Change[],
  viaWorkflow = false,
): Promise<ConversationState[]> {
  return (await writeAlong(unit, changes, viaWorkflow)).after;
}

/**
 * The same with what is written along.
 * @returns also what that answered; null when nothing changed, and so nothing was written.
 */
export async function writeAlong(
  unit: TenantUnit,
  changes: readonly Change[],
  viaWorkflow: boolean,
  also?: Along,
): Promise<{ readonly after: ConversationState[]; readonly answer: Readonly<Record<string, unknown>> | null }> {
  const { rows, events, effects, after } = foldChanges(unit.tenantId, changes, await policiesFor(unit, changes));
  for (const { conversation_id: id, wire } of events) unit.written.set(id, [...(unit.written.get(id) ?? []), wire]);
  for (const change of changes) (viaWorkflow ? unit.wake.calmly : unit.wake.conversations).add(change.conversationId);
  if (rows.length === 0) return { after, answer: null };
  // In this order, in one trip.
  const [answer] = await Promise.all([writeRows(unit, rows, events, !viaWorkflow, also), applyEffects(unit, effects)]);
  if (!viaWorkflow) unit.wake.outbox = true;
  return { after, answer };
}

/** What the queues promise whose promises these changes may start or end; asked only where there is such a change. */
async function policiesFor(unit: TenantUnit, changes: readonly Change[]): Promise<ReadonlyMap<string, ServicePolicy>> {
  const queueIds = changes.flatMap(({ before, events }) =>
    events
      .filter(event => mayFollow(before, event))
      .flatMap(event => ('queueId' in event.data ? event.data.queueId : before.queueId) ?? []),
  );
  const known = new Map(
    changes.flatMap(({ promises }) => (promises == null ? [] : [[promises.queueId, promises.policy] as const])),
  );
  const unknown = queueIds.filter(queueId => !known.has(queueId));
  return unknown.length === 0 ? known : new Map([...known, ...(await servicePolicies(unit, unknown))]);
}

/** What the changes make of rows, events and effects; nothing is written yet. */
function foldChanges(
  tenantId: string,
  changes: readonly Change[],
  policies: ReadonlyMap<string, ServicePolicy>,
): {
  rows: object[];
  events: EventRow[];
  effects: { effect: Effect; conversationId: string; at: number }[];
  after: ConversationState[];
} {
  const rows: object[] = [];
  const events: EventRow[] = [];
  const effects: { effect: Effect; conversationId: string; at: number }[] = [];
  const after: ConversationState[] = [];
  for (const change of changes) {
    let state = change.before;
    const take = (event: NewEvent): void => {
      for (const effect of effectsOf(state, event))
        effects.push({ effect, conversationId: change.conversationId, at: change.at });
      const seq = state.lastSeq + 1;
      events.push(eventRow(tenantId, change, event, seq));
      state = apply(state, { ...event, seq });
    };
    for (const event of change.events) {
      const queueId = 'queueId' in event.data ? event.data.queueId : state.queueId;
      const { first, then } = followUps(state, event, policies.get(queueId ?? '') ?? NOTHING_PROMISED, change.at);
      for (const each of [...first, event, ...then]) take(each);
      for (const each of turnAfter(state, event, change.at)) take(each);
    }
    rows.push(conversationRow(tenantId, change, state));
    after.push(state);
  }
  return { rows, events, effects, after };
}

interface EventRow {
  readonly conversation_id: string;
  /** As its workflow gets it. */
  readonly wire: ConversationEvent;
}

function eventRow(
  tenantId: string,
  change: Change,
  event: NewEvent,
  seq: number,
): EventRow & Readonly<Record<string, unknown>> {
  return {
    conversation_id: change.conversationId,
    seq,
    tenant_id: tenantId,
    type: event.type,
    at: iso(change.at),
    actor_kind: change.actor.kind,
    actor_id: change.actor.id,
    // Every event wakes the workflow today: the one before is always the last that did.
    wakes: true,
    prev_wake_seq: seq - 1,
    data: event.data,
    wire: { ...event, seq, at: change.at, prevWakeSeq: seq - 1 },
  };
}

const iso = (time: number | null | undefined): string | null =>
  time === null || time === undefined ? null : new Date(time).toISOString();

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
    phase: state.phase,
    last_seq: state.lastSeq,
    queue_id: state.queueId,
    agent_id: state.agentId,
    offer_id: state.offerId,
    assignment_id: state.assignmentId,
    broadcast: state.broadcast,
    weight: state.weight,
    priority: state.priority,
    enqueued_at: iso(state.enqueuedAt),
    wait_key: state.enqueuedAt === null ? null : iso(state.enqueuedAt - state.priority * PRIORITY_BOOST_MS),
    needs: state.needs,
    step: state.step,
    step_at: iso(state.stepAt),
    max_wait_at: iso(state.maxWaitAt),
    offer_expires_at: iso(state.offerExpiresAt),
    match_retry_at: iso(state.matchRetryAt),
    wrap_up_ends_at: iso(state.wrapUpEndsAt),
    snoozed_until: iso(state.snoozedUntil),
    idle_at: iso(state.idleAt),
    idle_reminded: state.idleReminded,
    sla: state.sla,
    ai: state.ai,
    window_expires_at: iso(state.windowExpiresAt),
    window_warns_at: iso(state.windowWarnsAt),
    window_expiry_noted: state.windowExpiryNoted,
    archive_at: iso(state.archiveAt),
    retention_at: iso(state.retentionAt),
    sends: state.sends,
    receipt_message_id: state.receiptMessageId,
    due_at: iso(earliestDue(state)),
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

/**
 * Writes rows, events, and when it is said so the outbox with its heads, in order of id as every writer does.
 * Answers how many conversations were written; anything but all of them means a lock was missing.
 */
const CORE = `
    r AS MATERIALIZED (
      SELECT *
      FROM jsonb_to_recordset($rows) AS r(
          id uuid,
          tenant_id uuid,
          is_new boolean,
          thread_id uuid,
          number_id uuid,
          contact_id uuid,
          prev_seq int,
          phase text,
          last_seq int,
          queue_id uuid,
          agent_id uuid,
          offer_id uuid,
          broadcast jsonb,
          assignment_id uuid,
          weight int,
          priority int,
          enqueued_at timestamptz,
          wait_key timestamptz,
          needs jsonb,
          step int,
          step_at timestamptz,
          max_wait_at timestamptz,
          offer_expires_at timestamptz,
          match_retry_at timestamptz,
          wrap_up_ends_at timestamptz,
          snoozed_until timestamptz,
          idle_at timestamptz,
          idle_reminded boolean,
          sla jsonb,
          ai jsonb,
          window_expires_at timestamptz,
          window_warns_at timestamptz,
          window_expiry_noted boolean,
          archive_at timestamptz,
          retention_at timestamptz,
          sends jsonb,
          receipt_message_id uuid,
          due_at timestamptz,
          at timestamptz,
          closed_at_action text,
          unread int,
          last_message_id uuid,
          last_message_at timestamptz,
          last_message_kind text,
          last_message_direction text,
          has_preview boolean,
          last_message_preview text
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
        phase,
        last_seq,
        last_wake_seq,
        queue_id,
        agent_id,
        offer_id,
        broadcast,
        assignment_id,
        weight,
        priority,
        enqueued_at,
        wait_key,
        needs,
        step,
        step_at,
        max_wait_at,
        offer_expires_at,
        match_retry_at,
        wrap_up_ends_at,
        snoozed_until,
        idle_at,
        idle_reminded,
        sla,
        ai,
        window_expires_at,
        window_warns_at,
        window_expiry_noted,
        archive_at,
        retention_at,
        sends,
        receipt_message_id,
        due_at,
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
        phase,
        last_seq,
        last_seq,
        queue_id,
        agent_id,
        offer_id,
        broadcast,
        assignment_id,
        weight,
        priority,
        enqueued_at,
        wait_key,
        needs,
        step,
        step_at,
        max_wait_at,
        offer_expires_at,
        match_retry_at,
        wrap_up_ends_at,
        snoozed_until,
        idle_at,
        idle_reminded,
        sla,
        ai,
        window_expires_at,
        window_warns_at,
        window_expiry_noted,
        archive_at,
        retention_at,
        sends,
        receipt_message_id,
        due_at,
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
        phase = r.phase,
        last_seq = r.last_seq,
        last_wake_seq = r.last_seq,
        queue_id = r.queue_id,
        agent_id = r.agent_id,
        offer_id = r.offer_id,
        broadcast = r.broadcast,
        assignment_id = r.assignment_id,
        weight = r.weight,
        priority = r.priority,
        enqueued_at = r.enqueued_at,
        wait_key = r.wait_key,
        needs = r.needs,
        step = r.step,
        step_at = r.step_at,
        max_wait_at = r.max_wait_at,
        offer_expires_at = r.offer_expires_at,
        match_retry_at = r.match_retry_at,
        wrap_up_ends_at = r.wrap_up_ends_at,
        snoozed_until = r.snoozed_until,
        idle_at = r.idle_at,
        idle_reminded = r.idle_reminded,
        sla = r.sla,
        ai = nullif(r.ai, 'null'::jsonb),
        window_expires_at = r.window_expires_at,
        window_warns_at = r.window_warns_at,
        window_expiry_noted = r.window_expiry_noted,
        archive_at = r.archive_at,
        retention_at = r.retention_at,
        sends = r.sends,
        receipt_message_id = r.receipt_message_id,
        due_at = r.due_at,
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

/**
 * A statement that writes a transition of one conversation, and with it what its caller keeps of it in rows of its own.
 */
export type Writing<Takes extends Shape, Gives extends Shape> = Statement<
  Takes & typeof TAKES,
  Gives & { readonly count: typeof int }
>;

/**
 * Declares such a statement.
 * @param ctes what it does besides, as further parts of its WITH.
 * @param select what it answers besides.
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

/** What is written with a transition. */
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
