/** A turn of the AI: the transactions before and after the call to the model. */
import type { AiPolicy, VersionedAiPolicy } from '../../domain/ai/policy.ts';
import { endTurn, turnRefusal } from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import type { AiState } from '../../domain/conversation/state.ts';
import { HAPPENINGS } from '../../domain/whatsapp/inbound.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import { cut } from '../../domain/text/cut.ts';
import { REVISED } from '../conversation/revised.ts';
import { stateOf } from '../conversation/rows.ts';
import { lockConversation, lockThreadOf, transition } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import type { Values } from '../db/statement.ts';
import { bool, columns, int, json, nullable, statement, text, texts, uuid, words } from '../db/statement.ts';
import { newId } from '../db/ids.ts';
import { HEARD } from '../media/heard.ts';
import { languageOf } from '../knowledge/language.ts';
import { acceptReply } from '../sending/replies.ts';
import { policyOf } from './policy.ts';

export interface TranscriptLine {
  readonly by: 'contact' | 'company';
  readonly text: string;
}

/** A message of the company. */
interface Said {
  readonly text: string;
  /** Whether it is an answer of the AI to a question, from articles. */
  readonly isAnswer: boolean;
}

export interface TurnContext {
  readonly kind: 'answer' | 'suggest';
  readonly ai: AiState;
  readonly windowExpiresAt: number | null;
  /** Null when the AI has been switched off since. */
  readonly policy: VersionedAiPolicy | null;
  /** What was said up to and including the last answer of a person or of the AI, oldest first. */
  readonly history: readonly TranscriptLine[];
  /** What the contact has written since that answer, oldest first. */
  readonly burst: readonly string[];
  /** The texts that the burst's messages quote. */
  readonly quoted: readonly string[];
  /** The company's messages, by whomever, since the contact's last message before the burst, oldest first. */
  readonly said: readonly Said[];
  /** Whether the burst has a tap on a button or list item, or a form: that answers the message it belongs to. */
  readonly tapped: boolean;
  /** Whether the burst has something without text that may ask a question (`isUnreadable`). */
  readonly unreadable: boolean;
  readonly vip: boolean;
  readonly language: string | null;
}

/** Most messages that are read of a conversation. */
const MESSAGES = 60;

/**
 * Reads what a turn is about, under the conversation's lock.
 * @param number of the turn.
 * @param at epoch milliseconds.
 * @returns null when the turn is no longer the current one, or not due yet.
 */
export async function readTurn(
  unit: TenantUnit,
  conversationId: string,
  number: number,
  at: number,
): Promise<TurnContext | null> {
  // One round trip; run one after the other, so that the messages are read after the lock was granted.
  const [row, talk] = await Promise.all([lockConversation(unit, conversationId), readTalk(unit, conversationId)]);
  if (row === null || talk === null) return null;
  const state = stateOf(row);
  const { ai } = state;
  if (ai?.turn?.number !== number || at < ai.turn.dueAt) return null;
  return { kind: ai.turn.kind, ai, windowExpiresAt: state.windowExpiresAt, ...talk };
}

const SAID = {
  direction: words<'inbound' | 'outbound'>(),
  kind: text,
  content: nullable(json<unknown>()),
  number_id: uuid,
  context_wamid: nullable(text),
  author_id: nullable(uuid),
  ai_call_id: nullable(uuid),
};
type SaidRow = Values<typeof SAID>;

/** A message as it reads now: with the content of its last edit, and whether it was deleted. */
const SAID_NOW = { ...SAID, heard: nullable(text), edited: nullable(json<unknown>()), revoked: bool, is_answer: bool };

/** Messages of a conversation, newest first. */
const TALK = statement('ai_talk', {
  takes: { conversation: uuid, most: int },
  gives: SAID_NOW,
  sql: `
    SELECT
      ${columns(SAID, 'm')},
      ${HEARD},
      ${REVISED},
      EXISTS (
        SELECT 1
        FROM ai_call a
        WHERE a.tenant_id = (SELECT current_tenant()) AND a.id = m.ai_call_id AND a.outcome = 'answered'
      ) AS is_answer
    FROM message m
    WHERE m.tenant_id = (SELECT current_tenant())
      AND m.conversation_id = $conversation
      AND m.direction IN ('inbound', 'outbound')
      AND m.kind <> ALL('{${HAPPENINGS.join()}}')
    ORDER BY m.received_at DESC, m.id DESC
    LIMIT $most`,
});

