import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { shortDay } from '../../lib/dates.ts';
import { inFull } from '../../lib/time.ts';
import { knowledgeQueries } from './queries.ts';
import classes from './knowledge.module.css';

/** What customers asked and no article answered: what is to be written next. */
export function Gaps() {
  const { t } = useTranslation('knowledge');
  const gaps = useQuery(knowledgeQueries.gaps());
  if (gaps.data === undefined || gaps.data.items.length === 0) return null;
  return (
    <section className={classes['section']} aria-labelledby="gaps">
      <h2 id="gaps" className={classes['heading']}>
        {t('gaps.title')}
      </h2>
      <ul className={classes['card']}>
        {gaps.data.items.map(({ id, at, question }) => (
          <li key={id} className={classes['gap']}>
            <time dateTime={at} title={inFull(at)} className={classes['hint']}>
              {shortDay(at)}
            </time>
            {question === null ? (
              <span className={classes['hint']}>{t('gaps.deleted')}</span>
            ) : (
              <span dir="auto">{question}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
