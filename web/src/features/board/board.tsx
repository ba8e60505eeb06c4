import type { ReactNode } from 'react';
import { Table } from '@mantine/core';
import { IconLayoutDashboard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { QueueBoard } from '../../lib/api/index.ts';
import { inFull, inNumber, lengthOf, useNow } from '../../lib/time.ts';
import { EmptyState, ErrorState, Page, SkeletonList, StatusChip } from '../../ui/index.ts';
import { WideTable } from '../../ui/wide-table.tsx';
import { Freshness } from './freshness.tsx';
import { boardQueries } from './queries.ts';
import { byRisk, isStuck, partInTime } from './risk.ts';
import classes from './board.module.css';

const COLUMNS = [
  'queue',
  'waiting',
  'longest',
  'offered',
  'active',
  'wrapping',
  'snoozed',
  'bot',
  'inTime',
  'online',
  'busy',
  'away',
  'offline',
  'free',
] as const;
/** Where there is nothing to be counted. */
const NONE = '–';

/** How each queue is now: who waits and since when, what is under way, who is there. */
export function Board() {
  const { t } = useTranslation('board');
  const { data, error, dataUpdatedAt, refetch } = useQuery(boardQueries.all());
  return (
    <Page
      title={t('title')}
      about={t('about')}
      actions={data !== undefined && <Freshness updatedAt={dataUpdatedAt} isFailing={error !== null} />}
    >
      {data === undefined && error === null && <SkeletonList withPicture={false} />}
      {data === undefined && error !== null && (
        <ErrorState what={t('theBoard')} error={error} onRetry={() => void refetch()} />
      )}
      {data?.items.length === 0 && (
        <EmptyState title={t('empty')} icon={IconLayoutDashboard}>
          {t('emptyWhy')}
        </EmptyState>
      )}
      {data !== undefined && data.items.length > 0 && <Queues queues={data.items} />}
    </Page>
  );
}

function Queues({ queues }: { readonly queues: readonly QueueBoard[] }) {
  const { t } = useTranslation('board');
  return (
    <WideTable label={t('queues')} columns={COLUMNS.map(column => t(`column.${column}`))}>
      {byRisk(queues).map(queue => (
        <Queue key={queue.queueId} queue={queue} />
      ))}
    </WideTable>
  );
}

function Queue({ queue }: { readonly queue: QueueBoard }) {
  const { t } = useTranslation('board');
  const { name, waiting, oldestSince, offered, active, wrapping, snoozed, bot, answers, agents, free } = queue;
  const now = useNow();
  const inTime = partInTime(answers);
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes['name'] ?? ''}>
        <bdi>{name}</bdi>
      </Table.Th>
      <Cell>
        {isStuck(queue) ? (
          <StatusChip meaning="bad">{t('nobodyFree', { waiting: inNumber(waiting) })}</StatusChip>
        ) : (
          inNumber(waiting)
        )}
      </Cell>
      <Cell>
        {oldestSince === null ? (
          NONE
        ) : (
          <time dateTime={oldestSince} title={inFull(oldestSince)}>
            {lengthOf(Math.max(0, now - Date.parse(oldestSince)))}
          </time>
        )}
      </Cell>
      {[offered, active, wrapping, snoozed, bot].map((count, place) => (
        <Cell key={place}>{inNumber(count)}</Cell>
      ))}
      <Cell>{inTime === null ? NONE : inNumber(inTime, { style: 'percent' })}</Cell>
      {[agents.online, agents.busy, agents.away, agents.offline, free].map((count, place) => (
        <Cell key={place}>{inNumber(count)}</Cell>
      ))}
    </Table.Tr>
  );
}

const Cell = ({ children }: { readonly children: ReactNode }) => (
  <Table.Td className={classes['cell'] ?? ''}>
    <bdi>{children}</bdi>
  </Table.Td>
);
