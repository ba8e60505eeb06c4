import type { TenantUnit } from '../db/database.ts';
import { bool, statement, text, time, uuid, words } from '../db/statement.ts';
import type { MessageDraft } from '../generated/client.ts';
import { tenantSettings } from '../tenant/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days after its last change until a draft is deleted; fewer where the tenant's retention is shorter. */
export const DRAFT_DAYS = 30;
/** How long the key of a sent draft is remembered: longer than the one day for which an Idempotency-Key is valid. */
const SENT_MS = 2 * DAY_MS;

export const DRAFT_KINDS = ['reply', 'note'] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

/** Identifies a draft: in each conversation, a person has at most one draft of a reply and one of a note. */
export interface DraftPlace {
  readonly conversationId: string;
  readonly authorId: string;
  readonly kind: DraftKind;
}

export interface DraftContent {
  readonly text: string;
  /** Id of the message that the reply quotes. */
  readonly quotes: string | null;
  /** The Idempotency-Key that the draft is going to be sent with. */
  readonly key: string | null;
}

/** A draft as the API shows it. `text` is null when there is no draft; `version` keeps counting all the same. */
const draftView = (kind: DraftKind, row: MessageDraft | null, at: number) => {
  const there = row !== null && row.text !== null && row.expiresAt.getTime() > at ? row : null;
  return {
    kind,
    version: row?.version ?? 0,
    text: there?.text ?? null,
    quotes: there?.quotes ?? null,
    key: there?.sendKey ?? null,
    sentKey: row?.sentKey ?? null,
    updatedAt: there?.updatedAt.toISOString() ?? null,
    expiresAt: there?.expiresAt.toISOString() ?? null,
  };
};
export type DraftView = ReturnType<typeof draftView>;

const keyOf = ({ tenantId }: TenantUnit, { conversationId, authorId, kind }: DraftPlace) => ({
  tenantId,
  conversationId,
  authorId,
  kind,
});

/** @param at epoch milliseconds. */
export async function findDraft(unit: TenantUnit, place: DraftPlace, at: number): Promise<DraftView> {
  return draftView(place.kind, await unit.tx.messageDraft.findFirst({ where: keyOf(unit, place) }), at);
}

export type DraftResult =
  { readonly result: 'saved' | 'newer'; readonly draft: DraftView } | { readonly result: 'erased' };

/**
 * Saves a draft over the version that its writer has seen. An empty text discards the draft.
 * @param replaces the version seen; 0 when there was none.
 * @param at epoch milliseconds.
 * @returns `newer`, with the draft as stored and nothing changed, when the stored version is another one, or when the
 * message with this key has been accepted already: a late save must not bring back what was sent. `erased` when the
 * conversation does not exist or is erased.
 */
export async function saveDraft(
  unit: TenantUnit,
  place: DraftPlace,
  content: DraftContent,
  replaces: number,
  at: number,
): Promise<DraftResult> {
  const { tx } = unit;
  const key = keyOf(unit, place);
  // Erasure either waits for this lock or is seen here, so no draft is written after it. The conversation is locked
  // before the draft, in the same order as by a reply.
  const [conversation] = await tx.$queryRaw<{ phase: string }[]>`
    SELECT phase
    FROM conversation
    WHERE tenant_id = ${unit.tenantId}::uuid AND id = ${place.conversationId}::uuid
    FOR SHARE`;
  if (conversation === undefined || conversation.phase === 'erased') return { result: 'erased' };
  const { retentionMs } = await tenantSettings(unit);
  const now = new Date(at);
  await tx.messageDraft.createMany({
    data: [{ ...key, version: 0, updatedAt: now, expiresAt: now }],
    skipDuplicates: true,
  });
  const there = content.text.trim() !== '';
  const { count } = await tx.messageDraft.updateMany({
    where: {
      ...key,
      version: replaces,
      ...(content.key === null ? {} : { OR: [{ sentKey: null }, { sentKey: { not: content.key } }] }),
    },
    data: {
      version: replaces + 1,
      text: there ? content.text : null,
      quotes: there ? content.quotes : null,
      sendKey: there ? content.key : null,
      updatedAt: now,
      expiresAt: new Date(at + (there ? Math.min(DRAFT_DAYS * DAY_MS, retentionMs) : SENT_MS)),
    },
  });
  return { result: count === 1 ? 'saved' : 'newer', draft: await findDraft(unit, place, at) };
}

