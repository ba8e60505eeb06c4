import { Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AiCall, AiUsage } from '../../lib/api/index.ts';
import { ago, inFull, inNumber, useNow } from '../../lib/time.ts';
import { EmptyState, ErrorState, SkeletonList } from '../../ui/index.ts';
import { WideTable } from '../../ui/wide-table.tsx';
import { useModelProblem } from './model-problems.ts';
import { aiQueries } from './queries.ts';
import classes from './ai.module.css';

const MICROS = 1_000_000;
const PERIODS = 8;
const NONE = '–';
const PURPOSES = [
  'answer',
  'suggest',
  'rewrite',
  'summary',
  'trial',
  'tags',
  'disposition',
  'passages',
  'question',
] as const;
type Purpose = (typeof PURPOSES)[number];
const STATES = ['reserved', 'done', 'failed'] as const;
type State = (typeof STATES)[number];

/** What the AI cost, and its latest calls. */
export function Cost() {
  const { t } = useTranslation('ai');
  const usage = useQuery(aiQueries.usage());
  const calls = useQuery(aiQueries.calls());
  if (usage.data === undefined)
    return usage.error === null ? (
      <SkeletonList withPicture={false} />
    ) : (
      <ErrorState what={t('cost.what')} error={usage.error} onRetry={() => void usage.refetch()} />
    );
  const periods = usage.data.items.slice(0, PERIODS);
  if (periods.length === 0) return <EmptyState title={t('cost.nothing')}>{t('cost.nothingWhy')}</EmptyState>;
  return (
    <div className={classes['stack']}>
      <h2 className={classes['heading']}>{t('cost.usage')}</h2>
      <Usage periods={periods} />
      <h2 className={classes['heading']}>{t('cost.calls')}</h2>
      <Calls calls={calls.data?.items ?? []} />
    </div>
  );
}

function Usage({ periods }: { readonly periods: readonly AiUsage[] }) {
  const { t } = useTranslation('ai');
  const columns = (['period', 'calls', 'tokens', 'cost'] as const).map(name => t(`cost.column.${name}`));
  return (
    <WideTable label={t('cost.usage')} columns={columns}>
      {periods.map(({ period, calls, tokens, micros }) => (
        <Table.Tr key={period}>
          <Table.Td>
            <bdi>{period}</bdi>
          </Table.Td>
          <Table.Td>{inNumber(calls)}</Table.Td>
          <Table.Td>{inNumber(tokens)}</Table.Td>
          <Table.Td>{inNumber(micros / MICROS, { minimumFractionDigits: 4, maximumFractionDigits: 4 })}</Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}

function Calls({ calls }: { readonly calls: readonly AiCall[] }) {
  const { t } = useTranslation('ai');
  const problemOf = useModelProblem();
  const now = useNow();
  const columns = (['at', 'purpose', 'model', 'tokens', 'time', 'end'] as const).map(name => t(`cost.column.${name}`));
  const purposeOf = (purpose: string): string =>
    PURPOSES.includes(purpose as Purpose) ? t(`cost.purpose.${purpose as Purpose}`) : purpose;
  const stateOf = (state: string): string =>
    STATES.includes(state as State) ? t(`cost.state.${state as State}`) : state;
  return (
    <WideTable label={t('cost.calls')} columns={columns}>
      {calls.map(({ id, at, purpose, model, promptTokens, completionTokens, latencyMs, error, state }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <time dateTime={at} title={inFull(at)}>
              {ago(at, now)}
            </time>
          </Table.Td>
          <Table.Td>{purposeOf(purpose)}</Table.Td>
          <Table.Td>
            <bdi>{model}</bdi>
          </Table.Td>
          <Table.Td>{inNumber((promptTokens ?? 0) + (completionTokens ?? 0))}</Table.Td>
          <Table.Td>{latencyMs === null ? NONE : inNumber(latencyMs, { style: 'unit', unit: 'millisecond' })}</Table.Td>
          <Table.Td>{error === null ? stateOf(state) : problemOf(error)}</Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
