/** Messages that the engine sends to a contact on its own. */
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { WaitingText } from '../../domain/conversation/settings.ts';
import { lockConversation } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import { fallbackReply } from '../templates/fallback.ts';
import { acceptReply } from './replies.ts';

/**
 * Sends a text while the customer-service window is open; after that, the tenant's fallback template, or nothing when
 * there is none. Any other refusal (such as a paused number) is passed over.
 * @param at epoch milliseconds.
 */
export async function sendAutomaticMessage(
  unit: TenantUnit,
  conversationId: string,
  text: string,
  at: number,
): Promise<void> {
  const result = await acceptReply(
    unit,
    {
      conversationId,
      actor: SYSTEM_ACTOR,
      kind: 'text',
      content: { body: text },
      contextWamid: null,
      reactsTo: null,
      permit: () => null,
    },
    at,
  );
  if (result.ok || result.refusal.refused !== 'window_closed') return;
  const row = await lockConversation(unit, conversationId);
  const instead = row === null ? null : await fallbackReply(unit, row);
  if (instead !== null) await acceptReply(unit, instead, at);
}

/**
 * The text for a contact who waits, with `{position}` and `{minutes}` replaced by the place in line and the estimated
 * wait. Without an estimate, `otherwise` is used if there is one, else `{minutes}` becomes a question mark.
 * @param at epoch milliseconds.
 */
export async function waitingText(
  unit: TenantUnit,
  conversationId: string,
  { text, otherwise }: WaitingText,
  at: number,
): Promise<string> {
  if (!/\{(position|minutes)\}/.test(text)) return text;
  const { position, minutes } = await placeInLine(unit, conversationId, at);
  const chosen = minutes === null && otherwise !== undefined ? otherwise : text;
  return chosen
    .replaceAll('{position}', String(position))
    .replaceAll('{minutes}', minutes === null ? '?' : String(minutes));
}

/**
 * The estimate uses at most LATEST assignments of the queue from the last hour; with fewer than LEAST there is none.
 */
const LATEST = 20;
const LEAST = 5;
const HOUR_MS = 3_600_000;

/**
 * A conversation's place in its queue's line, from 1, and its estimated wait: the place times the mean time between the
 * queue's latest assignments, rounded up to minutes; null when there were too few of them in the last hour.
 */
async function placeInLine(
  unit: TenantUnit,
  conversationId: string,
  at: number,
): Promise<{ readonly position: number; readonly minutes: number | null }> {
  const [row] = await unit.tx.$queryRaw<{ position: number; starts: number; first: Date | null }[]>`
    SELECT
      (
        SELECT count(*)::int
        FROM conversation o
        WHERE o.tenant_id = c.tenant_id
          AND o.queue_id = c.queue_id
          AND o.phase = 'queued'
          AND (o.wait_key, o.id) <= (c.wait_key, c.id)
      ) AS position,
      s.starts,
      s.first
    FROM conversation c
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS starts, min(started_at) AS first
        FROM (
            SELECT started_at
            FROM assignment a
            WHERE a.tenant_id = c.tenant_id
              AND a.queue_id = c.queue_id
              AND a.started_at > ${new Date(at - HOUR_MS)}::timestamptz
            ORDER BY started_at DESC
            LIMIT ${LATEST}
          ) latest
      ) s
    WHERE c.id = ${conversationId}::uuid`;
  const position = Math.max(row?.position ?? 1, 1);
  if (row?.first == null || row.starts < LEAST) return { position, minutes: null };
  return { position, minutes: Math.max(1, Math.ceil((position * (at - row.first.getTime())) / row.starts / 60_000)) };
}
