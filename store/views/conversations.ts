import type { AiState, OpenSend, SlaClock } from '../../domain/conversation/state.ts';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import type { TenantUnit } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import type { Sight } from './scope.ts';
import { scopeFilter } from './scope.ts';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

const isoOf = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());

const withContact = {
  thread: { include: { contact: { include: { identities: { where: { kind: { in: ['wa_id', 'user_id'] } }, orderBy: { createdAt: 'desc' } } } }, number: { select: { id: true, phoneNumberId: true, displayPhoneNumber: true, name: true, sendingPaused: true } } } },
} satisfies Prisma.ConversationInclude;

type Loaded = Prisma.ConversationGetPayload<{ include: typeof withContact }>;

/** What people see of the AI's part. */
const aiView = (ai: AiState | null) => (ai === null ? null : { mode: ai.mode, answers: ai.answers, handedOver: ai.handedOver, lastTurn: ai.lastTurn, turn: ai.turn === null ? null : { number: ai.turn.number, kind: ai.turn.kind, dueAt: new Date(ai.turn.dueAt).toISOString() } });

/** A conversation as the API shows it. Times are ISO 8601 in UTC. */
export function conversationView(row: Loaded, at: number) {
  const { contact, number } = row.thread;
  const sla = row.sla as unknown as SlaClock[];
  const sends = row.sends as unknown as OpenSend[];
  return {
    id: row.id, state: row.phase, lastSeq: row.lastSeq, queueId: row.queueId, agentId: row.agentId, offerId: row.offerId, assignmentId: row.assignmentId, priority: row.priority,
    contact: { id: contact.id, name: contact.profileName, username: contact.username, waId: contact.identities.find(identity => identity.kind === 'wa_id')?.value ?? null, userId: contact.identities.find(identity => identity.kind === 'user_id')?.value ?? null, marketingStopped: contact.marketingStopped, vip: contact.vip, tags: contact.tags },
    number, unread: row.unread,
    lastMessage: row.lastMessageId === null ? null : { id: row.lastMessageId, kind: row.lastMessageKind, direction: row.lastMessageDirection, preview: row.lastMessagePreview, at: row.lastMessageAt.toISOString() },
    window: { open: isWindowOpen(row.windowExpiresAt?.getTime() ?? null, at), expiresAt: iso(row.windowExpiresAt) },
    ai: aiView(row.ai as unknown as AiState | null),
    dispositionId: row.dispositionId, mergedInto: row.mergedInto,
    sla: sla.map(({ target, dueAt, warnsAt, remainingMs, breached }) => ({ target, dueAt: isoOf(dueAt), warnsAt: isoOf(warnsAt), remainingMs, breached })),
    enqueuedAt: iso(row.enqueuedAt), openedAt: row.openedAt.toISOString(), closedAt: iso(row.closedAt),
    deadlines: { offerExpiresAt: iso(row.offerExpiresAt), matchRetryAt: iso(row.matchRetryAt), wrapUpEndsAt: iso(row.wrapUpEndsAt), maxWaitAt: iso(row.maxWaitAt), snoozedUntil: iso(row.snoozedUntil), idleAt: iso(row.idleAt), archiveAt: iso(row.archiveAt), retentionAt: iso(row.retentionAt) },
    openSends: sends.map(send => ({ ...send, notBefore: send.notBefore === null ? null : new Date(send.notBefore).toISOString(), deadline: send.deadline === null ? null : new Date(send.deadline).toISOString() })),
  };
}
export type ConversationView = ReturnType<typeof conversationView>;

export interface ConversationFilter {
  readonly states?: readonly string[] | undefined;
  readonly queueId?: string | undefined;
  readonly agentId?: string | undefined;
  readonly contactId?: string | undefined;
  readonly after: { readonly at: string; readonly id: string } | null;
  readonly limit: number;
}

/** Newest activity first. */
export async function listConversations(unit: TenantUnit, scope: Sight, filter: ConversationFilter, at: number): Promise<ConversationView[]> {
  // The index knows minutes; within one, PostgreSQL sorts.
  const after = filter.after === null ? {} : { activityMinute: { lte: new Date(filter.after.at) }, OR: [{ lastMessageAt: { lt: new Date(filter.after.at) } }, { lastMessageAt: new Date(filter.after.at), id: { lt: filter.after.id } }] };
  const rows = await unit.tx.conversation.findMany({
    where: {
      AND: [
        { tenantId: unit.tenantId }, scopeFilter(scope), after,
        { phase: filter.states === undefined ? { not: 'erased' } : { in: [...filter.states] } },
        filter.queueId === undefined ? {} : { queueId: filter.queueId }, filter.agentId === undefined ? {} : { agentId: filter.agentId },
        filter.contactId === undefined ? {} : { contactId: filter.contactId },
      ],
    },
    orderBy: [{ activityMinute: 'desc' }, { lastMessageAt: 'desc' }, { id: 'desc' }], take: filter.limit, include: withContact,
  });
  return rows.map(row => conversationView(row, at));
}

/** One conversation, or null when it does not exist for whoever asks. */
export async function findConversation(unit: TenantUnit, scope: Sight, id: string, at: number): Promise<ConversationView | null> {
  const row = await unit.tx.conversation.findFirst({ where: { AND: [{ id, tenantId: unit.tenantId }, scopeFilter(scope)] }, include: withContact });
  return row === null ? null : conversationView(row, at);
}

export async function findConversations(unit: TenantUnit, ids: readonly string[], at: number): Promise<ConversationView[]> {
  const rows = await unit.tx.conversation.findMany({ where: { id: { in: [...ids] }, tenantId: unit.tenantId }, include: withContact });
  return rows.map(row => conversationView(row, at));
}
