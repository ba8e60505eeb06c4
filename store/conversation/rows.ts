/**
 * A conversation's row: which column holds which field of the state. The columns that statements read and write, the
 * type of a row, and the conversion to and from the state all derive from this table; a new field takes one line here
 * and one in domain/conversation/state.ts.
 */
import { PRIORITY_BOOST_MS } from '../../domain/acd/match.ts';
import { earliestDue } from '../../domain/conversation/plan.ts';
import type {
  AiState,
  BroadcastOffer,
  ConversationState,
  OpenSend,
  Phase,
  SkillNeed,
  SlaClock,
} from '../../domain/conversation/state.ts';
import type { SurveyState } from '../../domain/conversation/survey.ts';
import type { Shape, SqlType, Values } from '../db/statement.ts';
import { bool, int, json, nullable, text, time, uuid, words } from '../db/statement.ts';

/** Times are `timestamptz` in the row and epoch milliseconds in the state; everything else is the same in both. */
const STATE = {
  phase: ['phase', words<Phase>()],
  lastSeq: ['last_seq', int],
  queueId: ['queue_id', nullable(uuid)],
  agentId: ['agent_id', nullable(uuid)],
  offerId: ['offer_id', nullable(uuid)],
  broadcast: ['broadcast', json<BroadcastOffer[]>()],
  assignmentId: ['assignment_id', nullable(uuid)],
  weight: ['weight', int],
  priority: ['priority', int],
  enqueuedAt: ['enqueued_at', nullable(time)],
  needs: ['needs', json<SkillNeed[]>()],
  step: ['step', int],
  stepAt: ['step_at', nullable(time)],
  maxWaitAt: ['max_wait_at', nullable(time)],
  offerExpiresAt: ['offer_expires_at', nullable(time)],
  matchRetryAt: ['match_retry_at', nullable(time)],
  wrapUpEndsAt: ['wrap_up_ends_at', nullable(time)],
  snoozedUntil: ['snoozed_until', nullable(time)],
  idleAt: ['idle_at', nullable(time)],
  idleReminded: ['idle_reminded', bool],
  sla: ['sla', json<SlaClock[]>()],
  ai: ['ai', nullable(json<AiState>())],
  windowExpiresAt: ['window_expires_at', nullable(time)],
  windowWarnsAt: ['window_warns_at', nullable(time)],
  windowExpiryNoted: ['window_expiry_noted', bool],
  archiveAt: ['archive_at', nullable(time)],
  retentionAt: ['retention_at', nullable(time)],
  sends: ['sends', json<OpenSend[]>()],
  receiptMessageId: ['receipt_message_id', nullable(uuid)],
  survey: ['survey', nullable(json<SurveyState>())],
} as const satisfies Readonly<Record<keyof ConversationState, readonly [column: string, type: SqlType<unknown>]>>;

type StateTable = typeof STATE;
type StateShape = { readonly [Field in keyof StateTable as StateTable[Field][0]]: StateTable[Field][1] };
type InState<Value> = Value extends Date ? number : Value;
/** The state as the columns' types have it; the compiler checks that against `ConversationState`. */
type StateOfColumns = {
  readonly [Field in keyof StateTable]: StateTable[Field][1] extends SqlType<infer Value> ? InState<Value> : never;
};

const FIELDS = Object.entries(STATE) as readonly (readonly [keyof ConversationState, StateTable[keyof StateTable]])[];

/** The columns of the state, with their types. */
const STATE_COLUMNS = Object.fromEntries(FIELDS.map(([, entry]) => entry)) as StateShape;

/** Columns computed from the state for the sake of indexes: written together with it, never read back into it. */
const DERIVED: Readonly<Record<string, readonly [type: SqlType<unknown>, of: (state: ConversationState) => unknown]>> =
  {
    /** The order in which waiting conversations are served: the earliest first. */
    wait_key: [
      nullable(time),
      ({ enqueuedAt, priority }) => (enqueuedAt === null ? null : iso(enqueuedAt - priority * PRIORITY_BOOST_MS)),
    ],
    /** The conversation's earliest deadline. */
    due_at: [nullable(time), state => iso(earliestDue(state))],
  };

/** All columns that are written from the state, with their types. */
export const WRITTEN_COLUMNS: Shape = {
  ...STATE_COLUMNS,
  ...Object.fromEntries(Object.entries(DERIVED).map(([column, [type]]) => [column, type])),
};

/** The columns that make up a conversation's state, and those that its thread and lists need. */
export const CONVERSATION = {
  id: uuid,
  tenant_id: uuid,
  thread_id: uuid,
  number_id: uuid,
  contact_id: uuid,
  ...STATE_COLUMNS,
  last_wake_seq: int,
  wait_key: nullable(time),
  opened_at: time,
  closed_at: nullable(time),
  unread: int,
  last_message_id: nullable(uuid),
  last_message_at: time,
  last_message_kind: nullable(text),
  last_message_direction: nullable(text),
  last_message_preview: nullable(text),
  disposition_id: nullable(uuid),
  merged_into: nullable(uuid),
} as const;

export type ConversationRow = Values<typeof CONVERSATION>;

/** The state that a row holds. */
export function stateOf(row: Values<StateShape>): ConversationState {
  const state: Partial<Record<keyof ConversationState, unknown>> = {};
  for (const [field, [column]] of FIELDS) {
    const value: unknown = row[column];
    state[field] = value instanceof Date ? value.getTime() : value;
  }
  return state as StateOfColumns;
}

/** The values to write for a state, by column, in a form that JSON can hold. */
export function stateRow(state: ConversationState): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (const [field, [column, type]] of FIELDS)
    row[column] = type.name === 'timestamptz' ? iso(state[field] as number | null) : state[field];
  for (const [column, [, of]] of Object.entries(DERIVED)) row[column] = of(state);
  return row;
}

/** Epoch milliseconds as ISO 8601, for JSON that PostgreSQL reads; null stays null. */
export const iso = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();
