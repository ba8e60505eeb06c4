import type { Request } from 'express';
import type { Refusal } from '../../domain/conversation/decide.ts';
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
 * Which conversations and whispers the principal may see. Administrators see every conversation of the tenant; agents
 * see those assigned to them, those in their queues, and those they are consulted on. An API key sees what its role
 * sees; with the role AGENT, that is what lies in the key's queues. A whisper is visible to those it names, to its
 * author, and to administrators who are people; an API key reads only the whispers that it wrote or that name it.
 */
export async function scopeOf(unit: TenantUnit, principal: Principal): Promise<Scope> {
  const whispersOf = principal.kind === 'user' && principal.role === 'TENANT_ADMIN' ? null : principal.id;
  if (principal.role !== 'AGENT') return { all: true, whispersOf };
  if (principal.kind === 'api_key') return { ...(await sightOfKey(unit, principal.id)), whispersOf };
  return { ...(await sightOfAgent(unit, principal.id)), whispersOf };
}

/** The principal as a viewer, for queries in which the database itself applies the rules of `scopeOf`. */
export const viewerOf = (principal: Principal): Viewer =>
  principal.role === 'AGENT' ? { all: false, agentId: principal.id } : { all: true };

/**
 * The conversation as the principal may see it. One that exists but is not visible is answered as one that does not
 * exist.
 * @param at epoch milliseconds.
 * @throws problem 404
 */
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

/**
 * Checks that the principal may see a file: whoever may see its conversation may.
 * @param at epoch milliseconds.
 * @throws problem 404
 */
export async function visibleMedia(unit: TenantUnit, principal: Principal, id: string, at: number): Promise<void> {
  const conversationId = await conversationOfMedia(unit, id);
  if (conversationId === null || (await findConversation(unit, viewerOf(principal), conversationId, at)) === null)
    throw notFound('The file');
}

/**
 * An agent to whom something may be assigned or offered.
 * @throws problem 400 with field `agentId` when no working (existing and not disabled) agent has the id.
 */
export async function requireAgent(unit: TenantUnit, agentId: string): Promise<{ readonly presence: string }> {
  const agent = await findWorkingAgent(unit, agentId);
  if (agent === null) throw problem(400, 'invalid_request', 'There is no such agent.', { field: 'agentId' });
  return agent;
}

/**
 * A guard for transitions: agents may act only on conversations assigned to them, administrators on all.
 * @returns a function from the conversation's agent to a refusal `not_assigned_to_you`, or null where it is allowed.
 */
export function assigneeOrAdmin(principal: Principal): (agentId: string | null) => Refusal | null {
  return agentId =>
    principal.role === 'AGENT' && agentId !== principal.id ? { refused: 'not_assigned_to_you' } : null;
}

/**
 * What `noteDraftSent` needs to know of a message's request: the Idempotency-Key, and whether a person wrote it. For
 * API keys, which seldom keep drafts, nothing is recorded unless there is a draft.
 */
export const sentBy = (
  principal: Principal,
  request: Pick<Request, 'get'>,
): { readonly key: string | undefined; readonly isPerson: boolean } => ({
  key: request.get('idempotency-key'),
  isPerson: principal.kind === 'user',
});

/** The transition of a result. @throws the refusal as a problem, which rolls the transaction back. */
export function unwrap(result: TransitionResult): Extract<TransitionResult, { ok: true }>['transition'] {
  if (!result.ok) throw refusalProblem(result.refusal);
  return result.transition;
}

/** Appends to the audit log who did what. Ids, enums and numbers only: the log outlives personal data. */
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
