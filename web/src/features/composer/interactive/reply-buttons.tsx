import { Button, CloseButton, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InteractiveForm } from '../../../lib/interactive.ts';
import { LIMITS } from '../../../lib/interactive.ts';
import { newKey } from '../../../lib/new-key.ts';
import type { FieldWords } from './field-words.ts';
import classes from './interactive.module.css';

/** One to three buttons, each with what the customer answers by tapping on it. */
export function ReplyButtons({
  buttons,
  words,
  onChange,
}: {
  readonly buttons: InteractiveForm['buttons'];
  readonly words: FieldWords;
  readonly onChange: (buttons: InteractiveForm['buttons']) => void;
}) {
  const { t } = useTranslation('interactive');
  return (
    <>
      {buttons.map(({ id, title }, at) => (
        <div key={id} className={classes['choice']}>
          <TextInput
            label={t('field.button', { number: at + 1 })}
            description={words.left(title, LIMITS.buttonTitle)}
            error={words.error(`button:${id}`)}
            required
            dir="auto"
            value={title}
            onChange={({ currentTarget: { value } }) =>
              onChange(buttons.map(each => (each.id === id ? { ...each, title: value } : each)))
            }
          />
          {buttons.length > 1 && (
            <CloseButton
              size="md"
              aria-label={t('remove.button', { number: at + 1 })}
              onClick={() => onChange(buttons.filter(each => each.id !== id))}
            />
          )}
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        disabled={buttons.length >= LIMITS.buttons}
        onClick={() => onChange([...buttons, { id: newKey(), title: '' }])}
      >
        {t('add.button', { count: LIMITS.buttons - buttons.length })}
      </Button>
    </>
  );
}
