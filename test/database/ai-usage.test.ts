import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NewCall } from '../../store/ai/usage.ts';
import { microsOf, reserveCall, settleCall } from '../../store/ai/usage.ts';
import { random } from '../support/random.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** Reserving and settling usage, compared with sums that the test keeps. */
const STEPS = size({ quick: 300, full: 5_000 });
const PRICES = { inputMicros: 3_000_000, outputMicros: 5_000_000 };
const DAYS = ['2026-01-30', '2026-01-31', '2026-02-01'];
const NOTHING = { calls: 0, tokens: 0, micros: 0, reservedTokens: 0, reservedMicros: 0 };

let stack: Stack;
beforeAll(async () => void (stack = await createStack({ temporal: 'none' })));
afterAll(() => stack.close());

test('what is spent and reserved is counted in month and day alike, and never beyond a cap', async () => {
  const tenantId = stack.tenants[0]!.id;
  const { below, pick } = random('usage');
  const int = (from: number, to: number): number => from + below(to - from + 1);
  const sums = new Map<string, typeof NOTHING>();
  const open: { id: string; day: string; tokens: number; micros: number }[] = [];
  const sumOf = (period: string): typeof NOTHING => sums.get(period) ?? NOTHING;
  const count = (day: string, more: Partial<typeof NOTHING>): void => {
    for (const period of [day.slice(0, 7), day]) {
      const sum = sumOf(period);
      sums.set(period, {
        calls: sum.calls + (more.calls ?? 0),
        tokens: sum.tokens + (more.tokens ?? 0),
        micros: sum.micros + (more.micros ?? 0),
        reservedTokens: sum.reservedTokens + (more.reservedTokens ?? 0),
        reservedMicros: sum.reservedMicros + (more.reservedMicros ?? 0),
      });
    }
  };
  const refused = { month: 0, day: 0 };
  for (let step = 0; step < STEPS; step++) {
    if (open.length > 0 && int(0, 2) === 0) {
      const { id, day, tokens, micros } = open.splice(int(0, open.length - 1), 1)[0]!;
      const usage = { promptTokens: int(0, 50), completionTokens: int(0, 50), estimated: false };
      const how = pick(['told', 'unknown', 'free'] as const);
      const end = {
        usage: how === 'told' ? usage : null,
        prices: PRICES,
        latencyMs: 1,
        error: null,
        outcome: null,
        demo: false,
        free: how === 'free',
      };
      // Twice: it counts once.
      for (let time = int(1, 2); time > 0; time--)
        await stack.db.database.withTenant(tenantId, unit => settleCall(unit, id, end));
      const spent =
        how === 'free'
          ? { tokens: 0, micros: 0 }
          : how === 'unknown'
            ? { tokens, micros }
            : {
                tokens: usage.promptTokens + usage.completionTokens,
                micros: microsOf(PRICES, usage.promptTokens, usage.completionTokens),
              };
      count(day, { calls: 1, ...spent, reservedTokens: -tokens, reservedMicros: -micros });
    } else {
      const day = pick(DAYS);
      const call: NewCall = {
        conversationId: null,
        turn: null,
        purpose: 'trial',
        model: 'm',
        host: 'h',
        policyVersion: 1,
        promptVersion: 1,
        promptTokens: int(1, 50),
        completionTokens: int(1, 50),
        prices: PRICES,
        passages: [],
        evidence: null,
      };
      const cap = (most: number): number | null => (int(0, 1) === 0 ? null : int(1, most));
      const caps = {
        answersPerConversation: 1,
        microsPerConversation: null,
        tokensPerDay: cap(STEPS * 20),
        microsPerDay: cap(STEPS * 80),
        microsPerMonth: cap(STEPS * 160),
      };
      const [tokens, micros] = [
        call.promptTokens + call.completionTokens,
        microsOf(PRICES, call.promptTokens, call.completionTokens),
      ];
      const [month, today] = [sumOf(day.slice(0, 7)), sumOf(day)];
      const fitsMonth =
        caps.microsPerMonth === null || month.micros + month.reservedMicros + micros <= caps.microsPerMonth;
      const fitsDay =
        (caps.microsPerDay === null || today.micros + today.reservedMicros + micros <= caps.microsPerDay) &&
        (caps.tokensPerDay === null || today.tokens + today.reservedTokens + tokens <= caps.tokensPerDay);
      const id = await stack.db.database.withTenant(tenantId, unit =>
        reserveCall(unit, call, caps, Date.parse(`${day}T12:00:00Z`)),
      );
      expect([step, id !== null]).toEqual([step, fitsMonth && fitsDay]);
      if (id === null) refused[fitsMonth ? 'day' : 'month']++;
      else {
        open.push({ id, day, tokens, micros });
        count(day, { reservedTokens: tokens, reservedMicros: micros });
      }
    }
  }
  const { rows } = await stack.db.admin.query<{ period: string }>(
    `
      SELECT
        period,
        calls,
        tokens::int,
        micros::int,
        reserved_tokens::int AS "reservedTokens",
        reserved_micros::int AS "reservedMicros"
      FROM ai_usage
      WHERE tenant_id = $1
      ORDER BY period`,
    [tenantId],
  );
  expect(rows).toEqual([...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([period, sum]) => ({ period, ...sum })));
  // Every way was gone.
  expect([refused.month > 0, refused.day > 0, open.length > 0]).toEqual([true, true, true]);
});
