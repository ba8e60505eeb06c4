/**
 * What inbound messages are to a satisfaction survey: ratings, which never open or reopen a conversation, and comments,
 * which do so only where the contact is not satisfied.
 */
import { rateSurvey } from '../../domain/conversation/decide.ts';
import type { NewEvent } from '../../domain/conversation/events.ts';
import { fold } from '../../domain/conversation/fold.ts';
import type { ConversationState } from '../../domain/conversation/state.ts';
import { commentKind, surveyReplyOf } from '../../domain/conversation/survey.ts';
import { isHappening } from '../../domain/whatsapp/inbound.ts';
import type { InboundMessage } from '../../domain/whatsapp/inbound.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { CONVERSATION, stateOf } from '../conversation/rows.ts';
import type { Change } from '../conversation/write.ts';
import type { TenantUnit } from '../db/database.ts';
import { columns, statement, uuids } from '../db/statement.ts';
import { surveyTextFor, thankForRating } from '../sending/survey-messages.ts';
import type { SurveySettings } from '../tenant/survey-settings.ts';
import { readSurveySettings } from '../tenant/survey-settings.ts';

interface Arrived {
  readonly message: InboundMessage;
  readonly messageId: string;
  /** Our number that it came to. */
  readonly numberId: string;
  readonly sentAt: number;
}

const ratingOf = ({ message }: Arrived) => surveyReplyOf(message.kind, message.content);

/** The survey's settings, where ratings arrived, and the conversations that were rated and are not their thread's latest. */
export interface Rated {
  readonly settings: SurveySettings | null;
  /** Our numbers that may send nothing now. */
  readonly paused: ReadonlySet<string>;
  readonly elsewhere: ReadonlyMap<string, ConversationRow>;
}

const LOCK = statement('survey_lock', {
  takes: { ids: uuids },
  gives: CONVERSATION,
  sql: `
    SELECT ${columns(CONVERSATION, 'c')}
    FROM conversation c
    WHERE c.tenant_id = (SELECT current_tenant()) AND c.id = ANY($ids) AND c.phase <> 'erased'
    ORDER BY c.id
    FOR NO KEY UPDATE`,
});

/**
 * Reads what ratings need, and locks the conversations they are about; nothing where there are none.
 * @param current the latest conversations of the threads, which are locked already.
 */
export async function readRated(
  unit: TenantUnit,
  items: readonly Arrived[],
  current: ReadonlyMap<string, ConversationRow>,
): Promise<Rated> {
  const wanted = new Set(items.flatMap(item => ratingOf(item)?.conversationId ?? []));
  if (wanted.size === 0) return { settings: null, paused: new Set(), elsewhere: new Map() };
  for (const { id } of current.values()) wanted.delete(id);
  const rows = wanted.size === 0 ? [] : await unit.run(LOCK, { ids: [...wanted] });
  const { tx, tenantId } = unit;
  const paused = await tx.businessNumber.findMany({
    where: { tenantId, sendingPaused: true },
    select: { id: true },
  });
  return {
    settings: await readSurveySettings(unit),
    paused: new Set(paused.map(({ id }) => id)),
    elsewhere: new Map(rows.map(row => [row.id, row])),
  };
}

/** The archived conversation that is rated on a thread without any other; null when there is none. */
export function ratedInThread(
  threadId: string,
  items: readonly Arrived[],
  { elsewhere }: Rated,
): ConversationRow | null {
  const rated = items.map(item => elsewhere.get(ratingOf(item)?.conversationId ?? ''));
  return rated.find(row => row?.thread_id === threadId) ?? null;
}

/** Whether a message is only noted: it opens no conversation, and nobody has to answer it. */
export function isNoted(item: Arrived, row: ConversationRow | null): boolean {
  return isHappening(item.message.kind) || ratingOf(item) !== null || commentOf(item, row) === 'comment';
}

const commentOf = ({ message: { kind, content }, sentAt }: Arrived, row: ConversationRow | null) =>
  row?.phase === 'closed' ? commentKind(row.survey, { kind, text: content['body'], sentAt }) : 'message';

/**
 * What a thread's messages, in their order, are to the survey of its latest conversation.
 * @param before what they did to it otherwise, such as to open it again: then nobody is asked for a comment.
 */
export function surveyEvents(
  row: ConversationRow,
  items: readonly Arrived[],
  rated: Rated,
  before: readonly NewEvent[],
): NewEvent[] {
  const comments = items
    .filter(item => ['comment', 'complaint'].includes(commentOf(item, row)))
    .map(({ messageId }): NewEvent => ({ type: 'survey_commented', data: { messageId } }));
  return [...ratings(row.id, folded(stateOf(row), before, 0), items, rated), ...comments];
}

const folded = (state: ConversationState, events: readonly NewEvent[], at: number): ConversationState =>
  events.reduce((now, event) => fold(now, [{ ...event, seq: now.lastSeq + 1, at, prevWakeSeq: now.lastSeq }]), state);

function ratings(id: string, before: ConversationState, items: readonly Arrived[], rated: Rated): NewEvent[] {
  let state = before;
  const events: NewEvent[] = [];
  for (const item of items) {
    const told = ratingOf(item);
    if (told?.conversationId !== id) continue;
    // A number that sends nothing now asks for nothing.
    const commentMs = rated.paused.has(item.numberId) ? 0 : commentTime(rated.settings, state);
    for (const event of rateSurvey(
      state,
      { messageId: item.messageId, rating: told.rating, sentAt: item.sentAt },
      commentMs,
    )) {
      state = folded(state, [event], item.sentAt);
      events.push(event);
    }
  }
  return events;
}

const MINUTE_MS = 60_000;

/** For how long a text is a comment, milliseconds; 0 when none is asked for. */
function commentTime(settings: SurveySettings | null, { survey }: ConversationState): number {
  const text = settings === null ? undefined : surveyTextFor(settings, survey?.language ?? null);
  return settings === null || text?.comment == null ? 0 : settings.commentMinutes * MINUTE_MS;
}

/** The changes of conversations that were rated and are not their thread's latest: the rating is all of it. */
export function ratedElsewhere(
  items: readonly (Arrived & { readonly contact: { readonly contact_id: string } })[],
  rated: Rated,
  changed: ReadonlySet<string>,
  at: number,
): Change[] {
  return [...rated.elsewhere.values()].flatMap((row): Change[] => {
    // Only whoever was asked rates.
    const own = items.filter(item => item.contact.contact_id === row.contact_id);
    const events = changed.has(row.id) ? [] : ratings(row.id, stateOf(row), own, rated);
    return events.length === 0
      ? []
      : [{ conversationId: row.id, before: stateOf(row), events, actor: { kind: 'contact', id: row.contact_id }, at }];
  });
}

/** Thanks for each first rating of a conversation that is still closed. */
export async function thankForRatings(
  unit: TenantUnit,
  changes: readonly Change[],
  { settings, elsewhere }: Rated,
  at: number,
): Promise<void> {
  if (settings === null) return;
  for (const { conversationId, before, events } of changes) {
    // By now the contact writes about something else.
    if (elsewhere.has(conversationId)) continue;
    if (before.survey?.rating !== null || !events.some(event => event.type === 'survey_rated')) continue;
    const text = surveyTextFor(settings, before.survey.language);
    if (text !== undefined) await thankForRating(unit, conversationId, text, at);
  }
}
