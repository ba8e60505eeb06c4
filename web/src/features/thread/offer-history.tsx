import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OfferStory } from '../../lib/api/index.ts';
import { dayAndTime } from '../../lib/dates.ts';
import { lengthOf } from '../../lib/time.ts';
import { ErrorState, SkeletonList } from '../../ui/index.ts';
import { threadQueries } from './queries.ts';
import classes from './thread.module.css';

const STATES = ['offered', 'accepted', 'rejected', 'expired', 'rescinded', 'canceled'] as const;
const STRATEGIES = ['longest_idle', 'least_loaded', 'round_robin', 'most_skilled'] as const;
const REASONS = ['not_online', 'lacks_skill', 'excluded', 'no_room', 'needed_elsewhere', 'later_in_line'] as const;

/** One of a list, so that its words can be looked up; null: it is none that this page knows. */
const oneOf = <T extends string>(all: readonly T[], value: string): T | null =>
  all.find(each => each === value) ?? null;

/** Why each offer of a conversation went to whom it went, the newest first. */
export function OfferHistory({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation('thread');
  const offers = useQuery(threadQueries.offerHistory(conversationId));
  if (offers.data === undefined)
    return offers.error === null ? (
      <SkeletonList rows={2} withPicture={false} />
    ) : (
      <ErrorState error={offers.error} what={t('why.titleAll')} onRetry={() => void offers.refetch()} />
    );
  if (offers.data.items.length === 0) return <p className={classes['aside']}>{t('why.nobody')}</p>;
  return (
    <ul className={classes['offers']}>
      {offers.data.items.map(story => (
        <Story key={story.id} story={story} />
      ))}
    </ul>
  );
}

function Story({ story: { agentName, state, offeredAt, reason, rule, decision } }: { readonly story: OfferStory }) {
  const { t } = useTranslation('thread');
  const name = agentName ?? t('why.anAgent');
  return (
    <li>
      <strong>{t(`why.offer.${oneOf(STATES, state) ?? 'offered'}`, { name, time: dayAndTime(offeredAt) })}</strong>
      {reason !== null && <p dir="auto">{t('why.said', { reason })}</p>}
      {decision === null ? (
        <p>{t('why.chosen')}</p>
      ) : (
        <>
          <p>
            {rule === null ? t('why.noRule') : t('why.rule', { name: rule.name ?? rule.id, version: rule.version })}
          </p>
          <Reasons decision={decision} />
        </>
      )}
    </li>
  );
}

function Reasons({ decision }: { readonly decision: NonNullable<OfferStory['decision']> }) {
  const { t } = useTranslation('thread');
  const { placeInLine, waitedMs, step, sticky, strategy, askedAtOnce = 1, needs, passedOver } = decision;
  const known = oneOf(STRATEGIES, strategy);
  const sentences = [
    t('why.place', { place: placeInLine, waited: lengthOf(waitedMs) }),
    ...(step > 0 ? [t('why.steps', { count: step })] : []),
    ...(sticky ? [t('why.sticky')] : known === null ? [] : [t(`why.strategy.${known}`)]),
    ...(askedAtOnce > 1 ? [t('why.askedAtOnce', { count: askedAtOnce })] : []),
    ...(needs.length > 0 ? [t('why.needs', { count: needs.length })] : []),
  ];
  return (
    <>
      {sentences.map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
      {passedOver.length > 0 && (
        <ul>
          {passedOver.map(({ agentId, agentName, why }) => (
            <li key={agentId}>
              {t(`why.passedOver.${oneOf(REASONS, why) ?? 'other'}`, { name: agentName ?? t('why.somebody'), why })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
