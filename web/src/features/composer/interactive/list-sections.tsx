import { Button, CloseButton, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FormRow, FormSection, InteractiveForm } from '../../../lib/interactive.ts';
import { LIMITS, countRows } from '../../../lib/interactive.ts';
import { newKey } from '../../../lib/new-key.ts';
import type { FieldWords } from './field-words.ts';
import classes from './interactive.module.css';

const newRow = (): FormRow => ({ id: newKey(), title: '', description: '' });

interface Props {
  readonly form: InteractiveForm;
  readonly words: FieldWords;
  readonly onChange: (more: Partial<InteractiveForm>) => void;
}

/** What opens the list, and its rows in sections: ten rows in all. */
export function ListSections({ form, words, onChange }: Props) {
  const { t } = useTranslation('interactive');
  const { opener, sections } = form;
  const free = LIMITS.rows - countRows(form);
  const changeSection = (id: string, more: Partial<FormSection>): void =>
    onChange({ sections: sections.map(each => (each.id === id ? { ...each, ...more } : each)) });
  return (
    <>
      <TextInput
        label={t('field.opener')}
        description={words.left(opener, LIMITS.opener)}
        error={words.error('opener')}
        required
        dir="auto"
        value={opener}
        onChange={event => onChange({ opener: event.currentTarget.value })}
      />
      {sections.map((section, at) => (
        <fieldset key={section.id} className={classes['section']} aria-label={t('section', { number: at + 1 })}>
          <div className={classes['choice']}>
            <TextInput
              label={t('field.section', { number: at + 1 })}
              description={words.left(section.title, LIMITS.sectionTitle)}
              error={words.error(`section:${section.id}`)}
              required={sections.length > 1}
              dir="auto"
              value={section.title}
              onChange={event => changeSection(section.id, { title: event.currentTarget.value })}
            />
            {sections.length > 1 && (
              <CloseButton
                size="md"
                aria-label={t('remove.section', { number: at + 1 })}
                onClick={() => onChange({ sections: sections.filter(({ id }) => id !== section.id) })}
              />
            )}
          </div>
          {section.rows.map((row, place) => (
            <Row
              key={row.id}
              row={row}
              number={place + 1}
              words={words}
              onChange={more =>
                changeSection(section.id, {
                  rows: section.rows.map(each => (each.id === row.id ? { ...each, ...more } : each)),
                })
              }
              {...(section.rows.length > 1 && {
                onRemove: () => changeSection(section.id, { rows: section.rows.filter(({ id }) => id !== row.id) }),
              })}
            />
          ))}
          <Button
            size="compact-sm"
            variant="default"
            disabled={free === 0}
            onClick={() => changeSection(section.id, { rows: [...section.rows, newRow()] })}
          >
            {t('add.row', { count: free })}
          </Button>
        </fieldset>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={free === 0}
        onClick={() => onChange({ sections: [...sections, { id: newKey(), title: '', rows: [newRow()] }] })}
      >
        {t('add.section')}
      </Button>
    </>
  );
}

interface RowProps {
  readonly row: FormRow;
  readonly number: number;
  readonly words: FieldWords;
  readonly onChange: (more: Partial<FormRow>) => void;
  /** Left out for the only one. */
  readonly onRemove?: () => void;
}

function Row({ row: { id, title, description }, number, words, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('interactive');
  return (
    <div className={classes['choice']}>
      <div className={classes['pair']}>
        <TextInput
          label={t('field.row', { number })}
          description={words.left(title, LIMITS.rowTitle)}
          error={words.error(`row:${id}`)}
          required
          dir="auto"
          value={title}
          onChange={event => onChange({ title: event.currentTarget.value })}
        />
        <TextInput
          aria-label={t('field.description', { number })}
          placeholder={t('field.description', { number })}
          description={words.left(description, LIMITS.rowDescription)}
          error={words.error(`description:${id}`)}
          dir="auto"
          value={description}
          onChange={event => onChange({ description: event.currentTarget.value })}
        />
      </div>
      {onRemove !== undefined && <CloseButton size="md" aria-label={t('remove.row', { number })} onClick={onRemove} />}
    </div>
  );
}
