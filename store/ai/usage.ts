/**
 * The cost of calls to models, and its caps. Before a call is made, the most that it may cost is reserved in one
 * guarded update, so that the sum of what is spent and reserved never exceeds a cap, however many calls begin at once.
 */
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { TenantUnit } from '../db/database.ts';
import { bigint, bool, float, int, json, nullable, statement, text, time, uuid, words } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import type { PageCursor } from '../db/keyset.ts';
import { happenedBefore } from '../db/keyset.ts';
import type { AiCall, AiUsage } from '../generated/client.ts';

/** Micro-units of money per million tokens. */
export interface Prices {
  readonly inputMicros: number;
  readonly outputMicros: number;
}

/** The price of a call in micro-units of money, rounded up. */
export const microsOf = (
  { inputMicros, outputMicros }: Prices,
  promptTokens: number,
  completionTokens: number,
): number => Math.ceil((promptTokens * inputMicros + completionTokens * outputMicros) / 1_000_000);

export interface NewCall {
  readonly conversationId: string | null;
  readonly turn: number | null;
  readonly purpose:
    | 'answer'
    | 'suggest'
    | 'rewrite'
    | 'summary'
    | 'trial'
    | 'tags'
    | 'disposition'
    | 'passages'
    | 'question'
    | 'transcript';
  readonly model: string;
  readonly host: string;
  readonly policyVersion: number;
  readonly promptVersion: number;
  /** Upper bound. */
  readonly promptTokens: number;
  /** Upper bound. */
  readonly completionTokens: number;
  readonly prices: Prices;
  /** The price in micro-units of money where it does not depend on tokens; undefined: it does. */
  readonly micros?: number | undefined;
  readonly passages: readonly { readonly id: string; readonly score: number }[];
  readonly evidence: number | null;
}

const SPENT = statement('ai_spent', {
  takes: { conversation: uuid },
  gives: { micros: float },
  sql: `
    SELECT coalesce(sum(coalesce(micros, reserved_micros)), 0)::float8 AS micros
    FROM ai_call
    WHERE tenant_id = (SELECT current_tenant()) AND conversation_id = $conversation`,
});

/**
 * Records a call that is about to be made, and reserves its cost.
 * @param at epoch milliseconds.
 * @returns the call's id; null when a cap would be exceeded.
 */
export async function reserveCall(
  unit: TenantUnit,
  call: NewCall,
  caps: AiPolicy['caps'],
  at: number,
): Promise<string | null> {
  const [tokens, micros] = [
    call.promptTokens + call.completionTokens,
    call.micros ?? microsOf(call.prices, call.promptTokens, call.completionTokens),
  ];
  if (call.conversationId !== null && caps.microsPerConversation !== null) {
    const [spent] = await unit.run(SPENT, { conversation: call.conversationId });
    if ((spent?.micros ?? 0) + micros > caps.microsPerConversation) return null;
  }
  const day = new Date(at).toISOString().slice(0, 10);
  const [taken] = await unit.run(RESERVE, {
    id: newId(),
    conversation: call.conversationId,
    turn: call.turn,
    purpose: call.purpose,
    model: call.model,
    host: call.host,
    policyVersion: call.policyVersion,
    promptVersion: call.promptVersion,
    month: monthOf(day),
    day,
    tokens,
    micros: String(micros),
    microsOfMonth: whole(caps.microsPerMonth),
    tokensOfDay: whole(caps.tokensPerDay),
    microsOfDay: whole(caps.microsPerDay),
    passages: call.passages,
    evidence: call.evidence,
    at: new Date(at),
  });
  if (taken?.id != null) return taken.id;
  // The day's cap is exceeded, but the month is reserved already. Since the transaction goes on, it is undone here.
  if (taken?.month === true) await unit.run(GIVE_BACK, { period: monthOf(day), tokens, micros: String(micros) });
  return null;
}

