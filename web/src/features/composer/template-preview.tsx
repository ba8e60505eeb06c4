import { useTranslation } from 'react-i18next';
import type { TemplatePart } from '../../lib/template-slots.ts';
import classes from './composer.module.css';

interface ReadingProps {
  readonly parts: readonly TemplatePart[];
  /** Which card of a carousel; null: none. */
  readonly card: number | null;
  readonly fill: (text: string, place: string, card: number | null) => string;
}

/** Buttons whose label is WhatsApp's own. */
const OWN_LABELS = ['COPY_CODE', 'REQUEST_CONTACT_INFO'] as const;
type OwnLabel = (typeof OWN_LABELS)[number];
const hasOwnLabel = (type: string): type is OwnLabel => OWN_LABELS.includes(type as OwnLabel);

/** A message as its reader sees it; the cards of a carousel one after the other. */
export function Reading({ parts, card, fill }: ReadingProps) {
  const { t } = useTranslation('composer');
  return parts.map(({ type, format, text, buttons, limited_time_offer: offer, cards }) => (
    <div key={type}>
      {type === 'HEADER' && text === undefined && (
        <p className={classes['small']}>{t('template.headerOf', { format: (format ?? '').toLowerCase() })}</p>
      )}
      {text !== undefined && (
        <p className={classes['words']} data-part={type.toLowerCase()} dir="auto">
          {fill(text, type.toLowerCase(), card)}
        </p>
      )}
      {offer?.text !== undefined && (
        <p className={classes['words']} data-part="header" dir="auto">
          {offer.text}
        </p>
      )}
      {buttons?.map((button, place) => {
        const kind = button.type ?? '';
        return (
          <p key={place} className={classes['previewButton']} dir="auto">
            {button.text ?? (hasOwnLabel(kind) ? t(`template.button.${kind}`) : kind)}
          </p>
        );
      })}
      {cards?.map((each, place) => (
        <section key={place} className={classes['card']} aria-label={t('template.card', { number: place + 1 })}>
          <Reading parts={each.components} card={place} fill={fill} />
        </section>
      ))}
    </div>
  ));
}
