import { REVISED, wordsNow } from '../conversation/revised.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, json, nullable, statement, text, texts, uuid, uuids, words } from '../db/statement.ts';

/** The message that another replies to. */
export interface Quote {
  readonly messageId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly type: string;
  /** Its text; null when it has none, or it was deleted. */
  readonly words: string | null;
}

/** Finds quoted messages by wamid: an inbound one by its unique key, an outbound one by its attempt. */
const QUOTED = statement('messages_quoted', {
  takes: { conversation: uuid, numbers: uuids, wamids: texts },
  gives: {
    number_id: uuid,
    wamid: text,
    id: uuid,
    direction: words<'inbound' | 'outbound'>(),
    kind: text,
    content: nullable(json<Readonly<Record<string, unknown>>>()),
    edited: nullable(json<unknown>()),
    revoked: bool,
  },
  sql: `
    SELECT w.number_id, w.wamid, m.id, m.direction, m.kind, m.content, ${REVISED}
    FROM unnest($numbers, $wamids) AS w(number_id, wamid)
      CROSS JOIN LATERAL (
        SELECT k.message_id
        FROM inbound_key k
        WHERE k.tenant_id = (SELECT current_tenant())
          AND k.number_id = w.number_id
          AND k.wamid_hash = sha256(convert_to(w.wamid, 'UTF8'))
        UNION
        SELECT a.message_id
        FROM send_attempt a
        WHERE a.tenant_id = (SELECT current_tenant()) AND a.wamid = w.wamid
      ) named
      JOIN message m ON m.tenant_id = (SELECT current_tenant())
        AND m.id = named.message_id
        AND m.number_id = w.number_id
        AND m.conversation_id = $conversation
        AND m.direction IN ('inbound', 'outbound')`,
});

/**
 * The messages that these messages of one conversation reply to, by `quoteKey`. Those in another conversation are left
 * out, since the reader may not be allowed to see that one.
 */
export async function quotesOf(
  unit: TenantUnit,
  conversationId: string,
  rows: readonly { readonly numberId: string; readonly contextWamid: string | null }[],
): Promise<Map<string, Quote>> {
  const asked = [
    ...new Map(
      rows.flatMap(({ numberId, contextWamid }) =>
        contextWamid === null ? [] : [[quoteKey(numberId, contextWamid), { numberId, wamid: contextWamid }] as const],
      ),
    ).values(),
  ];
  if (asked.length === 0) return new Map();
  const found = await unit.run(QUOTED, {
    conversation: conversationId,
    numbers: asked.map(each => each.numberId),
    wamids: asked.map(each => each.wamid),
  });
  return new Map(
    found.map(row => [
      quoteKey(row.number_id, row.wamid),
      { messageId: row.id, direction: row.direction, type: row.kind, words: wordsNow(row.kind, row.content, row) },
    ]),
  );
}

export const quoteKey = (numberId: string, wamid: string): string => `${numberId} ${wamid}`;
