import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../lib/api/index.ts';
import { inNumber } from '../../lib/time.ts';

const PROBLEMS = [
  'robots',
  'gone',
  'unreachable',
  'redirected_elsewhere',
  'forbidden_address',
  'insecure_address',
  'no_text',
  'not_text',
  'over_page_limit',
  'wrong_type',
  'unsafe_markup',
  'too_large',
  'too_many_pages',
  'too_many_rows',
  'too_many_columns',
  'too_deep',
  'too_slow',
  'too_much_memory',
] as const;
type Code = (typeof PROBLEMS)[number];

/** Why something of a source could not be read, or not all of it, as a sentence. */
export function useSourceProblem(): (problem: KnowledgeSource['problems'][number]) => string {
  const { t } = useTranslation('knowledge');
  return ({ code, leftOut }) => {
    if (leftOut !== null) return t('problem.cut', { letters: inNumber(leftOut.letters), from: leftOut.from });
    return PROBLEMS.includes(code as Code) ? t(`problem.${code as Code}`) : t('problem.unknown', { code });
  };
}
