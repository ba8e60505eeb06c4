/**
 * Drafts for agents: made when the contact writes or an agent asks, and what the agent made of them. Nothing here
 * sends.
 */
import { endTurn, turnRefusal } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { stateOf } from '../conversation/rows.ts';
import { lockConversation, transition } from '../conversation/transition.ts';
import type { Database, TenantUnit } from '../db/database.ts';
import { bool, int, json, nullable, statement, text, time, uuid } from '../db/statement.ts';
import type { Suggestion } from '../generated/client.ts';
import { Prisma } from '../generated/client.ts';
import { newId } from '../db/ids.ts';
import { newWake } from '../db/notifier.ts';

export const SUGGESTION_KINDS = ['reply', 'rewrite', 'summary', 'tags', 'disposition', 'article'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];
export type SuggestionState = 'working' | 'open' | 'failed' | 'accepted' | 'edited' | 'dismissed' | 'stale';

export interface Citation {
  readonly passageId: string;
  readonly documentId: string;
  readonly heading: string;
}

interface ProposedArticle {
  readonly documentId: string;
  readonly heading: string;
  readonly text: string;
  readonly url: string | null;
}

/** What is proposed beside words; only of what the tenant has. */
export type ProposedThing =
  | { readonly tags: readonly string[] }
  | { readonly dispositionId: string }
  | { readonly articles: readonly ProposedArticle[] };

export interface Draft {
  /** Null: something is proposed that is no text. */
  readonly text: string | null;
  readonly proposal?: ProposedThing;
  readonly citations: readonly Citation[];
  readonly callId: string | null;
  readonly demo: boolean;
}

const columnsOf = ({ text, proposal, citations, callId, demo }: Draft) => ({
  text,
  citations: citations.map(each => ({ ...each })),
  state: 'open',
  callId,
  demo,
  ...(proposal === undefined ? {} : { proposal: proposal as unknown as Prisma.InputJsonObject }),
});

/**
 * The draft of a turn, in the place of one nobody decided about.
 * @returns false when the turn is no longer the current one.
 */
export async function draftOfTurn(
  unit: TenantUnit,
  conversationId: string,
  number: number,
  draft: Draft,
  at: number,
): Promise<boolean> {
  const row = await lockConversation(unit, conversationId);
  if (row === null || turnRefusal(stateOf(row), number) !== null) return false;
  const { text: words, citations, callId, demo } = draft;
  await unit.write(DRAFT, {
    id: newId(),
    conversation: conversationId,
    turn: number,
    text: words,
    citations,
    callId,
    demo,
    at: new Date(at),
  });
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: false, locked: row }, state =>
    endTurn(state, number, 'suggested'),
  );
  return true;
}

/** Each of its parts writes rows that no other does: open ones, those of earlier turns, this turn's. */
const DRAFT = statement('ai_draft', {
  takes: {
    id: uuid,
    conversation: uuid,
    turn: int,
    text: nullable(text),
    citations: json<readonly Citation[]>(),
    callId: nullable(uuid),
    demo: bool,
    at: time,
  },
  gives: {},
  sql: `
    WITH
      stale AS (
        UPDATE suggestion
        SET state = 'stale'
        WHERE tenant_id = (SELECT current_tenant())
          AND conversation_id = $conversation
          AND kind = 'reply'
          AND state = 'open'
      ),
      dropped AS (
        DELETE FROM suggestion
        WHERE tenant_id = (SELECT current_tenant())
          AND conversation_id = $conversation
          AND kind = 'reply'
          AND state = 'working'
          AND turn < $turn
      ),
      shown AS (
        UPDATE suggestion
        SET state = 'open', text = $text, citations = $citations, call_id = $callId, demo = $demo
        WHERE tenant_id = (SELECT current_tenant())
          AND conversation_id = $conversation
          AND turn = $turn
          AND state = 'working'
        RETURNING id
      )
    INSERT INTO suggestion (
      id,
      tenant_id,
      conversation_id,
      turn,
      kind,
      state,
      text,
      citations,
      call_id,
      demo,
      created_at
    )
    SELECT $id, v.tenant_id, v.id, $turn, 'reply', 'open', $text, $citations, $callId, $demo, $at
    FROM conversation v
    WHERE v.tenant_id = (SELECT current_tenant())
      AND v.id = $conversation
      AND NOT EXISTS (SELECT 1 FROM shown)`,
});

