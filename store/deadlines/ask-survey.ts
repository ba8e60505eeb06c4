/** A closed conversation's contact is asked how satisfied it is, or not after all. */
import * as decide from '../../domain/conversation/decide.ts';
import { SYSTEM_ACTOR } from '../../domain/conversation/events.ts';
import { isWindowOpen } from '../../domain/conversation/settings.ts';
import type { SurveySkip } from '../../domain/conversation/survey.ts';
import { concerns } from '../../domain/conversation/survey.ts';
import { wordsOf } from '../../domain/whatsapp/words.ts';
import type { ConversationRow } from '../conversation/rows.ts';
import { stateOf } from '../conversation/rows.ts';
import { otherOpenConversation } from '../conversation/threads.ts';
import { lockConversation, transition } from '../conversation/transition.ts';
import type { TenantUnit } from '../db/database.ts';
import { languageOf } from '../knowledge/language.ts';
import { acceptReply } from '../sending/replies.ts';
import { surveyQuestion, surveyTemplate, surveyTextFor } from '../sending/survey-messages.ts';
import type { SurveySettings } from '../tenant/survey-settings.ts';
import { readSurveySettings } from '../tenant/survey-settings.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Asks, if that is due at `at` (epoch milliseconds): once a conversation, whatever happens meanwhile, since the question
 * and the event that says so are one transaction under the conversation's lock.
 */
export async function askSurvey(unit: TenantUnit, conversationId: string, at: number): Promise<void> {
  const row = await lockConversation(unit, conversationId);
  if (row === null || decide.surveyRefusal(stateOf(row), at) !== null) return;
  const settings = await readSurveySettings(unit);
  const skip = (await whyNot(unit, row, settings, at)) ?? (await ask(unit, row, settings, at));
  if (skip !== null)
    await transition(unit, { conversationId, at, actor: SYSTEM_ACTOR, viaWorkflow: true, locked: row }, state =>
      decide.skipSurvey(state, skip, at),
    );
}

/** @returns why the contact could not be asked; null: it was. */
async function ask(
  unit: TenantUnit,
  row: ConversationRow,
  settings: SurveySettings,
  at: number,
): Promise<SurveySkip | null> {
  const text = surveyTextFor(settings, await contactLanguage(unit, row));
  if (text === undefined) return 'off';
  const reply = isWindowOpen(row.window_expires_at?.getTime() ?? null, at)
    ? surveyQuestion(row.id, text)
    : await surveyTemplate(unit, row, settings, text.language);
  if (reply === null) return 'window_closed';
  const result = await acceptReply(unit, reply, at, {
    viaWorkflow: true,
    decide: (state, message, policy) => decide.askSurvey(state, { ...message, language: text.language }, at, policy),
  });
  if (result.ok) return null;
  return result.refusal.refused === 'number_paused' ? 'number_paused' : 'window_closed';
}

async function whyNot(
  unit: TenantUnit,
  row: ConversationRow,
  settings: SurveySettings,
  at: number,
): Promise<SurveySkip | null> {
  if (!settings.enabled) return 'off';
  if (!concerns(settings, row.queue_id, row.disposition_id)) return 'rules_changed';
  if (settings.onlyAnswered && !(await wasAnswered(unit, row.id))) return 'not_answered';
  if ((await otherOpenConversation(unit, row.thread_id, row.id)) !== null) return 'writes_again';
  return (await contactRefusal(unit, row)) ?? (await askedLately(unit, row, settings.quietDays, at));
}

/** Whether a person wrote an answer; templates and what programs write are none. */
async function wasAnswered(unit: TenantUnit, conversationId: string): Promise<boolean> {
  const [found] = await unit.tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT 1
      FROM conversation_event
      WHERE tenant_id = ${unit.tenantId}::uuid
        AND conversation_id = ${conversationId}::uuid
        AND type = 'message_queued'
        AND actor_kind = 'user'
        AND (data ->> 'answers')::boolean
    ) AS found`;
  return found?.found === true;
}

async function contactRefusal({ tx, tenantId }: TenantUnit, row: ConversationRow): Promise<SurveySkip | null> {
  const contact = await tx.contact.findFirst({
    where: { tenantId, id: row.contact_id },
    select: {
      restricted: true,
      marketingStopped: true,
      blocks: { where: { numberId: row.number_id, OR: [{ blocked: true }, { wanted: true, state: 'waiting' }] } },
    },
  });
  if (contact === null || contact.blocks.length > 0) return 'contact_blocked';
  if (contact.restricted) return 'restricted';
  return contact.marketingStopped ? 'marketing_stopped' : null;
}

/**
 * Whether the contact was asked in the last days, in whatever conversation. Of two conversations at once the second one
 * waits here until the first is decided.
 */
async function askedLately(
  unit: TenantUnit,
  { id, contact_id: contactId }: ConversationRow,
  quietDays: number,
  at: number,
): Promise<SurveySkip | null> {
  if (quietDays === 0) return null;
  const { tx, tenantId } = unit;
  await tx.$queryRaw`
    SELECT 1 AS locked
    FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`${tenantId} survey ${contactId}`}, 0))) l`;
  const [found] = await tx.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (
      SELECT 1
      FROM thread t JOIN conversation c ON c.tenant_id = t.tenant_id AND c.thread_id = t.id
      WHERE t.tenant_id = ${tenantId}::uuid
        AND t.contact_id = ${contactId}::uuid
        AND c.id <> ${id}::uuid
        AND (c.survey ->> 'askedAt')::bigint > ${at - quietDays * DAY_MS}::bigint
    ) AS found`;
  return found?.found === true ? 'asked_lately' : null;
}

/** As people have set it, else as the contact's latest text reads; null: not to be told. */
async function contactLanguage({ tx, tenantId }: TenantUnit, row: ConversationRow): Promise<string | null> {
  const contact = await tx.contact.findFirst({ where: { tenantId, id: row.contact_id }, select: { language: true } });
  if (contact?.language != null) return contact.language;
  const latest = await tx.message.findMany({
    where: { tenantId, conversationId: row.id, direction: 'inbound', kind: 'text' },
    orderBy: { at: 'desc' },
    take: 3,
    select: { kind: true, content: true },
  });
  const words = latest.flatMap(({ kind, content }) => wordsOf(kind, (content ?? {}) as Record<string, unknown>) ?? []);
  return words.length === 0 ? null : languageOf(words.join('\n'));
}
