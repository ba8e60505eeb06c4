import type { Decision } from '../../domain/conversation/decide.ts';
import { OPEN_PHASES } from '../../domain/conversation/state.ts';
import type { TenantUnit } from '../../store/database.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { findConversation } from '../../store/views/conversations.ts';
import type { Scope } from '../../store/views/scope.ts';
import type { TransitionResult } from '../../store/conversation/transition.ts';
import type { Principal } from '../auth/principal.ts';
import { newId } from '../../store/ids.ts';
import { notFound, refusalProblem } from '../http/problem.ts';

/** What the principal may see: administrators everything of the tenant, agents their own, their queues', and what they are asked about. */
export async function scopeOf(unit: TenantUnit, principal: Principal): Promise<Scope> {
  if (principal.role !== 'AGENT' || principal.kind === 'api_key') return { all: true };
  const queues = await unit.tx.queueMember.findMany({ where: { tenantId: unit.tenantId, agentId: principal.id }, select: { queueId: true } });
  const consults = await unit.tx.consult.findMany({ where: { tenantId: unit.tenantId, agentId: principal.id, endedAt: null, conversation: { phase: { in: [...OPEN_PHASES] } } }, select: { conversationId: true } });
  return { all: false, agentId: principal.id, queueIds: queues.map(queue => queue.queueId), consultedOn: consults.map(consult => consult.conversationId) };
}

/** The conversation, when it exists for the principal. @throws problem 404 */
export async function visibleConversation(unit: TenantUnit, principal: Principal, id: string, at: number): Promise<ConversationView> {
  const conversation = await findConversation(unit, await scopeOf(unit, principal), id, at);
  if (conversation === null) throw notFound('The conversation');
  return conversation;
}

/** Agents act on what is assigned to them, administrators on everything. */
export function ownOnly(principal: Principal): (agentId: string | null) => Decision | null {
  return agentId => (principal.role === 'AGENT' && agentId !== principal.id ? { refused: 'not_assigned_to_you' } : null);
}

/** @throws the refusal as a problem (rolling the transaction back: nothing was changed). */
export function required(result: TransitionResult): Extract<TransitionResult, { ok: true }>['transition'] {
  if (!result.ok) throw refusalProblem(result.refusal);
  return result.transition;
}

/** Notes who did what. Ids and enums only: the audit outlives personal data. */
export async function audit(unit: TenantUnit, principal: Principal, action: string, targetId: string, at: number, data: Record<string, string | number | null> = {}): Promise<void> {
  await unit.tx.audit.create({ data: { id: newId(), tenantId: unit.tenantId, at: new Date(at), actorKind: principal.kind, actorId: principal.id, action, targetId, data } });
}