/** What is written of a turn's draft so far. Where it is written to its end, or thrown away, nothing is. */
const SHOW = statement('ai_show_draft', {
  takes: { id: uuid, conversation: uuid, turn: int, text, at: time },
  gives: { id: uuid },
  sql: `
    WITH
      known AS (
        SELECT id
        FROM suggestion
        WHERE tenant_id = (SELECT current_tenant()) AND conversation_id = $conversation AND turn = $turn
      ),
      shown AS (
        UPDATE suggestion s
        SET text = $text
        FROM known
        WHERE s.tenant_id = (SELECT current_tenant()) AND s.id = known.id AND s.state = 'working'
        RETURNING s.id
      ),
      made AS (
        INSERT INTO suggestion (id, tenant_id, conversation_id, turn, kind, text, state, created_at)
        SELECT $id, v.tenant_id, v.id, $turn, 'reply', $text, 'working', $at
        FROM conversation v
        WHERE v.tenant_id = (SELECT current_tenant())
          AND v.id = $conversation
          AND NOT EXISTS (SELECT 1 FROM known)
        RETURNING id
      )
    SELECT id
    FROM shown
    UNION ALL
    SELECT id
    FROM made`,
});

/** Shows what is written of a turn's draft so far; not checked yet, so nobody can use it. */
export async function showDraft(
  database: Pick<Database, 'runAlone' | 'notifier'>,
  tenantId: string,
  conversationId: string,
  number: number,
  words: string,
  at: number,
): Promise<void> {
  for (const { id } of await database.runAlone(tenantId, SHOW, {
    id: newId(),
    conversation: conversationId,
    turn: number,
    text: words,
    at: new Date(at),
  })) {
    database.notifier.add(tenantId, { ...newWake(), drafts: new Map([[id, conversationId]]) });
  }
}

/** The same of what an agent asked for. */
export async function showRequested({ tx, tenantId, wake }: TenantUnit, id: string, text: string): Promise<void> {
  const [row] = await tx.suggestion.updateManyAndReturn({
    where: { tenantId, id, state: 'working' },
    data: { text },
    select: { conversationId: true },
  });
  if (row !== undefined) wake.drafts.set(id, row.conversationId);
}

/** Null: it is written to its end. */
export async function writtenSoFar(
  { tx, tenantId }: TenantUnit,
  id: string,
): Promise<{ readonly kind: string; readonly text: string } | null> {
  const row = await tx.suggestion.findFirst({
    where: { tenantId, id, state: 'working', text: { not: null } },
    select: { kind: true, text: true },
  });
  return row?.text == null ? null : { kind: row.kind, text: row.text };
}

/** What an agent asks for; a worker does it. */
export type Request =
  | { readonly kind: 'reply' }
  | {
      readonly kind: 'rewrite';
      readonly how: 'shorter' | 'friendlier' | 'formal' | 'translate';
      readonly text: string;
      readonly language: string | null;
    }
  | { readonly kind: 'summary' | 'tags' | 'disposition' | 'article' };

export async function requestSuggestion(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  request: Request,
  at: number,
): Promise<string> {
  const id = newId();
  await tx.suggestion.create({
    data: {
      id,
      tenantId,
      conversationId,
      kind: request.kind,
      request: request,
      state: 'working',
      createdAt: new Date(at),
    },
  });
  return id;
}

