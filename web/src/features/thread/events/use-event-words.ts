import type { TFunction } from 'i18next';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAiReason } from '../../../lib/ai-reasons.ts';
import { dayAndTime } from '../../../lib/dates.ts';
import { directoryQueries } from '../../../lib/directory.ts';
import { useMe } from '../../../lib/me.ts';
import type { ToldEvent, ToldType } from './event-types.ts';

const TARGETS = ['first_response', 'next_response', 'resolution'] as const;
const OFFER_ENDS = ['rejected', 'expired', 'rescinded', 'canceled'] as const;
const OUTCOMES = ['answered', 'clarified', 'suggested', 'handed_over', 'nothing', 'canceled'] as const;
const CLOSED = ['agent', 'administrator', 'wrap_up_ended', 'merged', 'unanswered', 'queue_full', 'idle'] as const;

const SKIPS = [
  'off',
  'rules_changed',
  'not_answered',
  'asked_lately',
  'writes_again',
  'contact_blocked',
  'marketing_stopped',
  'restricted',
  'number_paused',
  'window_closed',
] as const;

/** One of a list, so that its words can be looked up; the given one where a newer server tells of another. */
const oneOf = <T extends string>(all: readonly T[], value: unknown, otherwise: T): T =>
  all.find(each => each === value) ?? otherwise;

/** Whom and what an event names, by its id. */
interface Names {
  readonly t: TFunction<'events'>;
  readonly agent: (id: unknown) => string;
  readonly queue: (id: unknown) => string;
  readonly disposition: (id: unknown) => string | undefined;
  readonly reason: (code: unknown) => string;
}
type Say = (event: ToldEvent, names: Names) => string;

/** What events say that need no more than one sentence each. */
const plain =
  (
    key:
      | 'opened'
      | 'reopened'
      | 'max_wait_reached'
      | 'broadcast_declined'
      | 'broadcast_ended'
      | 'idle_reminded'
      | 'bot_started'
      | 'wrap_up_started'
      | 'archived'
      | 'content_deleted'
      | 'window_expiring'
      | 'window_expired'
      | 'window_opened'
      | 'survey_asked'
      | 'survey_commented',
  ): Say =>
  (_event, { t }) =>
    t(key);

const SAYS: Readonly<Record<ToldType | 'window_opened', Say>> = {
  opened: plain('opened'),
  reopened: plain('reopened'),
  max_wait_reached: plain('max_wait_reached'),
  broadcast_declined: plain('broadcast_declined'),
  broadcast_ended: plain('broadcast_ended'),
  idle_reminded: plain('idle_reminded'),
  bot_started: plain('bot_started'),
  wrap_up_started: plain('wrap_up_started'),
  archived: plain('archived'),
  content_deleted: plain('content_deleted'),
  window_expiring: plain('window_expiring'),
  window_expired: plain('window_expired'),
  window_opened: plain('window_opened'),
  survey_asked: plain('survey_asked'),
  survey_commented: plain('survey_commented'),
  survey_rated: ({ data }, { t }) => t('survey_rated', { rating: Number(data['rating']) }),
  survey_skipped: ({ data }, { t }) => t(`survey_skipped.${oneOf(SKIPS, data['reason'], 'off')}`),
  enqueued: ({ data, actor }, { t, queue }) =>
    t(actor.kind === 'user' || actor.kind === 'api_key' ? 'transferred' : 'enqueued', {
      queue: queue(data['queueId']),
    }),
  offered: ({ data }, { t, agent }) => t('offered', { name: agent(data['agentId']) }),
  offer_accepted: ({ data }, { t, agent }) => t('offer_accepted', { name: agent(data['agentId']) }),
  offer_ended: ({ data }, { t, agent }) =>
    t(`offer_ended.${oneOf(OFFER_ENDS, data['end'], 'rescinded')}`, { name: agent(data['agentId']) }),
  broadcast: ({ data }, { t }) => t('broadcast', { count: Array.isArray(data['offers']) ? data['offers'].length : 1 }),
  assigned: ({ data }, { t, agent }) => t('assigned', { name: agent(data['agentId']) }),
  snoozed: ({ data }, { t }) =>
    typeof data['until'] === 'number'
      ? t('snoozed', { time: dayAndTime(new Date(data['until']).toISOString()) })
      : t('snoozedForNow'),
  handed_over: ({ data }, { t, reason }) => t('handed_over', { reason: reason(data['reason']) }),
  turn_ended: ({ data }, { t }) => t(`turn_ended.${oneOf(OUTCOMES, data['outcome'], 'nothing')}`),
  sla_warned: ({ data }, { t }) => t(`sla_warned.${oneOf(TARGETS, data['target'], 'resolution')}`),
  sla_breached: ({ data }, { t }) => t(`sla_breached.${oneOf(TARGETS, data['target'], 'resolution')}`),
  closed: ({ data }, { t, disposition }) => {
    const why = t(`closed.${oneOf(CLOSED, data['reason'], 'agent')}`);
    const about = disposition(data['dispositionId']);
    return about === undefined ? why : t('closedAbout', { why, about });
  },
};

/** What an event says, in a sentence. */
export function useEventWords(): (event: ToldEvent) => string {
  const { t } = useTranslation('events');
  const me = useMe();
  const agents = useQuery(directoryQueries.agents());
  const queues = useQuery(directoryQueries.queues());
  const dispositions = useQuery(directoryQueries.dispositions());
  const aiReason = useAiReason();
  const names: Names = {
    t,
    agent: id =>
      id === me.id ? t('who.you') : (agents.data?.items.find(each => each.id === id)?.name ?? t('who.agent')),
    queue: id => queues.data?.items.find(each => each.id === id)?.name ?? t('aQueue'),
    disposition: id => dispositions.data?.items.find(each => each.id === id)?.name,
    reason: code => aiReason(typeof code === 'string' ? code : null),
  };
  return event => SAYS[event.type](event, names);
}
