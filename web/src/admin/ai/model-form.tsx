import { useState } from 'react';
import { Button, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AiEndpoint } from '../../lib/api/index.ts';
import { requestSchema } from '../../lib/request-schema.ts';
import { Confirm, LeaveGuard, PageForm, Unsaved, useForm } from '../../ui/index.ts';
import { Problem } from './problem.tsx';
import { useModel } from './use-model.ts';
import classes from './ai.module.css';

const MICROS = 1_000_000;

interface Values {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey: string;
  readonly embeddingModel: string;
  readonly transcriptionModel: string;
  /** Of a million tokens, in the money of the contract. */
  readonly inputPrice: number | '';
  readonly outputPrice: number | '';
  readonly embeddingPrice: number | '';
  /** Of a minute. */
  readonly transcriptionPrice: number | '';
}

const priceOf = (micros = 0): number => micros / MICROS;
const valuesOf = (endpoint: AiEndpoint | null): Values => ({
  baseUrl: endpoint?.baseUrl ?? '',
  model: endpoint?.model ?? '',
  apiKey: '',
  embeddingModel: endpoint?.embeddingModel ?? '',
  transcriptionModel: endpoint?.transcriptionModel ?? '',
  inputPrice: priceOf(endpoint?.inputMicros),
  outputPrice: priceOf(endpoint?.outputMicros),
  embeddingPrice: priceOf(endpoint?.embeddingMicros),
  transcriptionPrice: priceOf(endpoint?.transcriptionMicros),
});

const micros = (price: number | ''): number => Math.round(Number(price) * MICROS);
const bodyOf = ({ baseUrl, model, apiKey, embeddingModel, transcriptionModel, ...prices }: Values): unknown => ({
  baseUrl,
  model,
  apiKey,
  embeddingModel: embeddingModel === '' ? null : embeddingModel,
  transcriptionModel: transcriptionModel === '' ? null : transcriptionModel,
  inputMicros: micros(prices.inputPrice),
  outputMicros: micros(prices.outputPrice),
  embeddingMicros: micros(prices.embeddingPrice),
  transcriptionMicros: micros(prices.transcriptionPrice),
});
const fieldOf = (path: string): string => path.replace(/Micros$/, 'Price');

/** Where a model of one's own is, and what it costs. As there is a key in it, it is kept in memory alone. */
export function ModelForm({ endpoint }: { readonly endpoint: AiEndpoint | null }) {
  const { t } = useTranslation('ai');
  const { set, remove } = useModel();
  const [isAsking, setAsking] = useState(false);
  const form = useForm({
    initial: valuesOf(endpoint),
    schema: requestSchema('putAiEndpoint'),
    toBody: bodyOf,
    keep: 'ai-model',
    secret: true,
    fieldOf,
    onSubmit: body => set.mutateAsync(body),
  });
  const { fields } = form;
  return (
    <PageForm form={form} className={classes['stack']}>
      <Unsaved isKept={form.isDirty} newer={form.isOutdated} onDiscard={form.discard} />
      <LeaveGuard when={form.isDirty} keeps={form.keeps} />
      <div className={classes['columns']}>
        <TextInput
          label={t('model.baseUrl')}
          description={t('model.baseUrlHint')}
          placeholder="https://api.openai.com/v1"
          dir="ltr"
          required
          {...fields.text('baseUrl')}
        />
        <PasswordInput
          label={t('model.apiKey')}
          description={t('model.apiKeyHint')}
          autoComplete="off"
          dir="ltr"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('model.showKey') }}
          {...fields.text('apiKey')}
        />
      </div>
      <div className={classes['columns']}>
        <TextInput
          label={t('model.model')}
          description={t('model.modelHint')}
          dir="ltr"
          required
          {...fields.text('model')}
        />
        <TextInput
          label={t('model.embeddingModel')}
          description={t('model.embeddingModelHint')}
          dir="ltr"
          {...fields.text('embeddingModel')}
        />
        <TextInput
          label={t('model.transcriptionModel')}
          description={t('model.transcriptionModelHint')}
          dir="ltr"
          {...fields.text('transcriptionModel')}
        />
      </div>
      <div className={classes['columns']}>
        <NumberInput label={t('model.inputPrice')} min={0} decimalScale={6} {...fields.number('inputPrice')} />
        <NumberInput label={t('model.outputPrice')} min={0} decimalScale={6} {...fields.number('outputPrice')} />
        <NumberInput label={t('model.embeddingPrice')} min={0} decimalScale={6} {...fields.number('embeddingPrice')} />
        <NumberInput
          label={t('model.transcriptionPrice')}
          min={0}
          decimalScale={6}
          {...fields.number('transcriptionPrice')}
        />
      </div>
      <Problem text={form.problem} />
      <div className={classes['foot']}>
        {endpoint !== null && (
          <Button variant="default" disabled={form.isPending} onClick={() => setAsking(true)}>
            {t('model.useOperators')}
          </Button>
        )}
        <Button type="submit" loading={form.isPending}>
          {t('model.use')}
        </Button>
      </div>
      <Confirm
        opened={isAsking}
        title={t('model.removeTitle')}
        touches={endpoint === null ? [] : [t('model.removeTouches', { address: endpoint.baseUrl })]}
        confirm={t('model.useOperators')}
        destructive
        isPending={remove.isPending}
        error={remove.error}
        onClose={() => {
          setAsking(false);
          remove.reset();
        }}
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: () => {
              form.discard();
              setAsking(false);
            },
          })
        }
      />
    </PageForm>
  );
}
