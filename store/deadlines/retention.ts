import { liftOfErased } from '../contacts/blocked-phones.ts';
import { forgetFacts } from '../contacts/forget-facts.ts';
import { forgetImported } from '../contacts/forget-imported.ts';
import { forgetMentions } from '../conversation/mentions.ts';
import { deleteDrafts, deleteDraftsBefore } from '../conversation/drafts.ts';
import type { TenantUnit } from '../db/database.ts';
import { Prisma } from '../generated/client.ts';
import { contactsChanged } from '../search/forget.ts';
import { tenantSettings } from '../tenant/settings.ts';

/**
 * Deletes the content that was received or written up to `before` in one conversation: text, typed content, the
 * original webhook item, files and what is said in them, statuses, suggestions and drafts. The rows of messages stay, empty, so that a webhook
 * delivered again cannot bring the content back.
 * @param before epoch milliseconds. @param at when that happens, epoch milliseconds: messages show it.
 * @returns when the oldest remaining content becomes due for deletion, epoch milliseconds; null when none is left.
 */
export async function deleteContentBefore(
  unit: TenantUnit,
  conversationId: string,
  before: number,
  at: number,
): Promise<number | null> {
  const { tx } = unit;
  const gone = await tx.$queryRaw<{ id: string }[]>`
    WITH
      gone AS (
        UPDATE message
        SET content = NULL, raw = NULL, error_text = NULL, content_deleted_at = ${new Date(at)}::timestamptz
        WHERE conversation_id = ${conversationId}::uuid
          AND received_at <= ${new Date(before)}::timestamptz
          AND content_deleted_at IS NULL
        RETURNING id, number_id, wamid
      ),
      files AS (
        UPDATE media
        SET
          state = 'erasing',
          upload_state = NULL,
          data_key = NULL,
          file_name = NULL,
          transcript_state = NULL,
          transcript = NULL,
          transcript_language = NULL
        FROM gone
        WHERE media.message_id = gone.id
      ),
      preview AS (
        UPDATE conversation
        SET last_message_preview = NULL
        WHERE id = ${conversationId}::uuid AND last_message_id IN (SELECT id FROM gone)
      ),
      statuses AS (
        DELETE FROM message_status s USING gone
        WHERE s.number_id = gone.number_id AND s.wamid = gone.wamid
      )
    SELECT id
    FROM gone`;
  const goneIds = gone.map(({ id }) => id);
  await forgetMentions(unit, goneIds);
  await tx.suggestion.updateMany({
    where: { conversationId, createdAt: { lte: new Date(before) } },
    data: { text: null, proposal: Prisma.DbNull, request: Prisma.DbNull },
  });
  await deleteDraftsBefore(unit, conversationId, before);
  await tx.kbGap.deleteMany({ where: { conversationId, at: { lte: new Date(before) } } });
  // Trials are kept for some days only, but must not outlive the content that they were run on.
  await tx.$executeRaw`
    DELETE FROM ai_trial
    WHERE tenant_id = ${unit.tenantId}::uuid AND items @> ${JSON.stringify([{ conversationId }])}::jsonb`;
  unit.wake.media = true;
  const [oldest] = await tx.$queryRaw<{ received_at: Date | null }[]>`
    SELECT min(received_at) AS received_at
    FROM message
    WHERE conversation_id = ${conversationId}::uuid AND content_deleted_at IS NULL`;
  const { retentionMs } = await tenantSettings(unit);
  return oldest?.received_at ? oldest.received_at.getTime() + retentionMs : null;
}

/**
 * Removes what is left of an erased conversation. If it was the contact's last one, the contact's identities are
 * deleted, its personal data is cleared, and WhatsApp is asked to block it no more.
 * @param at epoch milliseconds.
 */
export async function eraseRemains(
  unit: TenantUnit,
  conversationId: string,
  contactId: string,
  at: number,
): Promise<void> {
  const { tx, tenantId } = unit;
  const messages = await tx.message.findMany({ where: { conversationId }, select: { id: true } });
  const ids = messages.map(message => message.id);
  await tx.messageEvent.deleteMany({ where: { tenantId, messageId: { in: ids } } });
  await forgetMentions(unit, ids);
  await deleteDrafts(unit, conversationId);
  await tx.typingNotice.deleteMany({ where: { tenantId, conversationId } });
  await tx.consult.deleteMany({ where: { tenantId, conversationId } });
  await tx.suggestion.deleteMany({ where: { tenantId, conversationId } });
  await tx.kbGap.deleteMany({ where: { tenantId, conversationId } });
  await tx.sendAttempt.deleteMany({ where: { conversationId } });
  // Without their keys the encrypted files cannot be read any more; the worker removes them later.
  await tx.media.updateMany({
    where: { tenantId, conversationId },
    data: {
      state: 'erasing',
      uploadState: null,
      dataKey: null,
      fileName: null,
      transcriptState: null,
      transcript: null,
      transcriptLanguage: null,
    },
  });
  unit.wake.media = true;
  await tx.message.deleteMany({ where: { conversationId } });
  await tx.conversation.update({
    where: { tenantId_id: { tenantId, id: conversationId } },
    data: { lastMessagePreview: null },
  });
  const others = await tx.conversation.count({ where: { tenantId, contactId, phase: { not: 'erased' } } });
  if (others > 0) return;
  await liftOfErased(unit, contactId, at);
  await tx.contactIdentity.deleteMany({ where: { tenantId, contactId } });
  await forgetFacts(unit, contactId);
  await forgetImported(unit, [contactId]);
  await contactsChanged(unit, [contactId]);
}
