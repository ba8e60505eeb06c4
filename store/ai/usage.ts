/**
 * What calls cost, and the caps on it. What a call may cost at most is reserved before it is made, in one guarded update:
 * however many begin at once, what is spent and reserved together never exceeds a cap.
 */
import type { AiPolicy } from '../../domain/ai/policy.ts';
import type { TenantUnit } from '../database.ts';
import { newId } from '../ids.ts';

/** Micro-units of money per million tokens. */
export interface Prices {
  readonly inputMicros: number;
  readonly outputMicros: number;
}

export const microsOf = ({ inputMicros, outputMicros }: Prices, promptTokens: number, completionTokens: number): number => Math.ceil((promptTokens * inputMicros + completionTokens * outputMicros) / 1_000_000);

export interface NewCall {
  readonly conversationId: string | null;
  readonly turn: number | null;
  readonly purpose: 'answer' | 'suggest' | 'rewrite' | 'summary' | 'trial' | 'tags' | 'disposition' | 'passages' | 'question';
  readonly model: string;
  readonly host: string;
  readonly policyVersion: number;
  readonly promptVersion: number;
  /** At most. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly prices: Prices;
  readonly passages: readonly { readonly id: string; readonly score: number }[];
  readonly evidence: number | null;
}

/** @returns the call's id; null when a cap would be exceeded. */
export async function reserveCall(unit: TenantUnit, call: NewCall, caps: AiPolicy['caps'], at: number): Promise<string | null> {
  const { tx, tenantId } = unit;
  const [tokens, micros] = [call.promptTokens + call.completionTokens, microsOf(call.prices, call.promptTokens, call.completionTokens)];
  if (call.conversationId !== null && caps.microsPerConversation !== null) {
    const [spent] = await tx.$queryRaw<{ micros: number }[]>`SELECT coalesce(sum(coalesce(micros, reserved_micros)), 0)::float8 AS micros FROM ai_call WHERE conversation_id = ${call.conversationId}::uuid`;
    if ((spent?.micros ?? 0) + micros > caps.microsPerConversation) return null;
  }
  const [day, month] = [new Date(at).toISOString().slice(0, 10), new Date(at).toISOString().slice(0, 7)];
  const none = null as number | null;
  // The month before the day, always: two who reserve at once wait for each other, never both.
  for (const [period, tokenCap, microCap] of [[month, none, caps.microsPerMonth], [day, caps.tokensPerDay, caps.microsPerDay]] as const) {
    await tx.aiUsage.createMany({ data: [{ tenantId, period }], skipDuplicates: true });
    const taken = await tx.$executeRaw`
      UPDATE ai_usage SET reserved_tokens = reserved_tokens + ${tokens}, reserved_micros = reserved_micros + ${micros}
      WHERE tenant_id = ${tenantId}::uuid AND period = ${period}
        AND (${tokenCap}::bigint IS NULL OR tokens + reserved_tokens + ${tokens} <= ${tokenCap}::bigint) AND (${microCap}::bigint IS NULL OR micros + reserved_micros + ${micros} <= ${microCap}::bigint)`;
    if (taken === 0) {
      // What the month has reserved already goes back with the transaction only if that is given up: so by hand.
      if (period === day) await tx.$executeRaw`UPDATE ai_usage SET reserved_tokens = reserved_tokens - ${tokens}, reserved_micros = reserved_micros - ${micros} WHERE tenant_id = ${tenantId}::uuid AND period = ${month}`;
      return null;
    }
  }
  const id = newId();
  await tx.aiCall.create({
    data: {
      id, tenantId, conversationId: call.conversationId, turn: call.turn, purpose: call.purpose, state: 'reserved', model: call.model, host: call.host, policyVersion: call.policyVersion, promptVersion: call.promptVersion,
      period: day, reservedTokens: tokens, reservedMicros: micros, passages: call.passages.map(each => ({ ...each })), evidence: call.evidence, at: new Date(at),
    },
  });
  return id;
}

/** How a call ended. Without usage nobody knows what was spent: what was reserved counts. */
export interface CallEnd {
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number; readonly estimated: boolean } | null;
  readonly prices: Prices;
  readonly latencyMs: number;
  readonly error: string | null;
  readonly outcome: string | null;
  readonly demo: boolean;
  /** It certainly cost nothing: it never reached the model. */
  readonly free?: boolean;
}

/** Counts calls whose worker died as having cost what was reserved: nobody knows better. */
export async function settleLost(unit: TenantUnit, before: number): Promise<void> {
  const lost = await unit.tx.aiCall.findMany({ where: { tenantId: unit.tenantId, state: 'reserved', at: { lt: new Date(before) } }, select: { id: true }, take: 100 });
  for (const { id } of lost) await settleCall(unit, id, { usage: null, prices: { inputMicros: 0, outputMicros: 0 }, latencyMs: 0, error: 'lost', outcome: null, demo: false });
}

/** Counts what a call cost, once. */
export async function settleCall({ tx, tenantId }: TenantUnit, id: string, { usage, prices, latencyMs, error, outcome, demo, free = false }: CallEnd): Promise<void> {
  const [row] = await tx.$queryRaw<{ period: string; reserved_tokens: number; reserved_micros: bigint }[]>`SELECT period, reserved_tokens, reserved_micros FROM ai_call WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND state = 'reserved' FOR UPDATE`;
  if (row === undefined) return;
  const tokens = free ? 0 : usage === null ? row.reserved_tokens : usage.promptTokens + usage.completionTokens;
  const micros = free ? 0 : usage === null ? Number(row.reserved_micros) : microsOf(prices, usage.promptTokens, usage.completionTokens);
  await tx.aiCall.update({
    where: { id },
    data: { state: error === null ? 'done' : 'failed', promptTokens: usage?.promptTokens ?? null, completionTokens: usage?.completionTokens ?? null, estimated: usage === null || usage.estimated, micros, latencyMs, error, outcome, demo },
  });
  for (const period of [row.period.slice(0, 7), row.period]) {
    await tx.$executeRaw`
      UPDATE ai_usage SET calls = calls + 1, tokens = tokens + ${tokens}, micros = micros + ${micros}, reserved_tokens = reserved_tokens - ${row.reserved_tokens}, reserved_micros = reserved_micros - ${row.reserved_micros}
      WHERE tenant_id = ${tenantId}::uuid AND period = ${period}`;
  }
}