/** The month of a day; periods of `ai_usage` are `YYYY-MM` or `YYYY-MM-DD`, in UTC. */
const monthOf = (day: string): string => day.slice(0, 7);
const whole = (value: number | null): string | null => (value === null ? null : String(value));

/**
 * SQL: adds to what a period has reserved, unless a cap would be exceeded. The month is always locked before the day,
 * so that concurrent reservations cannot deadlock.
 */
const reserving = (period: string, microCap: string, tokenCap: string, from: string): string => `
  INSERT INTO ai_usage AS u (tenant_id, period, reserved_tokens, reserved_micros)
  SELECT current_tenant(), ${period}, $tokens, $micros
  ${from} ($micros <= ${microCap}) IS NOT FALSE AND ($tokens <= ${tokenCap}) IS NOT FALSE
  ON CONFLICT (tenant_id, period) DO UPDATE
  SET reserved_tokens = u.reserved_tokens + $tokens, reserved_micros = u.reserved_micros + $micros
  WHERE (u.micros + u.reserved_micros + $micros <= ${microCap}) IS NOT FALSE
    AND (u.tokens + u.reserved_tokens + $tokens <= ${tokenCap}) IS NOT FALSE
  RETURNING u.period`;

const RESERVE = statement('ai_reserve', {
  takes: {
    id: uuid,
    conversation: nullable(uuid),
    turn: nullable(int),
    purpose: words<NewCall['purpose']>(),
    model: text,
    host: text,
    policyVersion: int,
    promptVersion: int,
    month: text,
    day: text,
    tokens: int,
    micros: bigint,
    microsOfMonth: nullable(bigint),
    tokensOfDay: nullable(bigint),
    microsOfDay: nullable(bigint),
    passages: json<NewCall['passages']>(),
    evidence: nullable(float),
    at: time,
  },
  gives: { month: bool, id: nullable(uuid) },
  sql: `
    WITH
      month AS (${reserving('$month', '$microsOfMonth', 'NULL::bigint', 'WHERE')}),
      day AS (${reserving('$day', '$microsOfDay', '$tokensOfDay', 'FROM month WHERE')}),
      made AS (
        INSERT INTO ai_call (
          id,
          tenant_id,
          conversation_id,
          turn,
          purpose,
          state,
          model,
          host,
          policy_version,
          prompt_version,
          period,
          reserved_tokens,
          reserved_micros,
          passages,
          evidence,
          at
        )
        SELECT
          $id,
          current_tenant(),
          $conversation,
          $turn,
          $purpose,
          'reserved',
          $model,
          $host,
          $policyVersion,
          $promptVersion,
          $day,
          $tokens,
          $micros,
          $passages,
          $evidence,
          $at
        FROM day
        RETURNING id
      )
    SELECT EXISTS (SELECT 1 FROM month) AS month, (SELECT made.id FROM made) AS id`,
});

const GIVE_BACK = statement('ai_give_back', {
  takes: { period: text, tokens: int, micros: bigint },
  gives: {},
  sql: `
    UPDATE ai_usage
    SET reserved_tokens = reserved_tokens - $tokens, reserved_micros = reserved_micros - $micros
    WHERE tenant_id = (SELECT current_tenant()) AND period = $period`,
});

/** How a call ended. When `usage` is null, it is not known what was spent, and what was reserved counts. */
export interface CallEnd {
  readonly usage: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly estimated: boolean;
  } | null;
  readonly prices: Prices;
  /** See `NewCall`. */
  readonly micros?: number | undefined;
  readonly latencyMs: number;
  readonly error: string | null;
  readonly outcome: string | null;
  readonly demo: boolean;
  /** The call has certainly cost nothing, since it never reached the model. */
  readonly free?: boolean;
}

/**
 * Settles calls whose worker died, at what was reserved for them, since their true cost is not known; at most 100.
 * @param before only calls begun before then, epoch milliseconds.
 */