/** A conversation's contact, and the AI policy in force. */
const TALKED_WITH = statement('ai_talked_with', {
  takes: { conversation: uuid },
  gives: { vip: bool, language: nullable(text), version: nullable(int), policy: nullable(json<AiPolicy>()) },
  sql: `
    SELECT c.vip, c.language, p.version, p.policy
    FROM conversation v
      JOIN contact c ON c.tenant_id = v.tenant_id
        AND c.id = v.contact_id
      LEFT JOIN (
        tenant t
        JOIN ai_policy p ON p.tenant_id = t.id
          AND p.version = t.ai_policy_version
      ) ON t.id = v.tenant_id
    WHERE v.tenant_id = (SELECT current_tenant()) AND v.id = $conversation`,
});

/** Finds quoted messages by wamid: an inbound one by its unique key, an outbound one by its attempt. */
const QUOTED = statement('ai_quoted', {
  takes: { number: uuid, wamids: texts },
  gives: {
    kind: text,
    content: nullable(json<unknown>()),
    heard: nullable(text),
    edited: nullable(json<unknown>()),
    revoked: bool,
  },
  sql: `
    SELECT m.kind, m.content, ${HEARD}, ${REVISED}
    FROM message m
    WHERE m.tenant_id = (SELECT current_tenant())
      AND m.number_id = $number
      AND m.id IN (
        SELECT k.message_id
        FROM unnest($wamids) AS w(wamid)
          JOIN inbound_key k ON k.tenant_id = (SELECT current_tenant())
            AND k.number_id = $number
            AND k.wamid_hash = sha256(convert_to(w.wamid, 'UTF8'))
        UNION
        SELECT a.message_id
        FROM send_attempt a
        WHERE a.tenant_id = (SELECT current_tenant()) AND a.wamid = ANY($wamids)
      )
    ORDER BY m.received_at`,
});

/**
 * What was said in a conversation (its latest 60 messages), and what is known of the contact; null when there is no
 * such conversation.
 */
export async function readTalk(
  unit: TenantUnit,
  conversationId: string,
): Promise<Omit<TurnContext, 'kind' | 'ai' | 'windowExpiresAt'> | null> {
  const [newest, [known]] = await Promise.all([
    unit.run(TALK, { conversation: conversationId, most: MESSAGES }),
    unit.run(TALKED_WITH, { conversation: conversationId }),
  ]);
  if (known === undefined) return null;
  // Deleted messages are left out.
  const rows = newest.toReversed().filter(row => !row.revoked);
  const lastAnswer = rows.findLastIndex(
    row => row.direction === 'outbound' && (row.ai_call_id !== null || row.author_id !== null),
  );
  const burst = rows.slice(lastAnswer + 1).filter(row => row.direction === 'inbound');
  const words = burst.flatMap(row => sayOf(row) ?? []);
  const earlier = rows.slice(0, lastAnswer + 1).flatMap((row): TranscriptLine[] => {
    const text = sayOf(row);
    return text === null ? [] : [{ by: row.direction === 'inbound' ? 'contact' : 'company', text }];
  });
  const heard = [...earlier.filter(line => line.by === 'contact').map(line => line.text), ...words];
  return {
    policy: policyOf(known),
    history: earlier,
    burst: words,
    quoted: await quotedBy(unit, burst),
    said: saidBefore(rows, lastAnswer),
    tapped: burst.some(isTap),
    unreadable: burst.some(isUnreadable),
    vip: known.vip,
    language: known.language ?? languageOf(words.join(' ')) ?? languageOf(heard.join(' ')),
  };
}

