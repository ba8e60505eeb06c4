/**
 * What the engine does right after messages have arrived: wakes snoozed conversations, closes those whose queue is
 * full, and answers out of hours.
 */
import type { BusinessHours } from '../../domain/acd/hours.ts';
import { isOpenAt, nextOpening } from '../../domain/acd/hours.ts';
import { close } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { HOURS_OF_QUEUE_SQL } from '../tenant/hours.ts';
import { json, nullable, statement, text, uuid, uuids } from '../db/statement.ts';
import { sendAutomaticMessage } from '../sending/automatic-message.ts';
import { wakeDecider } from '../acd/snoozed.ts';
import { transition } from '../conversation/transition.ts';
import type { Change } from '../conversation/write.ts';
import type { TenantUnit } from '../db/database.ts';
import type { TenantSettings } from '../tenant/settings.ts';

/**
 * @param turnedAway conversations whose queue was full: `text` is sent, if there is one, and they are closed.
 * @param at epoch milliseconds.
 */
export async function answerArrivals(
  unit: TenantUnit,
  changes: readonly Change[],
  turnedAway: readonly { readonly conversationId: string; readonly text: string | null }[],
  settings: TenantSettings,
  at: number,
): Promise<void> {
  // Notices by WhatsApp itself (such as of a changed number) do not count as written by the contact.
  const written = changes.filter(({ events }) =>
    events.some(event => event.type === 'message_received' && event.data.windowExpiresAt !== null),
  );
  for (const { conversationId, before, actor } of written)
    if (before.phase === 'snoozed') await transition(unit, { conversationId, at, actor }, wakeDecider(unit, at, true));
  for (const { conversationId, text } of turnedAway) {
    if (text !== null) await sendAutomaticMessage(unit, conversationId, text, at);
    await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR }, state =>
      close(state, { reason: 'queue_full' }, at, settings, { wrapUpMs: 0 }),
    );
  }
  const heard = written.filter(
    ({ conversationId }) => !turnedAway.some(each => each.conversationId === conversationId),
  );
  if (heard.length > 0)
    await tellOutOfHours(
      unit,
      heard.map(each => each.conversationId),
      at,
    );
}

/** If the business hours never open, a contact gets the text at most once in each period of this length (a UTC day). */
const NEVER_MS = 24 * 3_600_000;

const OUT_OF_HOURS = statement('arrivals_out_of_hours', {
  takes: { conversations: uuids },
  gives: { id: uuid, thread_id: uuid, text: nullable(text), hours: nullable(json<BusinessHours>()) },
  sql: `
    SELECT c.id, c.thread_id, q.out_of_hours_text AS text, ${HOURS_OF_QUEUE_SQL} AS hours
    FROM conversation c JOIN queue q ON q.tenant_id = c.tenant_id AND q.id = c.queue_id
    WHERE c.tenant_id = (SELECT current_tenant())
      AND c.id = ANY($conversations)
      AND q.out_of_hours_text IS NOT NULL
      AND c.phase <> 'bot'
    ORDER BY c.id`,
});

/** Sends the text of a queue that is closed, once per thread until it opens again. */
async function tellOutOfHours(unit: TenantUnit, conversationIds: readonly string[], at: number): Promise<void> {
  const rows = await unit.run(OUT_OF_HOURS, { conversations: conversationIds });
  for (const { id, thread_id: threadId, text, hours } of rows) {
    if (text === null || hours === null || isOpenAt(hours, at)) continue;
    const opensAt = new Date(nextOpening(hours, at) ?? Math.ceil((at + 1) / NEVER_MS) * NEVER_MS);
    const { count } = await unit.tx.outOfHoursReply.createMany({
      data: [{ tenantId: unit.tenantId, threadId, opensAt }],
      skipDuplicates: true,
    });
    if (count > 0) await sendAutomaticMessage(unit, id, text, at);
  }
}
