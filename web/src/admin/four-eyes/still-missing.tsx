import { useTranslation } from 'react-i18next';
import type { Approvals } from '../../lib/api/index.ts';
import card from '../card.module.css';

/** What is still missing of something that waits for other people; nothing while the first one is awaited. */
export function StillMissing({ approvals }: { readonly approvals: Approvals | null | undefined }) {
  const { t } = useTranslation('settings');
  if (approvals == null || (approvals.by.length === 0 && approvals.missing < 2)) return null;
  return (
    <p className={`${card['text']} ${card['muted']}`}>
      {t('fourEyes.missing', { agreed: approvals.by.length, count: approvals.missing })}
    </p>
  );
}
