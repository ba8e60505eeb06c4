import { Alert, Button, Select, TextInput, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BusinessNumber } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import type { Form } from '../../ui/index.ts';
import { FormDrawer, useForm } from '../../ui/index.ts';
import type { Definition } from './definition.ts';
import { MOST, NOTHING, componentsOf, fieldOfPath, parametersOf, withExamples } from './definition.ts';
import { ExampleFileField } from './example-file-field.tsx';
import { followChanges } from './queries.ts';
import { TemplateReading } from './template-reading.tsx';
import { useCategory } from './use-category.ts';
import classes from './templates.module.css';

/** What can be made here: WhatsApp's codes to log in with have words of their own. */
const CATEGORIES = ['UTILITY', 'MARKETING'];

/** Makes a template, which WhatsApp reviews. Closed before it was sent, the form is still there. */
export function NewTemplate() {
  const { t } = useTranslation('templates');
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const numbers = useQuery({ ...directoryQueries.numbers(), enabled: opened });
  const connected = numbers.data?.items.filter(({ state }) => state === 'connected') ?? [];
  const form: Form<Definition> = useForm({
    initial: NOTHING,
    schema: requestSchema('postTemplates'),
    toBody: (values: Definition) => ({
      numberId: accountOf(values, connected),
      name: values.name.trim(),
      language: values.language.trim(),
      category: values.category,
      components: componentsOf(values),
    }),
    fieldOf: (path: string): string => fieldOfPath(path, form.values),
    keep: 'template',
    shapes: { name: t('hint.name'), language: t('hint.language') },
    onSubmit: async (body, { key }) => {
      await answerOf(client.POST('/api/v1/templates', { params: { header: { 'Idempotency-Key': key } }, body }));
      followChanges(queries);
    },
  });
  return (
    <>
      <Button onClick={open}>{t('new.title')}</Button>
      <FormDrawer form={form} opened={opened} onClose={close} title={t('new.title')} save={t('new.save')}>
        {numbers.isSuccess && connected.length === 0 && <Alert color="warn">{t('new.noNumber')}</Alert>}
        <Account form={form} connected={connected} />
        <About form={form} />
        <ExampleFileField form={form} />
        <Words form={form} />
        <Preview definition={form.values} />
      </FormDrawer>
    </>
  );
}

/** The number whose account the template is made for. */
const accountOf = ({ numberId }: Definition, connected: readonly BusinessNumber[]): string =>
  numberId === '' ? (connected[0]?.id ?? '') : numberId;

interface PartProps {
  readonly form: Form<Definition>;
}

/** Asked only where there are several accounts: each has templates of its own. */
function Account({ form, connected }: PartProps & { readonly connected: readonly BusinessNumber[] }) {
  const { t } = useTranslation('templates');
  const accounts = [...new Map(connected.map(number => [number.wabaId, number])).values()];
  if (accounts.length < 2) return null;
  return (
    <Select
      label={t('field.number')}
      description={t('hint.number')}
      required
      allowDeselect={false}
      data={connected.map(({ id, name, displayPhoneNumber }) => ({
        value: id,
        label: t('numberChoice', { name, number: displayPhoneNumber }),
      }))}
      {...form.fields.choice('numberId')}
      value={accountOf(form.values, connected)}
    />
  );
}

function About({ form: { fields } }: PartProps) {
  const { t } = useTranslation('templates');
  const inWords = useCategory();
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('hint.name')}
        required
        autoComplete="off"
        {...fields.text('name')}
      />
      <TextInput
        label={t('field.language')}
        description={t('hint.language')}
        required
        autoComplete="off"
        {...fields.text('language')}
      />
      <Select
        label={t('field.category')}
        description={t('hint.category')}
        allowDeselect={false}
        data={CATEGORIES.map(category => ({ value: category, label: inWords(category) }))}
        {...fields.choice('category')}
      />
    </>
  );
}

/** The text, an example for each of its parameters, the footer. What is too long is said, and never cut off. */
function Words({ form }: PartProps) {
  const { t } = useTranslation('templates');
  const { values, fields, set, at } = form;
  const tooMany = (name: keyof typeof MOST): string | undefined =>
    values[name].length > MOST[name] ? t('tooMany', { count: values[name].length - MOST[name] }) : undefined;
  const [text, footer] = [fields.text('text'), fields.text('footer')];
  return (
    <>
      <Textarea
        label={t('field.text')}
        description={t('hint.text', { named: '{{first_name}}', numbered: '{{1}}' })}
        required
        autosize
        minRows={3}
        dir="auto"
        {...text}
        error={tooMany('text') ?? text.error}
      />
      {parametersOf(values.text).map(name => (
        <TextInput
          key={name}
          label={t('field.example', { name })}
          required
          dir="auto"
          {...at(`examples.${name}`)}
          value={values.examples[name] ?? ''}
          onChange={event => set({ examples: { ...values.examples, [name]: event.currentTarget.value } })}
        />
      ))}
      <TextInput label={t('field.footer')} dir="auto" {...footer} error={tooMany('footer') ?? footer.error} />
    </>
  );
}

/** What a customer would read, with the examples filled in. */
function Preview({ definition }: { readonly definition: Definition }) {
  const { t } = useTranslation('templates');
  if (definition.text.trim() === '') return null;
  return (
    <section className={classes['preview']} aria-label={t('preview')}>
      <h3 className={classes['previewTitle']}>{t('preview')}</h3>
      <TemplateReading components={componentsOf(definition)} fill={text => withExamples(text, definition.examples)} />
    </section>
  );
}
