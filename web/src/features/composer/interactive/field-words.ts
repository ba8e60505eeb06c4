import { useTranslation } from 'react-i18next';
import type { Fault, Faults } from '../../../lib/interactive.ts';

/** Says what is wrong with a field, and how many characters are left where they become few. */
export interface FieldWords {
  readonly error: (place: string) => string | null;
  readonly left: (text: string, most: number) => string | null;
}

/** Below this share of a limit one is told how much is left. */
const NEAR = 0.6;

/** @param isTried somebody wanted to send it. */
export function useFieldWords(faults: Faults, isTried: boolean): FieldWords {
  const { t } = useTranslation('interactive');
  const say = (fault: Fault): string | null => {
    if (fault.why === 'too_long') return t('fault.too_long', { count: fault.count });
    if (fault.why === 'twice') return t('fault.twice');
    // What is empty is not wrong before somebody wants to send it.
    return isTried ? t('fault.missing') : null;
  };
  return {
    error: place => {
      const fault = faults.get(place);
      return fault === undefined ? null : say(fault);
    },
    left: (text, most) => {
      const left = most - text.trim().length;
      return left >= 0 && text.length > most * NEAR ? t('left', { count: left }) : null;
    },
  };
}
