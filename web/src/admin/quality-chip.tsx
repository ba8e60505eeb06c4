import { useTranslation } from 'react-i18next';
import { StatusChip } from '../ui/index.ts';

/** What the steps of WhatsApp's rating mean. */
const QUALITIES = { GREEN: 'ok', YELLOW: 'warn', RED: 'bad', UNKNOWN: 'quiet' } as const;

const isKnown = (quality: string): quality is keyof typeof QUALITIES => Object.hasOwn(QUALITIES, quality);

/** How WhatsApp rates a number or a template by what people did with its messages. */
export function QualityChip({ quality }: { readonly quality: string }) {
  const { t } = useTranslation('settings');
  if (!isKnown(quality)) return <StatusChip meaning="quiet">{t('quality.other', { quality })}</StatusChip>;
  return <StatusChip meaning={QUALITIES[quality]}>{t(`quality.${quality}`)}</StatusChip>;
}
