import { useEffect, useMemo, useRef, useState } from 'react';
import { Alert, Button, Group, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { Unsaved, useForm } from '../../ui/index.ts';
import { AttributesField } from './attributes-field.tsx';
import { changedFacts, factsOf, keptAs } from './facts.ts';
import { languageChoices } from './languages.ts';
import { contactQueries } from './queries.ts';
import classes from './contact.module.css';

/** What is chosen where nobody knows the language: no code has so many letters. */
const UNKNOWN = 'unknown';

/** Whoever has gone elsewhere meanwhile stays there. */
const isNowhere = (): boolean => document.activeElement?.matches('body, main') !== false;

/**
 * What may be changed of what is known. What was changed and not saved is still there when one comes back; what was not
 * changed is left as colleagues have it.
 */
export function ContactForm({
  contact,
  isAsked,
  onDone,
}: {
  readonly contact: Contact;
  /** Whether somebody asked for it just now, who goes on in its first field. */
  readonly isAsked: boolean;
  /** @param wasHere whether the keyboard was in it. */
  readonly onDone: (wasHere: boolean) => void;
}) {
  const { t, i18n } = useTranslation('contact');
  const queries = useQueryClient();
  const whole = useRef<HTMLFormElement>(null);
  const first = useRef<HTMLInputElement>(null);
  const saved = factsOf(contact);
  const form = useForm({
    initial: saved,
    schema: requestSchema('putContactsId'),
    separately: true,
    toBody: facts => changedFacts(facts, saved),
    keep: keptAs(contact.id),
    onSubmit: async body => {
      const params = { path: { id: contact.id } };
      const answer = await answerOf(client.PUT('/api/v1/contacts/{id}', { params, body }));
      queries.setQueryData(contactQueries.one(contact.id).queryKey, answer);
    },
  });
  const { fields } = form;
  const [wasThere] = useState(form.isDirty);
  const language = fields.choice('language');
  const choices = useMemo(
    () => [{ value: UNKNOWN, label: t('languageUnknown') }, ...languageChoices(contact.language, i18n.language)],
    [t, contact.language, i18n.language],
  );
  useEffect(() => {
    if (isAsked && isNowhere()) first.current?.focus();
  }, [isAsked]);
  const end = (): void => onDone(isNowhere() || whole.current?.contains(document.activeElement) === true);
  return (
    <form
      ref={whole}
      className={classes['form']}
      noValidate
      aria-label={t('editing')}
      aria-busy={form.isPending}
      onSubmit={event => {
        event.preventDefault();
        void form.submit().then(isSaved => {
          if (isSaved) end();
        });
      }}
    >
      <Unsaved
        isKept={form.isDirty && (wasThere || form.isOutdated || form.isRest)}
        newer={form.isOutdated}
        rest={form.isRest}
        onDiscard={form.discard}
      />
      <TextInput
        ref={first}
        label={t('givenName')}
        placeholder={contact.profileName ?? ''}
        dir="auto"
        {...fields.text('givenName')}
      />
      <Switch label={t('vip')} {...fields.flag('vip')} />
      <TagsInput label={t('tags')} comboboxProps={{ withinPortal: false }} {...fields.list('tags')} />
      <Select
        label={t('language')}
        data={choices}
        searchable
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        {...language}
        value={language.value ?? UNKNOWN}
        onChange={value => form.set({ language: value === UNKNOWN ? null : value })}
      />
      <TextInput
        label={t('consent')}
        description={t('consentHint')}
        dir="auto"
        maxLength={200}
        {...fields.text('consent')}
      />
      <AttributesField value={form.values.attributes} onChange={attributes => form.set({ attributes })} />
      <Switch label={t('trainingConsent')} description={t('trainingConsentHint')} {...fields.flag('trainingConsent')} />
      <Switch label={t('restricted')} description={t('restrictedHint')} {...fields.flag('restricted')} />
      {form.problem !== null && (
        <Alert color="bad" role="alert" p="xs">
          {form.problem}
        </Alert>
      )}
      <Group gap={8}>
        <Button type="submit" loading={form.isPending} disabled={!form.isDirty}>
          {t('save')}
        </Button>
        <Button
          variant="subtle"
          color="quiet"
          disabled={form.isPending}
          onClick={() => {
            form.discard();
            end();
          }}
        >
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}
