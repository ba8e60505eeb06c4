import type { TenantUnit } from '../db/database.ts';
import { recordOf } from '../../domain/whatsapp/record.ts';
import { shown } from '../../domain/whatsapp/repair.ts';
import { explain } from '../../domain/whatsapp/send-errors.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import { flowAnswers, wordsOf } from '../../domain/whatsapp/words.ts';
import type { Values } from '../db/statement.ts';
import { columns, int, json, nullable, statement, text, texts, time, uuid, uuids, words } from '../db/statement.ts';
import type { Message } from '../generated/client.ts';
import type { MediaView } from '../media/media.ts';
import { mediaOf } from '../media/media.ts';
import { templateChoices } from '../templates/templates.ts';
import type { Quote } from './quotes.ts';
import { quoteKey, quotesOf } from './quotes.ts';
import type { Scope } from '../conversation/scope.ts';

interface Happening {
  readonly kind: string;
  readonly messageId: string;
  readonly at: string;
  /** Whose it is; null: that is not known any more. */
  readonly direction: 'inbound' | 'outbound' | null;
  /** The new text of an edit, the emoji of a reaction; null when there is none, as of a reaction that is taken back. */
  readonly words: string | null;
}

/** What is shown together with a message. */
interface Around {
  /** Later edits, deletions and reactions, oldest first. */
  readonly happenings: readonly Happening[];
  readonly files: readonly MediaView[];
  /** Templates that could be sent instead of a message that failed because the window had closed; null for others. */
  readonly templates: readonly TemplateChoice[] | null;
  /** The message that it replies to, if that is in the same conversation. */
  readonly quotes: Quote | null;
}

type TemplateChoice = Awaited<ReturnType<typeof templateChoices>>[number];

const missedWindow = (row: Pick<Message, 'status' | 'errorCode'>): boolean =>
  row.status === 'failed' && row.errorCode === 'window_closed';

/**
 * A time from WhatsApp as the API shows it. Earlier releases stored implausible times as they came; these are replaced
 * by the time of receipt.
 */
const isoTime = (claimed: Date, receivedAt: Date): string =>
  new Date(plausibleTime(claimed.getTime(), receivedAt.getTime())).toISOString();

/** A message's row, as far as it is shown. */
export type ShownMessage = Omit<Message, 'tenantId' | 'content' | 'raw' | 'privateTo'> & {
  readonly content: unknown;
  readonly raw: unknown;
  readonly privateTo: readonly string[];
};

/** A message as the API shows it. */
export function messageView(
  row: ShownMessage,
  { happenings = [], files = [], templates = null, quotes = null }: Partial<Around> = {},
) {
  const content = shown(row.content) as Record<string, unknown> | null;
  return {
    id: row.id,
    conversationId: row.conversationId,
    direction: row.direction,
    type: row.kind,
    content,
    /** The text, whatever its kind; and what was filled in, if it is the reply to a form. */
    words: wordsOf(row.kind, content),
    answers: flowAnswers(recordOf(content?.['nfm_reply'])),
    raw: row.kind === 'unsupported' ? shown(row.raw) : undefined,
    wamid: row.wamid,
    contextWamid: row.contextWamid,
    status: row.status,
    error:
      row.errorCode === null && row.errorText === null
        ? null
        : { code: row.errorCode, text: row.errorText, explanation: explain(row.errorCode), templates },
    privateTo: [...row.privateTo],
    consultId: row.consultId,
    aiCallId: row.aiCallId,
    authorId: row.authorId,
    at: isoTime(row.at, row.receivedAt),
    receivedAt: row.receivedAt.toISOString(),
    contentDeletedAt: row.contentDeletedAt?.toISOString() ?? null,
    happenings,
    media: files[0] ?? null,
    files: [...files],
    quotes,
  };
}
export type MessageView = ReturnType<typeof messageView>;

const MESSAGE = {
  id: uuid,
  conversation_id: uuid,
  number_id: uuid,
  direction: text,
  kind: text,
  content: nullable(json<unknown>()),
  raw: nullable(json<unknown>()),
  wamid: nullable(text),
  context_wamid: nullable(text),
  status: nullable(text),
  error_code: nullable(text),
  error_text: nullable(text),
  author_id: nullable(uuid),
  at: time,
  received_at: time,
  content_deleted_at: nullable(time),
  private_to: nullable(uuids),
  consult_id: nullable(uuid),
  ai_call_id: nullable(uuid),
} as const;

