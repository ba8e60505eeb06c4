import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Template } from '../../lib/api/index.ts';
import { StatusChip } from '../../ui/index.ts';
import { QualityChip } from '../quality-chip.tsx';
import { TemplateReading } from './template-reading.tsx';
import { useCategory } from './use-category.ts';
import card from '../card.module.css';

const STATUSES = {
  APPROVED: 'ok',
  PENDING: 'accent',
  IN_APPEAL: 'accent',
  PAUSED: 'warn',
  PENDING_DELETION: 'warn',
  REJECTED: 'bad',
  DISABLED: 'bad',
  LIMIT_EXCEEDED: 'bad',
  ARCHIVED: 'quiet',
  DELETED: 'quiet',
} as const;
const isKnown = (status: string): status is keyof typeof STATUSES => Object.hasOwn(STATUSES, status);

/** One template: what WhatsApp says of it, and what its reader sees. */
export function TemplateRow({ template, actions }: { readonly template: Template; readonly actions: ReactNode }) {
  const { t } = useTranslation('templates');
  const inWords = useCategory();
  const { name, language, category, status, quality, explanation, reason, components } = template;
  return (
    <article className={card['row']} aria-label={t('template', { name })}>
      <div className={card['head']}>
        <h2 className={card['title']}>
          <bdi>{name}</bdi>{' '}
          <span className={card['muted']}>{t('kind', { language, category: inWords(category) })}</span>
        </h2>
        <div className={card['tools']}>
          {quality !== null && quality !== 'UNKNOWN' && <QualityChip quality={quality} />}
          <Status status={status} />
          {actions}
        </div>
      </div>
      <TemplateReading components={components} />
      {explanation !== null && (
        <p className={`${card['text']} ${card['bad']}`} dir="auto">
          {explanation}
        </p>
      )}
      {reason !== null && (
        <p className={`${card['text']} ${card['muted']}`} dir="auto">
          {t('said', { words: reason })}
        </p>
      )}
    </article>
  );
}

/** What WhatsApp has decided about it. A status that is new is shown as WhatsApp says it. */
function Status({ status }: { readonly status: string }) {
  const { t } = useTranslation('templates');
  if (!isKnown(status)) return <StatusChip meaning="quiet">{status.toLowerCase().replaceAll('_', ' ')}</StatusChip>;
  return <StatusChip meaning={STATUSES[status]}>{t(`status.${status}`)}</StatusChip>;
}
