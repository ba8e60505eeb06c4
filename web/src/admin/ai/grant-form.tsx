import { Button, TextInput, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { operations } from '../../lib/api/index.ts';
import { answerOf, client } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { PageForm, useForm } from '../../ui/index.ts';
import { Problem } from './problem.tsx';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

type GrantBody = operations['postAiTrainingGrants']['requestBody']['content']['application/json'];
interface Values {
  readonly purpose: string;
  readonly wording: string;
  /** A day; until its end, here. */
  readonly until: string;
}
const EMPTY: Values = { purpose: '', wording: '', until: '' };

const bodyOf = ({ until, ...same }: Values): unknown => ({
  ...same,
  expiresAt: until === '' ? '' : new Date(`${until}T23:59:59`).toISOString(),
});
const fieldOf = (path: string): string => (path === 'expiresAt' ? 'until' : path);

/** Authorises that conversations are used for something, until a day. */
export function GrantForm() {
  const { t } = useTranslation('ai');
  const queries = useQueryClient();
  const allow = useMutation({
    mutationFn: (body: GrantBody) => answerOf(client.POST('/api/v1/ai/training/grants', { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: aiQueries.grants().queryKey }),
  });
  const form = useForm({
    initial: EMPTY,
    schema: requestSchema('postAiTrainingGrants'),
    toBody: bodyOf,
    keep: 'training-grant',
    fieldOf,
    onSubmit: body => allow.mutateAsync(body),
  });
  return (
    <section className={classes['card']} aria-label={t('training.allow')}>
      <PageForm form={form} className={classes['stack']}>
        <div className={classes['columns']}>
          <TextInput label={t('training.purpose')} required dir="auto" {...form.fields.text('purpose')} />
          <TextInput type="date" label={t('training.until')} required {...form.fields.text('until')} />
        </div>
        <Textarea
          label={t('training.wording')}
          required
          dir="auto"
          autosize
          minRows={2}
          {...form.fields.text('wording')}
        />
        <Problem text={form.problem} />
        <Button type="submit" className={classes['end'] ?? ''} loading={form.isPending}>
          {t('training.allow')}
        </Button>
      </PageForm>
    </section>
  );
}
