import { Alert, Button, MultiSelect, NumberInput, Select, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Survey } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { directoryQueries } from '../../lib/directory.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import type { Form } from '../../ui/index.ts';
import { PageForm, Unsaved, showToast, useForm } from '../../ui/index.ts';
import card from '../card.module.css';
import { surveyQueries } from './queries.ts';
import { SurveyTexts } from './survey-texts.tsx';
import type { SurveyValues } from './survey-values.ts';
import { CLOSINGS, bodyOf, fitTemplates, valuesOf } from './survey-values.ts';

/** Whether, when and how contacts are asked. */
export function SurveyForm({ saved }: { readonly saved: Survey }) {
  const { t, i18n } = useTranslation('survey');
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Survey) => answerOf(client.PUT('/api/v1/survey', { body })),
    onSuccess: now => {
      queries.setQueryData(surveyQueries.settings().queryKey, now);
      void showToast(t('saved'));
    },
  });
  const suggested = {
    language: i18n.language,
    question: t('suggested.question'),
    button: t('suggested.button'),
    thanks: t('suggested.thanks'),
    comment: t('suggested.comment'),
  };
  const form: Form<SurveyValues> = useForm({
    initial: valuesOf(saved, suggested),
    schema: requestSchema('putSurvey'),
    toBody: bodyOf,
    keep: 'survey',
    onSubmit: body => change.mutateAsync(body),
  });
  return (
    <PageForm form={form} className={card['stack']}>
      <Unsaved isKept={form.isDirty} newer={form.isOutdated} onDiscard={form.discard} />
      <When form={form} />
      <SurveyTexts form={form} />
      <Outside form={form} />
      {form.problem !== null && (
        <Alert color="bad" role="alert">
          {form.problem}
        </Alert>
      )}
      <Button type="submit" className={card['more'] ?? ''} loading={form.isPending}>
        {t('save')}
      </Button>
    </PageForm>
  );
}

interface PartProps {
  readonly form: Form<SurveyValues>;
}

const choices = (items: readonly { readonly id: string; readonly name: string }[] | undefined) =>
  (items ?? []).map(({ id, name }) => ({ value: id, label: name }));

function When({ form: { fields } }: PartProps) {
  const { t } = useTranslation('survey');
  const queues = useQuery(directoryQueries.queues());
  const dispositions = useQuery(directoryQueries.dispositions());
  return (
    <section className={card['card']} aria-label={t('when')}>
      <div className={card['row']}>
        <Switch label={t('field.enabled')} description={t('field.enabledHint')} {...fields.flag('enabled')} />
      </div>
      <div className={card['row']}>
        <NumberInput
          label={t('field.waitMinutes')}
          min={0}
          max={1_440}
          allowDecimal={false}
          {...fields.number('waitMinutes')}
        />
        <MultiSelect
          label={t('field.closings')}
          data={CLOSINGS.map(value => ({ value, label: t(`closing.${value}`) }))}
          {...fields.list('closings')}
        />
        <MultiSelect
          label={t('field.queues')}
          description={t('field.queuesHint')}
          searchable
          data={choices(queues.data?.items)}
          {...fields.list('queueIds')}
        />
        <MultiSelect
          label={t('field.dispositions')}
          description={t('field.dispositionsHint')}
          searchable
          data={choices(dispositions.data?.items)}
          {...fields.list('dispositionIds')}
        />
        <Switch label={t('field.onlyAnswered')} {...fields.flag('onlyAnswered')} />
        <NumberInput
          label={t('field.quietDays')}
          description={t('field.quietDaysHint')}
          min={0}
          max={365}
          allowDecimal={false}
          {...fields.number('quietDays')}
        />
        <NumberInput
          label={t('field.commentMinutes')}
          description={t('field.commentMinutesHint')}
          min={1}
          max={1_440}
          allowDecimal={false}
          {...fields.number('commentMinutes')}
        />
      </div>
    </section>
  );
}

/** What is sent once the customer-service window is closed. */
function Outside({ form: { fields, values } }: PartProps) {
  const { t } = useTranslation('survey');
  const templates = useQuery(surveyQueries.templates());
  return (
    <section className={card['card']} aria-label={t('outside')}>
      <div className={card['row']}>
        <Select
          label={t('field.template')}
          description={t('field.templateHint')}
          placeholder={t('noTemplate')}
          searchable
          clearable
          data={fitTemplates(templates.data?.items ?? [], values.templateName)}
          {...fields.choice('templateName')}
        />
      </div>
    </section>
  );
}
