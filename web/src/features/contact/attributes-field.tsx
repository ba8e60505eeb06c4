import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Attribute } from './facts.ts';
import classes from './contact.module.css';

/** The company's own facts about a contact: a name and a value each. */
export function AttributesField({
  value,
  onChange,
}: {
  readonly value: readonly Attribute[];
  readonly onChange: (value: readonly Attribute[]) => void;
}) {
  const { t } = useTranslation('contact');
  const change = (place: number, part: Partial<Attribute>): void =>
    onChange(value.map((each, at) => (at === place ? { ...each, ...part } : each)));
  return (
    <fieldset className={classes['attributes']}>
      <legend>{t('attributes')}</legend>
      {value.map((each, place) => (
        <div key={place} className={classes['attribute']}>
          <TextInput
            aria-label={t('attributeName')}
            placeholder={t('attributeName')}
            dir="auto"
            maxLength={50}
            value={each.name}
            onChange={event => change(place, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('attributeValue', { name: each.name })}
            dir="auto"
            maxLength={500}
            value={each.value}
            onChange={event => change(place, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="quiet"
            aria-label={t('attributeRemove', { name: each.name })}
            onClick={() => onChange(value.filter((_, at) => at !== place))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        color="quiet"
        onClick={() => onChange([...value, { name: '', value: '' }])}
      >
        {t('attributeAdd')}
      </Button>
    </fieldset>
  );
}
