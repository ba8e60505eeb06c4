/** Happenings (reactions, edits, deletions, notices): where they belong, and which earlier messages they are about. */
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import { isHappening } from '../../domain/whatsapp/inbound.ts';
import { surveyReplyOf } from '../../domain/conversation/survey.ts';
import type { TenantUnit } from '../db/database.ts';
import { bool, statement, text, texts, uuid, uuids } from '../db/statement.ts';
import { identitiesOf, keyOf, knownIdentities } from './contacts.ts';
import { wamidHash } from './wamid-hash.ts';

/**
 * Those of the items that are happenings (or ratings) from somebody who has never written, and who does not write in the same batch
 * either: there is no contact to note them for, and they do not create one.
 */
export async function ofStrangers(
  unit: TenantUnit,
  messages: readonly InboundMessage[],
): Promise<ReadonlySet<InboundMessage>> {
  const isNoted = ({ kind, content }: InboundMessage): boolean =>
    isHappening(kind) || surveyReplyOf(kind, content) !== null;
  const happenings = messages.filter(isNoted);
  if (happenings.length === 0) return new Set();
  const writing = new Set(
    messages.filter(message => !isNoted(message)).flatMap(({ sender }) => identitiesOf(sender).map(keyOf)),
  );
  const known = await knownIdentities(
    unit,
    happenings.flatMap(({ sender }) => identitiesOf(sender)),
  );
  return new Set(
    happenings.filter(({ sender }) =>
      identitiesOf(sender).every(identity => !writing.has(keyOf(identity)) && !known.has(keyOf(identity))),
    ),
  );
}

/** An earlier inbound message that an edit or a deletion is about. */
export interface Target {
  readonly messageId: string;
  readonly conversationId: string;
  /** Whether neither a person nor the AI has answered since. */
  readonly isUnanswered: boolean;
}

const TARGETS = statement('inbound_targets', {
  takes: { numbers: uuids, hashes: texts },
  gives: { number_id: uuid, hash: text, id: uuid, conversation_id: uuid, is_unanswered: bool },
  sql: `
    SELECT
      w.number_id,
      w.hash,
      m.id,
      m.conversation_id,
      NOT EXISTS (
        SELECT 1
        FROM message a
        WHERE a.tenant_id = (SELECT current_tenant())
          AND a.conversation_id = m.conversation_id
          AND a.direction = 'outbound'
          AND (a.author_id IS NOT NULL OR a.ai_call_id IS NOT NULL)
          AND a.received_at > m.received_at
      ) AS is_unanswered
    FROM unnest($numbers, $hashes) AS w(number_id, hash)
      JOIN inbound_key k ON k.tenant_id = (SELECT current_tenant())
        AND k.number_id = w.number_id
        AND k.wamid_hash = decode(w.hash, 'hex')
      JOIN message m ON m.tenant_id = (SELECT current_tenant())
        AND m.id = k.message_id`,
});

/** For each edit or deletion among the items, the message it is about; without those whose message is not known. */
export async function revisedBy<T extends { readonly message: InboundMessage; readonly numberId: string }>(
  unit: TenantUnit,
  items: readonly T[],
): Promise<ReadonlyMap<T, Target>> {
  const asked = items.flatMap(item =>
    item.message.target !== null && item.message.target.kind !== 'reaction'
      ? [{ item, hash: wamidHash(item.message.target.wamid).toString('hex') }]
      : [],
  );
  if (asked.length === 0) return new Map();
  const rows = await unit.run(TARGETS, {
    numbers: asked.map(({ item }) => item.numberId),
    hashes: asked.map(({ hash }) => hash),
  });
  return new Map(
    asked.flatMap(({ item, hash }) => {
      const row = rows.find(each => each.number_id === item.numberId && each.hash === hash);
      return row === undefined
        ? []
        : [
            [
              item,
              { messageId: row.id, conversationId: row.conversation_id, isUnanswered: row.is_unanswered },
            ] as const,
          ];
    }),
  );
}