/** Whispers only for those they name and for their authors; a NULL `$reader` gets all. */
const list = <const Name extends string>(name: Name, comparison: '<' | '<=' | '>', order: 'DESC' | 'ASC') =>
  statement(name, {
    takes: { conversation: uuid, reader: nullable(uuid), at: nullable(time), id: nullable(uuid), most: int },
    gives: MESSAGE,
    sql: `
    SELECT ${columns(MESSAGE, 'm')}
    FROM message m
    WHERE m.tenant_id = (SELECT current_tenant())
      AND m.conversation_id = $conversation
      AND ($at IS NULL OR (m.at, m.id) ${comparison} ($at, $id))
      AND (
        $reader IS NULL
        OR coalesce(m.private_to, '{}') = '{}'
        OR $reader = ANY(m.private_to)
        OR m.author_id = $reader
      )
    ORDER BY m.at ${order}, m.id ${order}
    LIMIT $most`,
  });
/** The newest first. */
const LIST = list('messages_list', '<', 'DESC');
const LIST_UNTIL = list('messages_list_until', '<=', 'DESC');
/** The oldest first. */
const LIST_NEWER = list('messages_list_newer', '>', 'ASC');

const shownMessage = (row: Values<typeof MESSAGE>): ShownMessage => ({
  id: row.id,
  conversationId: row.conversation_id,
  numberId: row.number_id,
  direction: row.direction,
  kind: row.kind,
  content: row.content,
  raw: row.raw,
  wamid: row.wamid,
  contextWamid: row.context_wamid,
  status: row.status,
  errorCode: row.error_code,
  errorText: row.error_text,
  authorId: row.author_id,
  at: row.at,
  receivedAt: row.received_at,
  contentDeletedAt: row.content_deleted_at,
  privateTo: row.private_to ?? [],
  consultId: row.consult_id,
  aiCallId: row.ai_call_id,
});

const HAPPENED = statement('messages_happened', {
  takes: { numbers: uuids, wamids: texts },
  gives: {
    kind: text,
    message_id: uuid,
    number_id: uuid,
    target_wamid: text,
    at: time,
    received_at: nullable(time),
    by: nullable(text),
    direction: nullable(words<'inbound' | 'outbound'>()),
    content: nullable(json<unknown>()),
  },
  sql: `
    SELECT e.kind, e.message_id, e.number_id, e.target_wamid, e.at, c.received_at, c.kind AS by, c.direction, c.content
    FROM message_event e LEFT JOIN message c ON c.tenant_id = e.tenant_id AND c.id = e.message_id
    WHERE e.tenant_id = (SELECT current_tenant())
      AND e.number_id = ANY($numbers)
      AND e.target_wamid = ANY($wamids)
    ORDER BY e.at, e.id`,
});

interface Mark {
  readonly at: string;
  readonly id: string;
}

/** A page of a conversation's messages, newest first by WhatsApp's time. @param after where the page before ended. */
export async function listMessages(
  unit: TenantUnit,
  scope: Scope,
  conversationId: string,
  after: Mark | null,
  limit: number,
): Promise<MessageView[]> {
  const mark = await sortedMark(unit, conversationId, after);
  const rows = await unit.run(LIST, { conversation: conversationId, reader: scope.whispersOf, ...mark, most: limit });
  return viewsOf(unit, conversationId, rows.map(shownMessage));
}

/** Who reads which conversation. */
interface Reading {
  readonly scope: Scope;
  readonly conversationId: string;
}

/** Messages that are newer than a mark, and nearest to it; the newest first. Without a mark, the oldest ones. */
export async function listNewerMessages(
  unit: TenantUnit,
  { scope, conversationId, before, limit }: Reading & { readonly before: Mark | null; readonly limit: number },
): Promise<MessageView[]> {
  const mark = await sortedMark(unit, conversationId, before);
  const rows = await unit.run(LIST_NEWER, {
    conversation: conversationId,
    reader: scope.whispersOf,
    ...mark,
    most: limit,
  });
  return viewsOf(unit, conversationId, rows.map(shownMessage).reverse());
}