/** The company's messages after the contact’s last one before the burst, automatic ones such as templates included. */
function saidBefore(rows: readonly Values<typeof SAID_NOW>[], lastAnswer: number): Said[] {
  const before = rows.slice(0, Math.max(lastAnswer, 0)).findLastIndex(row => row.direction === 'inbound');
  return rows.slice(before + 1).flatMap((row): Said[] => {
    const text = row.direction === 'outbound' ? sayOf(row) : null;
    return text === null ? [] : [{ text, isAnswer: row.is_answer }];
  });
}

/**
 * Whether a message is a tap. Source: Cloud API webhook reference, message types `button` (a template’s quick reply)
 * and `interactive`.
 */
const isTap = ({ kind }: Sayable): boolean => kind === 'button' || kind === 'interactive';

/** The texts of the messages that these quote. */
async function quotedBy(unit: TenantUnit, rows: readonly SaidRow[]): Promise<string[]> {
  const wamids = rows.flatMap(row => row.context_wamid ?? []);
  const [first] = rows;
  if (first === undefined || wamids.length === 0) return [];
  return (await unit.run(QUOTED, { number: first.number_id, wamids }))
    .filter(row => !row.revoked)
    .flatMap(row => sayOf(row) ?? []);
}

/**
 * What the contact wrote before a person answered, and that answer, for a trial; null when there is no such
 * conversation.
 */
export async function readOpening(
  { tx, tenantId }: TenantUnit,
  conversationId: string,
): Promise<{
  readonly burst: readonly string[];
  readonly tapped: boolean;
  readonly isUnreadable: boolean;
  readonly answeredThen: string | null;
  readonly vip: boolean;
  readonly language: string | null;
} | null> {
  const conversation = await tx.conversation.findFirst({
    where: { tenantId, id: conversationId },
    select: { contactId: true },
  });
  if (conversation === null) return null;
  const rows = await tx.message.findMany({
    where: { tenantId, conversationId, direction: { in: ['inbound', 'outbound'] }, kind: { notIn: [...HAPPENINGS] } },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    take: MESSAGES,
  });
  const answered = rows.findIndex(row => row.direction === 'outbound' && row.authorId !== null);
  const asked = rows.slice(0, answered < 0 ? rows.length : answered).filter(row => row.direction === 'inbound');
  const burst = asked.flatMap(row => sayOf(row) ?? []);
  const contact = await tx.contact.findFirst({
    where: { tenantId, id: conversation.contactId },
    select: { vip: true, language: true },
  });
  const answer = rows[answered];
  return {
    burst,
    tapped: asked.some(isTap),
    isUnreadable: asked.some(isUnreadable),
    answeredThen: answer === undefined ? null : sayOf(answer),
    vip: contact?.vip ?? false,
    language: contact?.language ?? languageOf(burst.join(' ')),
  };
}

interface Sayable {
  readonly content: unknown;
  readonly kind: string;
  readonly edited?: unknown;
  /** What is said in a voice message, if it was written down. */
  readonly heard?: string | null;
}

/**
 * The text of a message, written or spoken; null when it has none. A location or a contact card has none here, since its name is nothing
 * that could be answered.
 */
const sayOf = ({ content, kind, edited = null, heard = null }: Sayable): string | null => {
  if (heard !== null) return heard;
  if (edited !== null) return wordsOf('edit', { message: edited });
  return kind === 'location' || kind === 'contacts'
    ? null
    : wordsOf(kind, content as Readonly<Record<string, unknown>> | null);
};

/** Kinds of messages without text that ask nothing. */
const SILENT: ReadonlySet<string> = new Set(['sticker', 'contacts']);

/** Whether a message may ask something that the AI cannot read, such as a voice message. */
const isUnreadable = (row: Sayable): boolean => sayOf(row) === null && row.content !== null && !SILENT.has(row.kind);