/** @returns null when there is nothing to do (any more). */
export async function openRequest(
  { tx, tenantId }: TenantUnit,
  id: string,
): Promise<{ readonly conversationId: string; readonly request: Request } | null> {
  const row = await tx.suggestion.findFirst({ where: { tenantId, id, state: 'working' } });
  return row === null ? null : { conversationId: row.conversationId, request: row.request as unknown as Request };
}

/** Once: what came of a request. */
export async function fulfil(unit: TenantUnit, id: string, result: Draft | { readonly error: string }): Promise<void> {
  const { tx, tenantId } = unit;
  const row = await tx.suggestion.findFirst({ where: { tenantId, id, state: 'working' } });
  if (row === null) return;
  if (!('error' in result))
    await tx.suggestion.updateMany({
      where: { tenantId, conversationId: row.conversationId, kind: row.kind, state: 'open' },
      data: { state: 'stale' },
    });
  await tx.suggestion.updateMany({
    where: { tenantId, id, state: 'working' },
    data: {
      request: Prisma.DbNull,
      ...('error' in result ? { state: 'failed', error: result.error, text: null } : columnsOf(result)),
    },
  });
  unit.wake.conversations.add(row.conversationId);
}

/**
 * The latest of a conversation, newest first: a draft for an earlier turn than the last is stale, and one that is being
 * written is there while its turn is the current one.
 */
export async function listSuggestions(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  { last, current }: { readonly last: number; readonly current: number | null },
): Promise<(Omit<Suggestion, 'state'> & { readonly state: SuggestionState })[]> {
  const rows = await tx.suggestion.findMany({
    where: {
      tenantId,
      conversationId,
      OR: [{ state: { not: 'working' } }, { turn: null }, ...(current === null ? [] : [{ turn: current }])],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 20,
  });
  return rows.map(row => ({
    ...row,
    state: row.state === 'open' && row.turn !== null && row.turn < last ? 'stale' : (row.state as SuggestionState),
  }));
}

/**
 * What an agent made of a draft. `distance`: letters changed of an accepted one.
 * @returns false when it was decided before.
 */
export async function decideSuggestion(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  id: string,
  decision: {
    readonly state: 'accepted' | 'edited' | 'dismissed';
    readonly distance: number | null;
    readonly by: string;
  },
  at: number,
): Promise<boolean> {
  const { count } = await tx.suggestion.updateMany({
    where: { tenantId, conversationId, id, state: { in: ['open', 'stale'] } },
    data: { state: decision.state, editDistance: decision.distance, decidedBy: decision.by, decidedAt: new Date(at) },
  });
  return count > 0;
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

const MOST_CHOICES = 200;

/** Tags that contacts of the tenant have, and this one does not have yet. */
export async function tagChoices({ tx, tenantId }: TenantUnit, conversationId: string): Promise<Choice[]> {
  const rows = await tx.$queryRaw<{ tag: string }[]>`
    SELECT tag
    FROM (SELECT unnest(tags) AS tag FROM contact WHERE tenant_id = ${tenantId}::uuid) known
    WHERE tag NOT IN (
        SELECT unnest(k.tags)
        FROM conversation c JOIN contact k ON k.id = c.contact_id
        WHERE c.tenant_id = ${tenantId}::uuid AND c.id = ${conversationId}::uuid
      )
    GROUP BY tag
    ORDER BY count(*) DESC, tag
    LIMIT ${MOST_CHOICES}`;
  return rows.map(({ tag }) => ({ id: tag, name: tag }));
}

export async function dispositionChoices({ tx, tenantId }: TenantUnit): Promise<Choice[]> {
  return tx.disposition.findMany({
    where: { tenantId, retiredAt: null },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: MOST_CHOICES,
  });
}

/** What a draft proposes. @returns undefined when the conversation has no such draft; null: it proposes nothing. */
export async function proposalOf(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  id: string,
): Promise<ProposedThing | null | undefined> {
  const row = await tx.suggestion.findFirst({ where: { tenantId, conversationId, id }, select: { proposal: true } });
  return row === null ? undefined : (row.proposal as ProposedThing | null);
}