/**
 * A message with those before it and after it, the newest first.
 * At most `each` older ones, itself included, and as many newer ones.
 * @returns null when there is no such message in the conversation, or the reader may not see it.
 */
export async function listMessagesAround(
  unit: TenantUnit,
  { scope, conversationId, messageId, each }: Reading & { readonly messageId: string; readonly each: number },
): Promise<{ readonly newer: MessageView[]; readonly older: MessageView[] } | null> {
  const at = await sortedTime(unit, conversationId, messageId);
  if (at === null) return null;
  const page = { conversation: conversationId, reader: scope.whispersOf, at, id: messageId, most: each };
  const [older, newer] = await Promise.all([unit.run(LIST_UNTIL, page), unit.run(LIST_NEWER, page)]);
  if (older[0]?.id !== messageId) return null;
  const views = await viewsOf(unit, conversationId, [...newer.reverse(), ...older].map(shownMessage));
  return { newer: views.slice(0, newer.length), older: views.slice(newer.length) };
}

/** Rows as the API shows them, with what belongs to them. */
async function viewsOf(
  unit: TenantUnit,
  conversationId: string,
  rows: readonly ShownMessage[],
): Promise<MessageView[]> {
  const [happenings, files, quotes] = await Promise.all([
    happeningsOf(unit, rows),
    mediaOf(
      unit,
      rows.map(row => row.id),
    ),
    quotesOf(unit, conversationId, rows),
  ]);
  const choices = new Map<string, TemplateChoice[]>();
  for (const { numberId } of rows.filter(missedWindow))
    if (!choices.has(numberId)) choices.set(numberId, await templateChoices(unit, numberId));
  return rows.map(row =>
    messageView(row, {
      happenings: happenings.get(row.id) ?? [],
      files: files.get(row.id) ?? [],
      templates: missedWindow(row) ? (choices.get(row.numberId) ?? null) : null,
      quotes: row.contextWamid === null ? null : (quotes.get(quoteKey(row.numberId, row.contextWamid)) ?? null),
    }),
  );
}

/**
 * A mark with the time by which its row is sorted, which may differ from the one that was shown (`isoTime`). If the row
 * is gone, the time shown is all there is.
 */
async function sortedMark(
  unit: TenantUnit,
  conversationId: string,
  mark: Mark | null,
): Promise<{ readonly at: Date | null; readonly id: string | null }> {
  if (mark === null) return { at: null, id: null };
  return { at: (await sortedTime(unit, conversationId, mark.id)) ?? new Date(mark.at), id: mark.id };
}

async function sortedTime(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  messageId: string,
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM at) * 1000)::float8 AS ms
    FROM message
    WHERE id = ${messageId}::uuid AND conversation_id = ${conversationId}::uuid AND tenant_id = ${tenantId}::uuid`;
  return row === undefined ? null : new Date(row.ms);
}

/** Later edits, deletions and reactions of messages, by message id. */
async function happeningsOf(unit: TenantUnit, rows: readonly ShownMessage[]): Promise<Map<string, Happening[]>> {
  const wamids = rows.flatMap(row => row.wamid ?? []);
  const events =
    wamids.length === 0
      ? []
      : await unit.run(HAPPENED, { numbers: [...new Set(rows.map(row => row.numberId))], wamids });
  if (events.length === 0) return new Map();
  return new Map(
    rows.map(row => [
      row.id,
      events
        .filter(event => event.target_wamid === row.wamid && event.number_id === row.numberId)
        .map(event => ({
          kind: event.kind,
          messageId: event.message_id,
          at: isoTime(event.at, event.received_at ?? row.receivedAt),
          direction: event.direction,
          words: event.by === null ? null : wordsOf(event.by, shown(event.content) as Record<string, unknown> | null),
        })),
    ]),
  );
}

/**
 * The wamid of a message in a conversation, other than a reaction; null when there is no such message, or no wamid yet.
 */
export async function wamidInConversation(
  { tx }: TenantUnit,
  conversationId: string,
  messageId: string,
): Promise<string | null> {
  const message = await tx.message.findFirst({
    where: { id: messageId, conversationId, kind: { not: 'reaction' } },
    select: { wamid: true },
  });
  return message?.wamid ?? null;
}
