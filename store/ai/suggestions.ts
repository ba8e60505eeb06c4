/**
 * Suggestions: what the AI proposes to agents, when the contact writes or when an agent asks for it, and what the agent
 * did with it. Nothing here is sent to the contact.
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
/** Why an agent did not want what was proposed. */
export const DISMISSALS = ['wrong', 'off_topic', 'tone', 'incomplete', 'not_needed', 'other'] as const;
export type Dismissal = (typeof DISMISSALS)[number];
/** `working`: being generated; `open`: no agent has decided yet; `stale`: replaced by a newer one, or out of date. */
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

/** A proposal that is not text; chosen from what the tenant has. */
export type ProposedThing =
  | { readonly tags: readonly string[] }
  | { readonly dispositionId: string }
  | { readonly articles: readonly ProposedArticle[] };

export interface Draft {
  /** Null when the proposal is not text. */
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
 * Stores the finished draft of a turn and ends the turn. An earlier draft that no agent has decided about becomes
 * stale.
 * @param number of the turn.
 * @param at epoch milliseconds.
 * @returns false when the turn is no longer the current one; nothing is written then.
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

/** Its parts write different rows, so their order does not matter: open ones, those of earlier turns, this turn's. */
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

/** Stores the text of a turn's draft so far; does nothing once the draft is finished or no longer being written. */
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

/** Shows the text of a turn's draft while it is being generated; it is not checked yet, so agents cannot use it. */
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

/** Shows the text so far of what an agent has asked for. */
export async function showRequested({ tx, tenantId, wake }: TenantUnit, id: string, text: string): Promise<void> {
  const [row] = await tx.suggestion.updateManyAndReturn({
    where: { tenantId, id, state: 'working' },
    data: { text },
    select: { conversationId: true },
  });
  if (row !== undefined) wake.drafts.set(id, row.conversationId);
}

/** The text of a suggestion that is being generated; null when it is finished, or has no text yet. */
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

/** What an agent asks for; a worker carries it out. */
export type Request =
  | { readonly kind: 'reply' }
  | {
      readonly kind: 'rewrite';
      readonly how: 'shorter' | 'friendlier' | 'formal' | 'translate';
      readonly text: string;
      readonly language: string | null;
    }
  | { readonly kind: 'summary' | 'tags' | 'disposition' | 'article' };

/** Stores a request for a worker. @param at epoch milliseconds. @returns the id of the suggestion to come. */
export async function requestSuggestion(
  { tx, tenantId, wake }: TenantUnit,
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
  wake.beside.push(['suggestions', conversationId]);
  return id;
}

/** Reads a request that is still to be carried out; null when there is none with this id. */
export async function openRequest(
  { tx, tenantId }: TenantUnit,
  id: string,
): Promise<{ readonly conversationId: string; readonly request: Request } | null> {
  const row = await tx.suggestion.findFirst({ where: { tenantId, id, state: 'working' } });
  return row === null ? null : { conversationId: row.conversationId, request: row.request as unknown as Request };
}

/** Stores the result of a request, or its error; does nothing if there is one already. Older open ones become stale. */
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
  unit.wake.beside.push(['suggestions', row.conversationId]);
}

/**
 * A conversation's latest 20 suggestions, newest first. An open draft for an earlier turn than the last is given as
 * stale, and one that is being generated is included only while its turn is the current one.
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
 * Records what an agent did with a suggestion.
 * @param decision `distance`: how many letters the agent changed; null when that does not apply. `reason`: of what is
 * dismissed; null: it was not said.
 * @param at epoch milliseconds.
 * @returns false when there is none to decide about, or it was decided before.
 */
export async function decideSuggestion(
  { tx, tenantId, wake }: TenantUnit,
  conversationId: string,
  id: string,
  decision: {
    readonly state: 'accepted' | 'edited' | 'dismissed';
    readonly distance: number | null;
    readonly reason: Dismissal | null;
    readonly by: string;
  },
  at: number,
): Promise<boolean> {
  const { count } = await tx.suggestion.updateMany({
    where: { tenantId, conversationId, id, state: { in: ['open', 'stale'] } },
    data: {
      state: decision.state,
      editDistance: decision.distance,
      dismissedBecause: decision.reason,
      decidedBy: decision.by,
      decidedAt: new Date(at),
    },
  });
  if (count > 0) wake.beside.push(['suggestions', conversationId]);
  return count > 0;
}

export interface Choice {
  readonly id: string;
  readonly name: string;
}

const MOST_CHOICES = 200;

/** Tags that other contacts of the tenant have and this conversation's contact does not; the most frequent first. */
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

/** The tenant's dispositions, sorted by name, without retired ones; at most 200. */
export async function dispositionChoices({ tx, tenantId }: TenantUnit): Promise<Choice[]> {
  return tx.disposition.findMany({
    where: { tenantId, retiredAt: null },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
    take: MOST_CHOICES,
  });
}

/** @returns undefined when the conversation has no such suggestion; null when it proposes nothing but text. */
export async function proposalOf(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
  id: string,
): Promise<ProposedThing | null | undefined> {
  const row = await tx.suggestion.findFirst({ where: { tenantId, conversationId, id }, select: { proposal: true } });
  return row === null ? undefined : (row.proposal as ProposedThing | null);
}