export interface OutgoingContent {
  readonly kind: 'text' | 'interactive';
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Queues the AI's messages and ends the turn, if the turn is still the current one and every passage it cites is still
 * published; decided and written in one transaction, under the conversation's lock.
 * @param number of the turn.
 * @param answer `says`: the messages in order; `cited`: ids of passages; `callId`: the model's call, null when there
 * was none; `closesAt`: when the conversation is closed unless the contact writes, epoch milliseconds.
 * @param at epoch milliseconds.
 * @returns `said`. Otherwise nothing is written: `stale` when the turn is not current any more, `withdrawn` when a
 * cited passage is gone, `window_closed` or `number_paused` when it cannot be sent now.
 */
export async function sayAnswer(
  unit: TenantUnit,
  conversationId: string,
  number: number,
  answer: {
    readonly says: readonly OutgoingContent[];
    readonly outcome: 'answered' | 'clarified' | 'courtesy';
    readonly cited: readonly string[];
    readonly callId: string | null;
    readonly closesAt: number;
  },
  at: number,
): Promise<'said' | 'stale' | 'withdrawn' | 'window_closed' | 'number_paused'> {
  await lockThreadOf(unit, conversationId);
  const row = await lockConversation(unit, conversationId);
  if (row === null || turnRefusal(stateOf(row), number) !== null) return 'stale';
  if (!(await arePublished(unit, answer.cited, at))) return 'withdrawn';
  for (const [index, { kind, content }] of answer.says.entries()) {
    const result = await acceptReply(
      unit,
      { conversationId, actor: SYSTEM_ACTOR, kind, content, contextWamid: null, reactsTo: null, permit: () => null },
      at,
    );
    // If the first message is refused, nothing has been written yet; a later one cannot be, under the same lock.
    if (
      !result.ok &&
      index === 0 &&
      (result.refusal.refused === 'window_closed' || result.refusal.refused === 'number_paused')
    )
      return result.refusal.refused;
    if (!result.ok) throw new Error(`an answer was refused in its middle: ${result.refusal.refused}`);
    // A message without a call to the model (such as a greeting) is marked as the AI's too; its id belongs to no call.
    await unit.tx.message.updateMany({
      where: { tenantId: unit.tenantId, id: result.messageId },
      data: { aiCallId: answer.callId ?? newId() },
    });
    if (answer.callId !== null)
      await unit.tx.aiCall.updateMany({
        where: { tenantId: unit.tenantId, id: answer.callId },
        data: { messageId: result.messageId, outcome: answer.outcome },
      });
  }
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: false }, state =>
    endTurn(state, number, answer.outcome === 'courtesy' ? 'nothing' : answer.outcome, answer.closesAt),
  );
  return 'said';
}

/** Whether all of these passages may still be cited. */
async function arePublished({ tx, tenantId }: TenantUnit, ids: readonly string[], at: number): Promise<boolean> {
  if (ids.length === 0) return true;
  const when = new Date(at);
  const live = await tx.kbPassage.count({
    where: {
      tenantId,
      id: { in: [...ids] },
      suspicious: false,
      OR: [{ validUntil: null }, { validUntil: { gt: when } }],
    },
  });
  return live === new Set(ids).size;
}

/**
 * Ends a turn without a message or a draft; one that was being written is deleted.
 * @param number of the turn.
 * @param at epoch milliseconds.
 * @param closesAt when the conversation is closed unless the contact writes, epoch milliseconds.
 */
export async function endQuietly(
  unit: TenantUnit,
  conversationId: string,
  number: number,
  at: number,
  viaWorkflow: boolean,
  closesAt?: number,
): Promise<void> {
  await unit.tx.suggestion.deleteMany({
    where: { tenantId: unit.tenantId, conversationId, turn: number, state: 'working' },
  });
  await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow }, state =>
    endTurn(state, number, 'nothing', closesAt),
  );
}

/** Stores a question that no article answers (a gap) for 30 days, for those who write articles. */
export async function noteGap(
  unit: TenantUnit,
  gap: {
    readonly conversationId: string | null;
    readonly question: string;
    readonly language: string | null;
    readonly reason: string;
    readonly evidence: number | null;
  },
  at: number,
): Promise<void> {
  await unit.tx.kbGap.create({
    data: {
      id: newId(),
      tenantId: unit.tenantId,
      ...gap,
      question: cut(gap.question, 1_000),
      at: new Date(at),
      expiresAt: new Date(at + GAP_MS),
    },
  });
  await unit.tx.kbGap.deleteMany({ where: { tenantId: unit.tenantId, expiresAt: { lte: new Date(at) } } });
}
const GAP_MS = 30 * 24 * 3_600_000;
