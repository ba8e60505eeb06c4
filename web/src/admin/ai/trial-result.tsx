import { useTranslation } from 'react-i18next';
import { useAiReason, wasSearched } from '../../lib/ai-reasons.ts';
import type { AiTrial } from '../../lib/api/index.ts';
import { inList, inNumber } from '../../lib/time.ts';
import { StatusChip } from '../../ui/index.ts';
import { useModelProblem } from './model-problems.ts';
import classes from './ai.module.css';

const MEANINGS = {
  answered: 'ok',
  clarified: 'accent',
  courtesy: 'ok',
  nothing: 'quiet',
  hand_over: 'warn',
  failed: 'bad',
} as const;
const inPercent = (part: number): string => inNumber(part, { style: 'percent' });

/** What the AI would say to one question, and why. */
export function TrialResult({
  result: { question, outcome, text, reason, evidence, similarity, citations, answeredThen },
}: {
  readonly result: AiTrial['results'][number];
}) {
  const { t } = useTranslation('ai');
  const reasonOf = useAiReason();
  const problemOf = useModelProblem();
  const sources = inList(citations.map(({ heading }) => heading));
  return (
    <section className={classes['result']} aria-label={t('trial.result')}>
      <p className={classes['question']} dir="auto">
        {question}
      </p>
      <div className={classes['buttons']}>
        <StatusChip meaning={MEANINGS[outcome]}>{t(`outcome.${outcome}`)}</StatusChip>
        {evidence !== null && wasSearched(reason) && (
          <StatusChip meaning="quiet">{t('trial.evidence', { part: inPercent(evidence) })}</StatusChip>
        )}
        {similarity !== null && wasSearched(reason) && (
          <StatusChip meaning="quiet">{t('trial.nearness', { part: inPercent(similarity) })}</StatusChip>
        )}
      </div>
      {text !== null && (
        <p className={classes['words']} dir="auto">
          {text}
        </p>
      )}
      {reason !== null && (
        <p className={classes['hint']}>
          {outcome === 'failed' ? problemOf(reason) : t('trial.because', { reason: reasonOf(reason) })}
        </p>
      )}
      {citations.length > 0 && (
        <p className={classes['hint']} dir="auto">
          {outcome === 'hand_over' ? t('trial.lookedAt', { sources }) : t('trial.from', { sources })}
        </p>
      )}
      {answeredThen !== null && (
        <p className={classes['hint']} dir="auto">
          {t('trial.peopleSaid', { text: answeredThen })}
        </p>
      )}
    </section>
  );
}
