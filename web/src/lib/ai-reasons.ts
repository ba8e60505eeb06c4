import { useTranslation } from 'react-i18next';

const REASONS = [
  'asked_for_human',
  'sensitive_topic',
  'forbidden_topic',
  'vip',
  'anger',
  'money',
  'unreadable',
  'language',
  'turn_cap',
  'cost_cap',
  'unresolved',
  'no_evidence',
  'abstained',
  'model_asked',
  'not_grounded',
  'model_failed',
  'no_model',
  'ai_off',
  'no_choices',
  'nothing_asked',
  ...(['deadline', 'window_closed', 'human_stepped_in', 'switched_off', 'number_paused'] as const),
] as const;
type Reason = (typeof REASONS)[number];
/** Reasons for which articles were looked at: only then the evidence tells something. */
const SEARCHED: readonly string[] = [
  'no_evidence',
  'abstained',
  'model_asked',
  'not_grounded',
  'model_failed',
  'cost_cap',
];

export const wasSearched = (code: string | null): boolean => code === null || SEARCHED.includes(code);

/** Says why the AI says nothing, as part of a sentence. @returns code → words; a code nobody knows is named. */
export function useAiReason(): (code: string | null) => string {
  const { t } = useTranslation('reasons');
  return code =>
    REASONS.includes(code as Reason) ? t(`ai.${code as Reason}`) : t('ai.unknown', { code: code ?? '?' });
}
