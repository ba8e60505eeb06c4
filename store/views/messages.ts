import type { TenantUnit } from '../database.ts';
import { explain } from '../../domain/whatsapp/send-errors.ts';
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

/** A message as the API shows it. */
export function messageView(row: Message, happenings: readonly Happening[] = [], media: MediaView | null = null, templates: readonly TemplateChoice[] | null = null) {
  return {
    id: row.id, conversationId: row.conversationId, direction: row.direction, type: row.kind, content: row.content as Record<string, unknown> | null,
    raw: row.kind === 'unsupported' ? (row.raw as unknown) : undefined,
    wamid: row.wamid, contextWamid: row.contextWamid, status: row.status, error: row.errorCode === null && row.errorText === null ? null : { code: row.errorCode, text: row.errorText, explanation: explain(row.errorCode), templates },
    privateTo: row.privateTo, consultId: row.consultId, aiCallId: row.aiCallId,
    authorId: row.authorId, at: row.at.toISOString(), receivedAt: row.receivedAt.toISOString(), contentDeletedAt: row.contentDeletedAt?.toISOString() ?? null,
    /** Edits, revokes and reactions that came later. */
    happenings,
    media,
  };
}
export type MessageView = ReturnType<typeof messageView>;

/** Newest first, by the time WhatsApp gave. */
export async function listMessages(unit: TenantUnit, scope: Scope, conversationId: string, after: { at: string; id: string } | null, limit: number): Promise<MessageView[]> {
  const rows = await unit.tx.message.findMany({
    where: { AND: [{ tenantId: unit.tenantId, conversationId }, noteFilter(scope), after === null ? {} : { OR: [{ at: { lt: new Date(after.at) } }, { at: new Date(after.at), id: { lt: after.id } }] }] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit,
  });
  const wamids = rows.flatMap(row => (row.wamid === null ? [] : [row.wamid]));
  const events = wamids.length === 0 ? [] : await unit.tx.messageEvent.findMany({ where: { tenantId: unit.tenantId, numberId: { in: [...new Set(rows.map(row => row.numberId))] }, targetWamid: { in: wamids } }, orderBy: { at: 'asc' } });
  const files = await mediaOf(unit, rows.map(row => row.id));
  const choices = new Map<string, TemplateChoice[]>();
  for (const { numberId } of rows.filter(missedWindow)) if (!choices.has(numberId)) choices.set(numberId, await templateChoices(unit, numberId));
  return rows.map(row => messageView(row, events.filter(event => event.targetWamid === row.wamid && event.numberId === row.numberId).map(event => ({ kind: event.kind, messageId: event.messageId, at: event.at.toISOString() })), files.get(row.id) ?? null, missedWindow(row) ? (choices.get(row.numberId) ?? null) : null));
}
