import { useRef } from 'react';
import { Alert, Button, MultiSelect, Select, TextInput, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CannedResponse } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { languageChoices } from '../../lib/language-choices.ts';
import { useMe } from '../../lib/me.ts';
import { placeNames } from '../../lib/places.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { inList } from '../../lib/time.ts';
import type { Form } from '../../ui/index.ts';
import { FormDrawer, useForm } from '../../ui/index.ts';
import type { CannedValues } from './canned-values.ts';
import { VARIABLES, bodyOf, unknownPlaces, valuesOf } from './canned-values.ts';
import { teamQueries } from './queries.ts';
import { useSaveCanned } from './use-canned-changes.ts';
import classes from './canned.module.css';

/** Writes a response, or changes one. Closed before it was saved, what was written is still there. */
export function CannedForm({
  response,
  onClose,
}: {
  /** Null: a new one. */
  readonly response: CannedResponse | null;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation('canned');
  const isAdmin = useMe().role === 'TENANT_ADMIN';
  const save = useSaveCanned(response);
  const form: Form<CannedValues> = useForm({
    initial: valuesOf(response, isAdmin),
    schema: requestSchema('postCannedResponses'),
    toBody: bodyOf,
    keep: `canned:${response?.id ?? 'new'}`,
    shapes: { shortcut: t('shape.shortcut') },
    onSubmit: (body, { key }) => save.mutateAsync({ body, key }),
  });
  const { fields, values } = form;
  return (
    <FormDrawer form={form} opened onClose={onClose} title={t(response === null ? 'new' : 'edit')} isWide>
      <Places form={form} isNew={response === null} isAdmin={isAdmin} />
      <TextInput label={t('field.title')} required dir="auto" {...fields.text('title')} />
      <TextInput
        label={t('field.shortcut')}
        description={t('shape.shortcut')}
        required
        autoComplete="off"
        {...fields.text('shortcut')}
      />
      <Words form={form} />
      <Select
        label={t('field.language')}
        placeholder={t('anyLanguage')}
        data={languageChoices(values.language ?? '', i18n.language)}
        searchable
        clearable
        {...fields.choice('language')}
      />
    </FormDrawer>
  );
}

interface PartProps {
  readonly form: Form<CannedValues>;
}

/** Whom it is for. What is somebody's own stays so, and what is shared, too. */
function Places({ form, isNew, isAdmin }: PartProps & { readonly isNew: boolean; readonly isAdmin: boolean }) {
  const { t } = useTranslation('canned');
  const { values, fields } = form;
  const isShared = values.scope === 'groups';
  const teams = useQuery({ ...teamQueries.list(), enabled: isShared });
  const queues = useQuery({ ...directoryQueries.queues(), enabled: isShared });
  if (!isAdmin || (!isNew && values.scope === 'own')) return null;
  const choices = (items: readonly { readonly id: string; readonly name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <Select
        label={t('field.scope')}
        allowDeselect={false}
        data={(isNew ? (['tenant', 'groups', 'own'] as const) : (['tenant', 'groups'] as const)).map(value => ({
          value,
          label: t(`scope.${value}`),
        }))}
        {...fields.choice('scope')}
      />
      {isShared && (
        <>
          <MultiSelect
            searchable
            label={t('field.teams')}
            data={choices(teams.data?.items)}
            {...fields.list('teamIds')}
          />
          <MultiSelect
            searchable
            label={t('field.queues')}
            data={choices(queues.data?.items)}
            {...fields.list('queueIds')}
          />
        </>
      )}
    </>
  );
}

/** The text, and what can be put into it. */
function Words({ form }: PartProps) {
  const { t } = useTranslation('canned');
  const { values, fields, set } = form;
  const box = useRef<HTMLTextAreaElement>(null);
  const unknown = placeNames(unknownPlaces(values.text));
  const insert = (name: string): void => {
    const [from, to] = [
      box.current?.selectionStart ?? values.text.length,
      box.current?.selectionEnd ?? values.text.length,
    ];
    set({ text: `${values.text.slice(0, from)}{{${name}}}${values.text.slice(to)}` });
    box.current?.focus();
  };
  return (
    <>
      <Textarea
        ref={box}
        label={t('field.text')}
        description={t('textHint', { place: '{{attributes.order}}' })}
        required
        autosize
        minRows={5}
        maxRows={16}
        dir="auto"
        {...fields.text('text')}
      />
      <div role="group" aria-label={t('insert')} className={classes['variables']}>
        {VARIABLES.map(name => (
          <Button key={name} size="compact-sm" variant="default" onClick={() => insert(name)}>
            {t(`variable.${name}`)}
          </Button>
        ))}
      </div>
      {unknown.length > 0 && (
        <Alert color="warn" role="status">
          {t('unknown', { names: inList(unknown) })}
        </Alert>
      )}
    </>
  );
}
