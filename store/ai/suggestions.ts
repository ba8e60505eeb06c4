/** Drafts for agents: made when the contact writes or an agent asks, and what the agent made of them. Nothing here sends. */
import { endTurn, turnRefusal } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { stateOf } from '../conversation/rows.ts';
import { lockConversation, transition } from '../conversation/transition.ts';
import type { TenantUnit } from '../database.ts';
import type { Suggestion } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import { newId } from '../ids.ts';

export type SuggestionKind = 'reply' | 'rewrite' | 'summary';
export type SuggestionState = 'working' | 'open' | 'failed' | 'accepted' | 'edited' | 'dismissed' | 'stale';

export interface Citation {
  readonly passageId: string;
  readonly documentId: string;
  readonly heading: string;
}

export interface Draft {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly callId: string | null;
  readonly demo: boolean;
}

/** The draft of a turn, in the place of one nobody decided about. @returns false when the turn is no longer the current one. */
export async function draftOfTurn(unit: TenantUnit, conversationId: string, number: number, { text, citations, callId, demo }: Draft, at: number): Promise<boolean> {
  const row = await lockConversation(unit, conversationId);
  if (row === null || turnRefusal(stateOf(row), number) !== null) return false;
  const { tx, tenantId } = unit;
  await tx.suggestion.updateMany({ where: { tenantId, conversationId, kind: 'reply', state: 'open' }, data: { state: 'stale' } });
  await tx.suggestion.create({ data: { id: newId(), tenantId, conversationId, turn: number, kind: 'reply', text, citations: citations.map(each => ({ ...each })), state: 'open', callId, demo, createdAt: new Date(at) } });
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: false }, state => endTurn(state, number, 'suggested'));
  return true;
}

/** What an agent asks for; a worker does it. */
export type Request =
  | { readonly kind: 'reply' }
  | { readonly kind: 'rewrite'; readonly how: 'shorter' | 'friendlier' | 'formal' | 'translate'; readonly text: string; readonly language: string | null }
  | { readonly kind: 'summary' };

export async function requestSuggestion({ tx, tenantId }: TenantUnit, conversationId: string, request: Request, at: number): Promise<string> {
  const id = newId();
  await tx.suggestion.create({ data: { id, tenantId, conversationId, kind: request.kind, request: request, state: 'working', createdAt: new Date(at) } });
  return id;
}

/** @returns null when there is nothing to do (any more). */
export async function openRequest({ tx, tenantId }: TenantUnit, id: string): Promise<{ readonly conversationId: string; readonly request: Request } | null> {
  const row = await tx.suggestion.findFirst({ where: { tenantId, id, state: 'working' } });
  return row === null ? null : { conversationId: row.conversationId, request: row.request as unknown as Request };
}

/** Once: what came of a request. */
export async function fulfil(unit: TenantUnit, id: string, result: Draft | { readonly error: string }): Promise<void> {
  const { tx, tenantId } = unit;
  const row = await tx.suggestion.findFirst({ where: { tenantId, id, state: 'working' } });
  if (row === null) return;
  if (row.kind === 'reply' && !('error' in result)) await tx.suggestion.updateMany({ where: { tenantId, conversationId: row.conversationId, kind: 'reply', state: 'open' }, data: { state: 'stale' } });
  await tx.suggestion.updateMany({ where: { tenantId, id, state: 'working' }, data: 'error' in result ? { state: 'failed', error: result.error, request: Prisma.DbNull } : { state: 'open', text: result.text, citations: result.citations.map(each => ({ ...each })), callId: result.callId, demo: result.demo, request: Prisma.DbNull } });
  unit.wake.conversations.add(row.conversationId);
}

/** The latest of a conversation, newest first. @param newestTurn the conversation's: a draft for an earlier one is stale. */
export async function listSuggestions({ tx, tenantId }: TenantUnit, conversationId: string, newestTurn: number): Promise<(Omit<Suggestion, 'state'> & { readonly state: SuggestionState })[]> {
  const rows = await tx.suggestion.findMany({ where: { tenantId, conversationId }, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: 20 });
  return rows.map(row => ({ ...row, state: row.state === 'open' && row.turn !== null && row.turn < newestTurn ? 'stale' : (row.state as SuggestionState) }));
}

/** What an agent made of a draft. `distance`: letters changed of an accepted one. @returns false when it was decided before. */
export async function decideSuggestion({ tx, tenantId }: TenantUnit, conversationId: string, id: string, decision: { readonly state: 'accepted' | 'edited' | 'dismissed'; readonly distance: number | null; readonly by: string }, at: number): Promise<boolean> {
  const { count } = await tx.suggestion.updateMany({ where: { tenantId, conversationId, id, state: { in: ['open', 'stale'] } }, data: { state: decision.state, editDistance: decision.distance, decidedBy: decision.by, decidedAt: new Date(at) } });
  return count > 0;
}
