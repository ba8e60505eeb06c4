import { useRef } from 'react';
import { Button, FileButton, Group, Input, Select, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Conversation, Template } from '../../lib/api/index.ts';
import { answerOf, client, uploadFile } from '../../lib/api/index.ts';
import { useKept } from '../../lib/kept.ts';
import { useMe } from '../../lib/me.ts';
import { newKey } from '../../lib/new-key.ts';
import { outboxOf } from '../../lib/outbox/index.ts';
import { useSignal } from '../../lib/signals.ts';
import type { Field, FillableTemplate, Values } from '../../lib/template-slots.ts';
import { fieldsOf, filledText, isFillable, shownSlots, templateMessage } from '../../lib/template-slots.ts';
import { ErrorState } from '../../ui/index.ts';
import { useFieldName } from './field-name.ts';
import type { KeptForm } from './kept-form.ts';
import { Reading } from './template-preview.tsx';
import { notBeforeOf, useUndoSeconds } from './undo-send.ts';
import { isFilled, templateWords, tooManyOf } from './template-words.ts';
import type { FilledTemplate } from './template-forms.ts';
import { templateForms } from './template-forms.ts';
import classes from './composer.module.css';

/** All templates of a number, those that can be sent first. */
async function templatesOf(numberId: string, signal: AbortSignal): Promise<readonly Template[]> {
  const found: Template[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { limit: 100, numberId, ...(cursor === undefined ? {} : { cursor }) };
    const page = await answerOf(client.GET('/api/v1/templates', { params: { query }, signal }));
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found.sort((a, b) => Number(b.sendable) - Number(a.sendable));
}

/** Templates change seldom, and by administrators: they are read again when the form is opened. */
const templateQuery = (numberId: string) =>
  queryOptions({
    queryKey: ['templates', 'of-number', numberId] as const,
    queryFn: ({ signal }) => templatesOf(numberId, signal),
  });

interface Props {
  readonly conversation: Conversation;
  /** The customer's newest message that is shown; undefined: none are shown. */
  readonly answers: string | null | undefined;
  readonly onSent?: () => void;
  /** Left out where there is nothing else to write. */
  readonly onCancel?: () => void;
}

/**
 * The templates WhatsApp lets the number send, also while the window is closed: choose one, fill it, read it, send it.
 * One that was taken back out of what waits stands in it as it was filled.
 */
export function TemplateForm(props: Props) {
  const { t } = useTranslation('composer');
  const wanted = useSignal(templateForms.wanted);
  const { data, error, refetch } = useQuery(templateQuery(props.conversation.number.id));
  if (data === undefined && error !== null)
    return <ErrorState error={error} what={t('template.names')} onRetry={() => void refetch()} />;
  if (data?.every(({ sendable }) => !sendable) === true) return <p className={classes['hint']}>{t('template.none')}</p>;
  return <FilledForm key={wanted?.count} templates={data ?? []} {...props} />;
}

interface FilledProps extends Props {
  readonly templates: readonly Template[];
}

const EMPTY: KeptForm<FilledTemplate> = { form: { id: null, values: {}, sentId: null }, key: null, later: null };

function FilledForm({ conversation, answers, templates, onSent, onCancel }: FilledProps) {
  const { t } = useTranslation('composer');
  const me = useMe();
  const undoSeconds = useUndoSeconds();
  const [kept, keepForm, , forget] = useKept(templateForms.nameIn(conversation.id), EMPTY);
  const { id: chosen, values, sentId } = kept.form;
  const change = (more: Partial<FilledTemplate>): void => keepForm({ ...kept, form: { ...kept.form, ...more } });
  const template = templates.find(({ id }) => id === chosen) ?? null;
  const whyNot = useWhyNot();
  const isReady =
    template !== null && template.sendable && isFilled(template, values) && !conversation.number.sendingPaused;
  const end = (then?: () => void): void => {
    if (kept.later === null) forget();
    else keepForm(kept.later);
    then?.();
  };
  const send = (): void => {
    // Pressed once more: the form is empty by then.
    if (!isReady) return;
    outboxOf(me.id).add(
      {
        key: (sentId === template.id ? kept.key : null) ?? newKey(),
        conversationId: conversation.id,
        to: {
          kind: 'template',
          name: template.name,
          template: templateMessage(template, values),
          form: { id: template.id, values },
        },
        text: templateWords(template, values),
        quotes: null,
        file: null,
        answers,
        used: null,
      },
      notBeforeOf(undoSeconds),
    );
    end(onSent);
  };
  return (
    <form
      className={classes['form']}
      aria-label={t('template.name')}
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <Select
        aria-label={t('template.name')}
        placeholder={t('template.choose')}
        searchable
        // The focus comes here by itself when the window closes: a list over the thread would be in the way.
        openOnFocus={false}
        data={templates.map(each => ({
          value: each.id,
          label: t('template.choice', {
            name: each.name,
            language: each.language,
            category: each.category.toLowerCase(),
          }),
          disabled: whyNot(each) !== null,
        }))}
        renderOption={({ option: { value, label } }) => (
          <span className={classes['choice']}>
            <span>{label}</span>
            <Reason why={whyNot(templates.find(({ id }) => id === value))} />
          </span>
        )}
        value={chosen}
        onChange={id => change({ id, values: {} })}
      />
      {template !== null && (
        <Filling
          template={template}
          values={values}
          onChange={(field, value) => change({ values: { ...values, [field]: value } })}
        />
      )}
      <Group justify="flex-end" gap={8}>
        {onCancel !== undefined && (
          <Button variant="subtle" color="quiet" onClick={() => end(onCancel)}>
            {t('template.cancel')}
          </Button>
        )}
        <Button type="submit" disabled={!isReady}>
          {t('template.send')}
        </Button>
      </Group>
    </form>
  );
}

const REASONS = ['PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const;

/** Says why a template cannot be sent from here; null: it can. */
function useWhyNot(): (template: Template | undefined) => string | null {
  const { t } = useTranslation('composer');
  return template => {
    if (template === undefined) return null;
    const { sendable, status } = template;
    if (!sendable) return t(`template.not.${REASONS.find(each => each === status) ?? 'other'}`);
    return isFillable(template) ? null : t('template.not.form');
  };
}

function Reason({ why }: { readonly why: string | null }) {
  return why !== null && <span className={classes['small']}>{why}</span>;
}

interface FillingProps {
  readonly template: FillableTemplate;
  readonly values: Values;
  readonly onChange: (field: string, value: string) => void;
}

/** The fields of a template, and how it reads with what stands in them. */
function Filling({ template, values, onChange }: FillingProps) {
  const { t } = useTranslation('composer');
  const slots = shownSlots(template);
  return (
    <>
      <div className={classes['fields']}>
        {slots
          .flatMap(slot => fieldsOf(slot, slots))
          .map(field => (
            <TemplateField
              key={field.key}
              field={field}
              value={values[field.key] ?? ''}
              onChange={value => onChange(field.key, value)}
            />
          ))}
      </div>
      <section className={classes['preview']} aria-label={t('template.preview')}>
        <Reading
          parts={template.components}
          card={null}
          fill={(text, place, card) => filledText(text, place, card, slots, values)}
        />
      </section>
    </>
  );
}

interface FieldProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TemplateField({ field, value, onChange }: FieldProps) {
  const { t } = useTranslation('composer');
  const nameOf = useFieldName();
  const count = tooManyOf(field, value);
  if (field.kind === 'file') return <FileField field={field} value={value} onChange={onChange} />;
  return (
    <TextInput
      label={nameOf(field)}
      required={field.required}
      error={count > 0 && t('tooMany', { count })}
      dir="auto"
      {...(field.kind === 'time' ? { type: 'datetime-local' } : {})}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}

/** A file for the head of a template: brought at once, named by its upload. */
function FileField({ field, value, onChange }: FieldProps) {
  const { t } = useTranslation('composer');
  const nameOf = useFieldName();
  const reset = useRef<() => void>(null);
  const upload = useMutation({ mutationFn: uploadFile, onSuccess: ({ id }) => onChange(id) });
  return (
    <Input.Wrapper label={nameOf(field)} required={field.required} error={upload.error?.message}>
      <div>
        <FileButton
          resetRef={reset}
          onChange={file => {
            // The same one can be chosen again.
            reset.current?.();
            if (file !== null) upload.mutate(file);
          }}
        >
          {props => (
            <Button {...props} variant="default" loading={upload.isPending}>
              {value === '' ? t('template.chooseFile') : (upload.data?.fileName ?? t('template.fileChosen'))}
            </Button>
          )}
        </FileButton>
      </div>
    </Input.Wrapper>
  );
}
