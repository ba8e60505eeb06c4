import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { dayAndTime } from '../../lib/dates.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { StatusChip } from '../../ui/index.ts';
import classes from './contact.module.css';

const BEST = 5;
/** From this rating on a contact counts as satisfied. */
const SATISFIED = 4;

/** What the contact was asked about this conversation, and what it said. */
export function SurveyFacts({ conversation: { id, survey } }: { readonly conversation: Conversation }) {
  const { t } = useTranslation('survey');
  const agents = useQuery(directoryQueries.agents());
  if (survey === null) return null;
  const { rating, ratedAt, askedAt, dueAt, commentId, agentId } = survey;
  const agent = agents.data?.items.find(each => each.id === agentId)?.name;
  return (
    <dl className={classes['facts']}>
      <dt>{t('rating')}</dt>
      <dd>
        {rating === null ? (
          <span>
            {dueAt !== null
              ? t('due', { time: dayAndTime(dueAt) })
              : t('notRated', { time: dayAndTime(askedAt ?? '') })}
          </span>
        ) : (
          <StatusChip
            meaning={rating >= SATISFIED ? 'ok' : rating === SATISFIED - 1 ? 'quiet' : 'bad'}
            title={ratedAt === null ? '' : dayAndTime(ratedAt)}
          >
            {t('rated', { rating, best: BEST })}
          </StatusChip>
        )}
      </dd>
      {agent !== undefined && (
        <>
          <dt>{t('workOf')}</dt>
          <dd dir="auto">{agent}</dd>
        </>
      )}
      {commentId !== null && (
        <>
          <dt>{t('comment')}</dt>
          <dd>
            <Link to="/inbox/$conversationId" params={{ conversationId: id }} search={{ message: commentId }}>
              {t('showComment')}
            </Link>
          </dd>
        </>
      )}
    </dl>
  );
}