/** Whether a reply may quote this message: one of the conversation that WhatsApp knows, and no reaction. */
export async function canBeQuoted(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  messageId: string,
): Promise<boolean> {
  const where = { tenantId, conversationId, id: messageId, wamid: { not: null }, kind: { not: 'reaction' } };
  return (await tx.message.count({ where })) > 0;
}

/** Discards a draft, whatever its version. @param at epoch milliseconds. */
export async function discardDraft(unit: TenantUnit, place: DraftPlace, at: number): Promise<void> {
  const now = new Date(at);
  await unit.tx.messageDraft.updateMany({
    where: { ...keyOf(unit, place), text: { not: null } },
    data: {
      version: { increment: 1 },
      text: null,
      quotes: null,
      sendKey: null,
      updatedAt: now,
      expiresAt: new Date(at + SENT_MS),
    },
  });
}

/**
 * Clears the draft if it carries the key that was sent, and keeps it if it is a different one, begun meanwhile. Either
 * way the row remembers the key.
 */
const NOTE_SENT = statement('draft_note_sent', {
  takes: {
    conversation: uuid,
    author: uuid,
    kind: words<DraftKind>(),
    key: text,
    isPerson: bool,
    at: time,
    expires: time,
  },
  gives: {},
  sql: `
    INSERT INTO message_draft AS d (
      tenant_id,
      conversation_id,
      author_id,
      kind,
      version,
      sent_key,
      updated_at,
      expires_at
    )
    SELECT current_tenant(), $conversation, $author, $kind, 1, $key, $at, $expires
    WHERE $isPerson
      OR EXISTS (
        SELECT 1
        FROM message_draft k
        WHERE k.tenant_id = (SELECT current_tenant())
          AND k.conversation_id = $conversation
          AND k.author_id = $author
          AND k.kind = $kind
      )
    ON CONFLICT (tenant_id, conversation_id, author_id, kind) DO UPDATE
    SET
      sent_key = excluded.sent_key,
      updated_at = excluded.updated_at,
      version = d.version + CASE WHEN d.send_key = excluded.sent_key THEN 1 ELSE 0 END,
      text = CASE WHEN d.send_key = excluded.sent_key THEN NULL ELSE d.text END,
      quotes = CASE WHEN d.send_key = excluded.sent_key THEN NULL ELSE d.quotes END,
      send_key = CASE WHEN d.send_key = excluded.sent_key THEN NULL ELSE d.send_key END,
      expires_at = CASE
        WHEN d.text IS NULL
        OR d.send_key = excluded.sent_key THEN excluded.expires_at
        ELSE d.expires_at
      END`,
});

/**
 * To be called in the transaction that accepts the message with this key: its draft is cleared, and no draft with that
 * key can be saved any more. For a program (`isPerson` false) nothing is written unless it has saved a draft before.
 * @param at epoch milliseconds.
 */
export async function noteDraftSent(
  unit: TenantUnit,
  { conversationId, authorId, kind }: DraftPlace,
  sent: { readonly key: string | undefined; readonly isPerson: boolean },
  at: number,
): Promise<void> {
  if (sent.key === undefined) return;
  await unit.write(NOTE_SENT, {
    conversation: conversationId,
    author: authorId,
    kind,
    key: sent.key,
    isPerson: sent.isPerson,
    at: new Date(at),
    expires: new Date(at + SENT_MS),
  });
}

/** Deletes everybody's drafts of a conversation that were last changed at or before `before` (epoch milliseconds). */
export async function deleteDraftsBefore(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  before: number,
): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, conversationId, updatedAt: { lte: new Date(before) } } });
}

/** Deletes everybody's drafts of a conversation, when it is erased. */
export async function deleteDrafts({ tx, tenantId }: TenantUnit, conversationId: string): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, conversationId } });
}

/** Deletes the tenant's expired drafts. @param at epoch milliseconds. */
export async function expireDrafts({ tx, tenantId }: TenantUnit, at: number): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, expiresAt: { lte: new Date(at) } } });
}
