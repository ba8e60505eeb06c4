import { Button, NumberInput, Select, Switch, TagsInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Form } from '../../ui/index.ts';
import { PageForm, Unsaved } from '../../ui/index.ts';
import type { PolicyValues } from './policy-values.ts';
import { Problem } from './problem.tsx';
import classes from './ai.module.css';

const MODES = ['off', 'suggest', 'answer', 'until_handed_over', 'out_of_hours'] as const;
const TRANSCRIPTS = ['off', 'consented', 'all'] as const;
const TONES = ['friendly', 'neutral', 'formal'] as const;

/** What the AI may do; saving makes the next version. */
export function PolicyForm({ form }: { readonly form: Form<PolicyValues> }) {
  const { t } = useTranslation('ai');
  const { fields } = form;
  return (
    <PageForm form={form} className={classes['stack']}>
      <Unsaved isKept={form.isDirty} newer={form.isOutdated} onDiscard={form.discard} />
      <Select
        label={t('policy.mode')}
        data={MODES.map(value => ({ value, label: t(`mode.${value}`) }))}
        allowDeselect={false}
        {...fields.choice('mode')}
      />
      <div className={classes['columns']}>
        <Select
          label={t('policy.tone')}
          description={t('policy.toneHint')}
          data={TONES.map(value => ({ value, label: t(`tone.${value}`) }))}
          allowDeselect={false}
          {...fields.choice('tone')}
        />
        <TagsInput
          label={t('policy.languages')}
          description={t('policy.languagesHint')}
          {...fields.list('languages')}
        />
      </div>
      <Textarea label={t('policy.instructions')} dir="auto" autosize minRows={2} {...fields.text('instructions')} />
      <TagsInput
        label={t('policy.forbiddenTopics')}
        description={t('policy.forbiddenTopicsHint')}
        {...fields.list('forbiddenTopics')}
      />
      <TagsInput label={t('policy.linkHosts')} placeholder="www.example.com" dir="ltr" {...fields.list('linkHosts')} />
      <Textarea label={t('policy.disclosure')} dir="auto" autosize {...fields.text('disclosure')} />
      <Textarea label={t('policy.handOverText')} dir="auto" autosize {...fields.text('handOverText')} />
      <div className={classes['columns']}>
        <NumberInput
          label={t('policy.evidence')}
          description={t('policy.evidenceHint')}
          min={0}
          max={100}
          {...fields.number('evidence')}
        />
        <NumberInput
          label={t('policy.nearness')}
          description={t('policy.nearnessHint')}
          min={1}
          max={100}
          {...fields.number('nearness')}
        />
        <NumberInput
          label={t('policy.tokensPerDay')}
          description={t('policy.tokensPerDayHint')}
          min={1}
          allowDecimal={false}
          {...fields.number('tokensPerDay')}
        />
      </div>
      <Switch label={t('policy.buttons')} {...fields.flag('buttons')} />
      <Select
        label={t('policy.transcripts')}
        description={t('policy.transcriptsHint')}
        data={TRANSCRIPTS.map(value => ({ value, label: t(`transcripts.${value}`) }))}
        allowDeselect={false}
        {...fields.choice('transcripts')}
      />
      <Problem text={form.problem} />
      <Button type="submit" className={classes['end'] ?? ''} loading={form.isPending}>
        {t('policy.save')}
      </Button>
    </PageForm>
  );
}
