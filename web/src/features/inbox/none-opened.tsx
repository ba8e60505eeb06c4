import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/index.ts';

/** Where no conversation is open. */
export function NoneOpened() {
  const { t } = useTranslation('inbox');
  return <EmptyState title={t('choose')} />;
}
