import { useState } from 'react';
import { Button, Group, Select, TextInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../lib/api/index.ts';
import type { InteractiveForm as Form } from '../../../lib/interactive.ts';
import { LIMITS, emptyForm, faultsOf, formText, interactiveOf } from '../../../lib/interactive.ts';
import { useKept } from '../../../lib/kept.ts';
import { useMe } from '../../../lib/me.ts';
import { newKey } from '../../../lib/new-key.ts';
import { outboxOf } from '../../../lib/outbox/index.ts';
import composer from '../composer.module.css';
import { notBeforeOf, useUndoSeconds } from '../undo-send.ts';
import { useFieldWords } from './field-words.ts';
import { ReplyButtons } from './reply-buttons.tsx';
import { InteractivePreview } from './interactive-preview.tsx';
import { ListSections } from './list-sections.tsx';
import type { KeptForm } from '../kept-form.ts';
import { interactiveForms } from './interactive-forms.ts';
import classes from './interactive.module.css';

interface Props {
  readonly conversation: Conversation;
  /** The customer's newest message that is shown; undefined: none are shown. */
  readonly answers: string | null | undefined;
  readonly onSent: () => void;
  readonly onCancel: () => void;
}

/**
 * Writes a message with something to choose from, and shows it as the customer will see it. What is written is kept
 * until it is sent off or thrown away.
 */
export function InteractiveForm({ conversation, answers, onSent, onCancel }: Props) {
  const { t } = useTranslation('interactive');
  const me = useMe();
  const [begun] = useState<KeptForm<Form>>(() => ({ form: emptyForm(newKey), key: null, later: null }));
  const [kept, keepForm, isKept, forget] = useKept<KeptForm<Form>>(interactiveForms.nameIn(conversation.id), begun);
  const [isTried, setTried] = useState(false);
  const undoSeconds = useUndoSeconds();
  const { form, key, later } = kept;
  const end = (): void => (later === null ? forget() : keepForm(later));
  const faults = faultsOf(form);
  const words = useFieldWords(faults, isTried);
  const change = (more: Partial<Form>): void => keepForm({ ...kept, form: { ...form, ...more } });
  const send = (): void => {
    setTried(true);
    if (faults.size > 0 || conversation.number.sendingPaused) return;
    outboxOf(me.id).add(
      {
        key: key ?? newKey(),
        conversationId: conversation.id,
        to: { kind: 'interactive', interactive: interactiveOf(form), form },
        text: formText(form),
        quotes: null,
        file: null,
        answers,
        used: null,
      },
      notBeforeOf(undoSeconds),
    );
    end();
    onSent();
  };
  return (
    <form
      className={composer['form']}
      aria-label={t('title')}
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <div className={classes['split']}>
        <div className={classes['fields']}>
          <Select
            label={t('kind.name')}
            allowDeselect={false}
            data={(['button', 'list'] as const).map(value => ({ value, label: t(`kind.${value}`) }))}
            value={form.kind}
            onChange={value => change({ kind: value === 'list' ? 'list' : 'button' })}
          />
          <TextInput
            label={t('field.header')}
            description={words.left(form.header, LIMITS.header)}
            error={words.error('header')}
            dir="auto"
            value={form.header}
            onChange={event => change({ header: event.currentTarget.value })}
          />
          <Textarea
            label={t('field.body')}
            description={words.left(form.body, LIMITS.body)}
            error={words.error('body')}
            required
            autosize
            minRows={2}
            maxRows={6}
            dir="auto"
            value={form.body}
            onChange={event => change({ body: event.currentTarget.value })}
          />
          <TextInput
            label={t('field.footer')}
            description={words.left(form.footer, LIMITS.footer)}
            error={words.error('footer')}
            dir="auto"
            value={form.footer}
            onChange={event => change({ footer: event.currentTarget.value })}
          />
          {form.kind === 'button' ? (
            <ReplyButtons buttons={form.buttons} words={words} onChange={buttons => change({ buttons })} />
          ) : (
            <ListSections form={form} words={words} onChange={change} />
          )}
        </div>
        <InteractivePreview form={form} />
      </div>
      {isTried && faults.size > 0 && (
        <p className={composer['hint']} role="alert">
          {t('cannotSend', { count: faults.size })}
        </p>
      )}
      <Group justify="flex-end" gap={8}>
        {isKept && (
          <Button
            variant="subtle"
            color="bad"
            onClick={() => {
              end();
              onCancel();
            }}
          >
            {t('discard')}
          </Button>
        )}
        <Button variant="subtle" color="quiet" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button type="submit">{t('send')}</Button>
      </Group>
    </form>
  );
}
