import type { TenantUnit } from '../database.ts';
import { shown } from '../../domain/whatsapp/repair.ts';
import { explain } from '../../domain/whatsapp/send-errors.ts';
import { plausibleTime } from '../../domain/whatsapp/times.ts';
import type { Message } from '../generated/client.ts';
import type { MediaView } from '../media/media.ts';
import { mediaOf } from '../media/media.ts';
import { templateChoices } from '../templates.ts';
import type { Scope } from './scope.ts';
import { noteFilter } from './scope.ts';

interface Happening {
  readonly kind: string;
  readonly messageId: string;
  readonly at: string;
}

type TemplateChoice = Awaited<ReturnType<typeof templateChoices>>[number];

const missedWindow = (row: Message): boolean => row.status === 'failed' && row.errorCode === 'window_closed';

/** A time of WhatsApp's as answers show it: where it cannot be (versions before this stored any), it is the time of receipt. */
const isoTime = (claimed: Date, receivedAt: Date): string => new Date(plausibleTime(claimed.getTime(), receivedAt.getTime())).toISOString();

/** What is shown of a message. */
export type ShownMessage = Omit<Message, 'tenantId' | 'content' | 'raw' | 'privateTo'> & { readonly content: unknown; readonly raw: unknown; readonly privateTo: readonly string[] };

/** A message as the API shows it. */
export function messageView(row: ShownMessage, happenings: readonly Happening[] = [], media: MediaView | null = null, templates: readonly TemplateChoice[] | null = null) {
  return {
    id: row.id, conversationId: row.conversationId, direction: row.direction, type: row.kind, content: shown(row.content) as Record<string, unknown> | null,
    raw: row.kind === 'unsupported' ? shown(row.raw) : undefined,
    wamid: row.wamid, contextWamid: row.contextWamid, status: row.status, error: row.errorCode === null && row.errorText === null ? null : { code: row.errorCode, text: row.errorText, explanation: explain(row.errorCode), templates },
    privateTo: [...row.privateTo], consultId: row.consultId, aiCallId: row.aiCallId,
    authorId: row.authorId, at: isoTime(row.at, row.receivedAt), receivedAt: row.receivedAt.toISOString(), contentDeletedAt: row.contentDeletedAt?.toISOString() ?? null,
    /** Edits, revokes and reactions that came later. */
    happenings,
    media,
  };
}
export type MessageView = ReturnType<typeof messageView>;

interface Mark {
  readonly at: string;
  readonly id: string;
}

/** Newest first, by the time WhatsApp gave. */
export async function listMessages(unit: TenantUnit, scope: Scope, conversationId: string, after: Mark | null, limit: number): Promise<MessageView[]> {
  const mark = after === null ? null : { at: await timeOfMark(unit, conversationId, after), id: after.id };
  const rows = await unit.tx.message.findMany({
    where: { AND: [{ tenantId: unit.tenantId, conversationId }, noteFilter(scope), mark === null ? {} : { OR: [{ at: { lt: mark.at } }, { at: mark.at, id: { lt: mark.id } }] }] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit,
  });
  const [happenings, files] = await Promise.all([happeningsOf(unit, rows), mediaOf(unit, rows.map(row => row.id))]);
  const choices = new Map<string, TemplateChoice[]>();
  for (const { numberId } of rows.filter(missedWindow)) if (!choices.has(numberId)) choices.set(numberId, await templateChoices(unit, numberId));
  return rows.map(row => messageView(row, happenings.get(row.id) ?? [], files.get(row.id) ?? null, missedWindow(row) ? (choices.get(row.numberId) ?? null) : null));
}

/** Where a page ends in the order of the rows, which is not always the time that was shown. A row that is gone leaves that. */
async function timeOfMark({ tx, tenantId }: TenantUnit, conversationId: string, { at, id }: Mark): Promise<Date> {
  const [row] = await tx.$queryRaw<{ ms: number }[]>`
    SELECT (extract(epoch FROM at) * 1000)::float8 AS ms FROM message WHERE id = ${id}::uuid AND conversation_id = ${conversationId}::uuid AND tenant_id = ${tenantId}::uuid`;
  return row === undefined ? new Date(at) : new Date(row.ms);
}

/** What happened to messages later: edits, revokes, reactions. */
async function happeningsOf({ tx, tenantId }: TenantUnit, rows: readonly Message[]): Promise<Map<string, Happening[]>> {
  const wamids = rows.flatMap(row => row.wamid ?? []);
  const events = wamids.length === 0 ? [] : await tx.messageEvent.findMany({ where: { tenantId, numberId: { in: [...new Set(rows.map(row => row.numberId))] }, targetWamid: { in: wamids } }, orderBy: { at: 'asc' } });
  if (events.length === 0) return new Map();
  const causes = await tx.message.findMany({ where: { tenantId, id: { in: events.map(event => event.messageId) } }, select: { id: true, receivedAt: true } });
  const receivedAt = new Map(causes.map(cause => [cause.id, cause.receivedAt]));
  return new Map(rows.map(row => [row.id, events.filter(event => event.targetWamid === row.wamid && event.numberId === row.numberId)
    .map(event => ({ kind: event.kind, messageId: event.messageId, at: isoTime(event.at, receivedAt.get(event.messageId) ?? row.receivedAt) }))]));
}
