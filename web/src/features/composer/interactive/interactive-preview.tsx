import { IconList } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InteractiveForm } from '../../../lib/interactive.ts';
import composer from '../composer.module.css';
import classes from './interactive.module.css';

/** A form as the customer will see it; of a list also what opens when it is tapped on. */
export function InteractivePreview({ form }: { readonly form: InteractiveForm }) {
  const { t } = useTranslation('interactive');
  const { kind, header, body, footer, buttons, opener, sections } = form;
  return (
    <section className={composer['preview']} aria-label={t('preview')}>
      <Line part="header" text={header} />
      <Line part="body" text={body === '' ? '…' : body} />
      <Line part="footer" text={footer} />
      {kind === 'button' &&
        buttons.map(({ id, title }) => (
          <p key={id} className={composer['previewButton']} dir="auto">
            {title === '' ? '…' : title}
          </p>
        ))}
      {kind === 'list' && (
        <>
          <p className={`${composer['previewButton']} ${classes['opener']}`}>
            <IconList size={16} aria-hidden />
            <bdi>{opener === '' ? '…' : opener}</bdi>
          </p>
          <div className={classes['opened']}>
            {sections.map(section => (
              <div key={section.id}>
                {section.title !== '' && (
                  <p className={classes['sectionTitle']} dir="auto">
                    {section.title}
                  </p>
                )}
                {section.rows.map(row => (
                  <p key={row.id} className={classes['row']} dir="auto">
                    <span>{row.title === '' ? '…' : row.title}</span>
                    {row.description !== '' && <span className={composer['small']}>{row.description}</span>}
                  </p>
                ))}
              </div>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function Line({ part, text }: { readonly part: 'header' | 'body' | 'footer'; readonly text: string }) {
  if (text === '') return null;
  return (
    <p className={composer['words']} data-part={part} dir="auto">
      {text}
    </p>
  );
}