export async function settleLost(unit: TenantUnit, before: number): Promise<void> {
  const lost = await unit.tx.aiCall.findMany({
    where: { tenantId: unit.tenantId, state: 'reserved', at: { lt: new Date(before) } },
    select: { id: true },
    take: 100,
  });
  for (const { id } of lost)
    await settleCall(unit, id, {
      usage: null,
      prices: { inputMicros: 0, outputMicros: 0 },
      latencyMs: 0,
      error: 'lost',
      outcome: null,
      demo: false,
    });
}

/** Records how a call ended and what it cost; a second time nothing changes. */
export async function settleCall(
  { run }: Pick<TenantUnit, 'run'>,
  id: string,
  { usage, prices, micros: fixed, latencyMs, error, outcome, demo, free = false }: CallEnd,
): Promise<void> {
  const tokens = free ? 0 : usage === null ? null : usage.promptTokens + usage.completionTokens;
  const micros = free
    ? 0
    : usage === null
      ? null
      : (fixed ?? microsOf(prices, usage.promptTokens, usage.completionTokens));
  await run(SETTLE, {
    id,
    tokens,
    micros: whole(micros),
    state: error === null ? 'done' : 'failed',
    promptTokens: usage?.promptTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
    estimated: usage === null || usage.estimated,
    latencyMs,
    error,
    outcome,
    demo,
  });
}

/** `$tokens` and `$micros` are null when the cost is not known. Locks the call, then its month, then its day. */
const SETTLE = statement('ai_settle', {
  takes: {
    id: uuid,
    tokens: nullable(int),
    micros: nullable(bigint),
    state: words<'done' | 'failed'>(),
    promptTokens: nullable(int),
    completionTokens: nullable(int),
    estimated: bool,
    latencyMs: int,
    error: nullable(text),
    outcome: nullable(text),
    demo: bool,
  },
  gives: {},
  sql: `
    WITH
      ended AS (
        UPDATE ai_call
        SET
          state = $state,
          prompt_tokens = $promptTokens,
          completion_tokens = $completionTokens,
          estimated = $estimated,
          micros = coalesce($micros, reserved_micros),
          latency_ms = $latencyMs,
          error = $error,
          outcome = $outcome,
          demo = $demo
        WHERE tenant_id = (SELECT current_tenant()) AND id = $id AND state = 'reserved'
        RETURNING
          period,
          coalesce($tokens, reserved_tokens) AS tokens,
          micros,
          reserved_tokens,
          reserved_micros
      ),
      month AS (${counting('left(e.period, 7)', 'ended e')} RETURNING u.period)
    ${counting('e.period', 'ended e LEFT JOIN month ON true')}`,
});

/** SQL: in a period, replaces what was reserved for a call by what it cost. */
function counting(period: string, from: string): string {
  return `
    UPDATE ai_usage u
    SET
      calls = u.calls + 1,
      tokens = u.tokens + e.tokens,
      micros = u.micros + e.micros,
      reserved_tokens = u.reserved_tokens - e.reserved_tokens,
      reserved_micros = u.reserved_micros - e.reserved_micros
    FROM ${from}
    WHERE u.tenant_id = (SELECT current_tenant()) AND u.period = ${period}`;
}

const MOST_PERIODS = 100;

/** Usage by day and by month (both in one list), latest period first, at most 100. */
export function listUsage({ tx, tenantId }: TenantUnit): Promise<AiUsage[]> {
  return tx.aiUsage.findMany({ where: { tenantId }, orderBy: { period: 'desc' }, take: MOST_PERIODS });
}

/** A page of calls to models, latest first. */
export function listCalls(
  { tx, tenantId }: TenantUnit,
  {
    conversationId,
    after,
    limit,
  }: { readonly conversationId?: string | undefined; readonly after: PageCursor | null; readonly limit: number },
): Promise<AiCall[]> {
  return tx.aiCall.findMany({
    where: { tenantId, ...(conversationId === undefined ? {} : { conversationId }), ...happenedBefore(after) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}
