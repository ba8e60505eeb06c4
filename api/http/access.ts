import type { Request } from 'express';
import type { Decision } from '../../domain/conversation/decide.ts';
import { noteAct } from '../../store/access/audit.ts';
import type { TenantUnit } from '../../store/db/database.ts';
import type { ConversationView } from '../../store/views/conversations.ts';
import { findConversation } from '../../store/views/conversations.ts';
import type { Scope, Viewer } from '../../store/conversation/scope.ts';
import { sightOfAgent, sightOfKey } from '../../store/conversation/scope.ts';
import { findWorkingAgent } from '../../store/acd/agents.ts';
import { conversationOfMedia } from '../../store/media/media.ts';
import type { TransitionResult } from '../../store/conversation/transition.ts';
import type { Principal } from './principal.ts';
import { notFound, problem, refusalProblem } from './problem.ts';

/**
 * What the principal may see: administrators everything of the tenant, agents their own, their queues', and what they
 * are asked about. Keys see as their role does, agents' keys what is in the key's queues. Whispers are for whom they
 * name, their author, and people who are administrators; a key reads none but its own.
 */
export async function scopeOf(unit: TenantUnit, principal: Principal): Promise<Scope> {
  const whispersOf = principal.kind === 'user' && principal.role === 'TENANT_ADMIN' ? null : principal.id;
  if (principal.role !== 'AGENT') return { all: true, whispersOf };
  if (principal.kind === 'api_key') return { ...(await sightOfKey(unit, principal.id)), whispersOf };
  return { ...(await sightOfAgent(unit, principal.id)), whispersOf };
}

/** The principal as one who looks; the database knows what it sees, by the rules of `scopeOf`. */
export const viewerOf = (principal: Principal): Viewer =>
  principal.role === 'AGENT' ? { all: false, agentId: principal.id } : { all: true };

/** The conversation, when it exists for the principal. @throws problem 404 */
export async function visibleConversation(
  unit: TenantUnit,
  principal: Principal,
  id: string,
  at: number,
): Promise<ConversationView> {
  const conversation = await findConversation(unit, viewerOf(principal), id, at);
  if (conversation === null) throw notFound('The conversation');
  return conversation;
}

/** A file is there for whoever may see its conversation. @throws problem 404 */
export async function visibleMedia(unit: TenantUnit, principal: Principal, id: string, at: number): Promise<void> {
  const conversationId = await conversationOfMedia(unit, id);
  if (conversationId === null || (await findConversation(unit, viewerOf(principal), conversationId, at)) === null)
    throw notFound('The file');
}

/**
 * An agent who may be given something.
 * @throws problem 400 with field `agentId` where nobody who works as one has the id.
 */
export async function requireAgent(unit: TenantUnit, agentId: string): Promise<{ readonly presence: string }> {
  const agent = await findWorkingAgent(unit, agentId);
  if (agent === null) throw problem(400, 'invalid_request', 'There is no such agent.', { field: 'agentId' });
  return agent;
}

/** Agents act on what is assigned to them, administrators on everything. */
export function assigneeOrAdmin(principal: Principal): (agentId: string | null) => Decision | null {
  return agentId =>
    principal.role === 'AGENT' && agentId !== principal.id ? { refused: 'not_assigned_to_you' } : null;
}

/** With which key a message was written, and whether by a person: programs keep no drafts. */
export const sentBy = (
  principal: Principal,
  request: Pick<Request, 'get'>,
): { readonly key: string | undefined; readonly isPerson: boolean } => ({
  key: request.get('idempotency-key'),
  isPerson: principal.kind === 'user',
});

/** @throws the refusal as a problem (rolling the transaction back: nothing was changed). */
export function unwrap(result: TransitionResult): Extract<TransitionResult, { ok: true }>['transition'] {
  if (!result.ok) throw refusalProblem(result.refusal);
  return result.transition;
}

/** Notes who did what. Ids and enums only: the audit outlives personal data. */
export async function audit(
  unit: TenantUnit,
  principal: Principal,
  action: string,
  targetId: string,
  at: number,
  data: Record<string, string | number | null> = {},
): Promise<void> {
  await noteAct(unit, { actor: principal, action, targetId, at, data });
}
