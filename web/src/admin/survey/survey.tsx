import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState, Page, SkeletonList } from '../../ui/index.ts';
import card from '../card.module.css';
import { surveyQueries } from './queries.ts';
import { SurveyForm } from './survey-form.tsx';

/** How contacts are asked, after a conversation, how satisfied they are. */
export function SurveySettings() {
  const { t } = useTranslation('survey');
  const settings = useQuery(surveyQueries.settings());
  return (
    <Page title={t('title')} about={t('about')}>
      <div className={card['stack']}>
        {settings.data !== undefined && <SurveyForm saved={settings.data} />}
        {settings.data === undefined &&
          (settings.error === null ? (
            <SkeletonList withPicture={false} />
          ) : (
            <ErrorState what={t('names')} error={settings.error} onRetry={() => void settings.refetch()} />
          ))}
      </div>
    </Page>
  );
}
