import type { TenantUnit } from '../db/database.ts';
import { statement, time, uuid, uuids } from '../db/statement.ts';

/** A notice that was not shown by then shows nothing true any more. */
const WORTH_SHOWING_MS = 20_000;
/** How many are taken at once. */
const BATCH = 20;

const ASK = statement('typing_notice_ask', {
  takes: { conversation: uuid, at: time, stale: time },
  gives: {},
  sql: `
    INSERT INTO typing_notice AS n (tenant_id, conversation_id, asked_at)
    VALUES (current_tenant(), $conversation, $at)
    ON CONFLICT (tenant_id, conversation_id) DO UPDATE
    SET asked_at = excluded.asked_at, taken = false
    WHERE n.asked_at < $stale`,
});

/**
 * Asks for the typing indicator of a conversation to be shown to its contact. While a notice of it is on its way this
 * changes nothing; what a worker took and did not finish counts as gone after 20 seconds.
 * @param at epoch milliseconds.
 */
export async function askForTyping(unit: TenantUnit, conversationId: string, at: number): Promise<void> {
  unit.wake.typing = true;
  await unit.write(ASK, { conversation: conversationId, at: new Date(at), stale: new Date(at - WORTH_SHOWING_MS) });
}

const FORGET_STALE = statement('typing_notice_forget_stale', {
  takes: { stale: time },
  gives: {},
  sql: `
    DELETE FROM typing_notice
    WHERE tenant_id = (SELECT current_tenant()) AND asked_at < $stale`,
});

const TAKE = statement('typing_notice_take', {
  takes: {},
  gives: { conversation_id: uuid },
  // Materialized: joined otherwise, the limit would be taken once for every row.
  sql: `
    WITH next AS MATERIALIZED (
      SELECT conversation_id
      FROM typing_notice
      WHERE tenant_id = (SELECT current_tenant()) AND NOT taken
      ORDER BY asked_at
      LIMIT ${BATCH}
      FOR UPDATE SKIP LOCKED
    )
    UPDATE typing_notice n
    SET taken = true
    FROM next
    WHERE n.tenant_id = (SELECT current_tenant()) AND n.conversation_id = next.conversation_id
    RETURNING n.conversation_id`,
});

/**
 * Takes the notices that wait, so that no other worker shows them; those that are too old are dropped. Whoever takes
 * one calls `typingWasShown` when it is over, whether or not it was shown.
 * @param at epoch milliseconds.
 * @returns ids of conversations, at most 20: none when no more wait.
 */
export async function takeTypingNotices(unit: TenantUnit, at: number): Promise<readonly string[]> {
  await unit.write(FORGET_STALE, { stale: new Date(at - WORTH_SHOWING_MS) });
  return (await unit.run(TAKE, {})).map(row => row.conversation_id);
}

const OVER = statement('typing_notice_over', {
  takes: { conversations: uuids },
  gives: {},
  sql: `
    DELETE FROM typing_notice
    WHERE tenant_id = (SELECT current_tenant()) AND conversation_id = ANY($conversations) AND taken`,
});

/** These notices are over: the next that somebody writes is shown again. */
export async function typingWasShown(unit: TenantUnit, conversationIds: readonly string[]): Promise<void> {
  await unit.write(OVER, { conversations: conversationIds });
}
