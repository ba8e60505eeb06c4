import { useTranslation } from 'react-i18next';
import type { Field } from '../../lib/template-slots.ts';

/** Says what a field of a template is called. */
export function useFieldName(): (field: Field) => string {
  const { t } = useTranslation('composer');
  return ({ label, card }) => {
    const name = 'name' in label ? label.name : t(`template.field.${label.words}`, { number: label.number });
    return card === null ? name : t('template.field.onCard', { number: card + 1, name });
  };
}
