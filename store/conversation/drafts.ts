import type { TenantUnit } from '../db/database.ts';
import { bool, statement, text, time, uuid, words } from '../db/statement.ts';
import type { MessageDraft } from '../generated/client.ts';
import { tenantSettings } from '../tenant/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** So long a draft is kept that nobody touches; less where the tenant keeps messages for less. */
export const DRAFT_DAYS = 30;
/** What was taken is remembered for longer than Idempotency-Keys are, which count for a day. */
const SENT_MS = 2 * DAY_MS;

export const DRAFT_KINDS = ['reply', 'note'] as const;
export type DraftKind = (typeof DRAFT_KINDS)[number];

/** Whose draft it is and of what: a person has one reply and one note of each conversation. */
export interface DraftPlace {
  readonly conversationId: string;
  readonly authorId: string;
  readonly kind: DraftKind;
}

export interface DraftContent {
  readonly text: string;
  /** A message of the conversation that the reply is to. */
  readonly quotes: string | null;
  /** The Idempotency-Key it is to be sent with. */
  readonly key: string | null;
}

/** A draft as the API shows it. Without text there is none; the version goes on. */
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
 * Puts a draft in the place of the version it replaces (0: of none); an empty text throws it away.
 * @param at epoch milliseconds.
 * @returns `newer`, with what is there and nothing changed, when another version is there, or the message with this key
 * was taken already: who was late must not bring back what is sent. `erased`: the conversation is no more.
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
  // Its erasure waits for us, or we see it: no draft comes after it. In the order in which a reply takes its locks.
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

/** Whether a reply may be to this message: one of the conversation that WhatsApp knows. */
export async function canBeQuoted(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  messageId: string,
): Promise<boolean> {
  return (await tx.message.count({ where: { tenantId, conversationId, id: messageId, wamid: { not: null } } })) > 0;
}

/** Throws a draft away, whatever its version. @param at epoch milliseconds. */
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

/** A draft that is sent goes; another that is being written meanwhile stays. Both remember what was taken. */
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
 * The message that was written with this key is taken: its draft is gone in the same transaction, and none with its key
 * comes back. Programs that write no drafts leave no trace.
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

/** Whatever was written up to `before` in a conversation, by whomever. */
export async function deleteDraftsBefore(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  before: number,
): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, conversationId, updatedAt: { lte: new Date(before) } } });
}

/** Of an erased conversation. */
export async function deleteDrafts({ tx, tenantId }: TenantUnit, conversationId: string): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, conversationId } });
}

/** Drafts of all conversations whose time is over. */
export async function expireDrafts({ tx, tenantId }: TenantUnit, at: number): Promise<void> {
  await tx.messageDraft.deleteMany({ where: { tenantId, expiresAt: { lte: new Date(at) } } });
}
