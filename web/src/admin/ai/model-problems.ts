import { useTranslation } from 'react-i18next';

const PROBLEMS = [
  'unauthorized',
  'unreachable',
  'forbidden_address',
  'insecure_address',
  'timeout',
  'bad_request',
  'malformed',
  'redirected',
  'throttled',
  'server_error',
  'refused',
  'too_long',
] as const;
type Code = (typeof PROBLEMS)[number];

/** Why a model did not answer, as a sentence. @returns code → words; a code nobody knows is named. */
export function useModelProblem(): (code: string | null) => string {
  const { t } = useTranslation('ai');
  return code =>
    PROBLEMS.includes(code as Code)
      ? t(`model.problem.${code as Code}`)
      : t('model.problem.unknown', { code: code ?? '?' });
}
