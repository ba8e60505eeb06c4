import { useState } from 'react';
import { Button, Select, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { phoneNumber } from '../../lib/people.ts';
import { inNumber } from '../../lib/time.ts';
import { ErrorState, SkeletonList, StatusChip } from '../../ui/index.ts';
import { WideTable } from '../../ui/wide-table.tsx';
import type { ContactImport, ImportLine } from './queries.ts';
import { contactsQueries } from './queries.ts';
import classes from './contacts.module.css';

const OUTCOMES = ['create', 'change', 'created', 'changed', 'unchanged', 'refused'] as const;
const COLUMNS = ['line', 'phone', 'name', 'outcome'] as const;
const MEANING = {
  create: 'accent',
  change: 'note',
  created: 'ok',
  changed: 'ok',
  unchanged: 'quiet',
  refused: 'bad',
} as const;

/** What becomes of each line, or of those of one kind. */
export function ImportLines({ imported: { id, state, counts } }: { readonly imported: ContactImport }) {
  const { t } = useTranslation('contacts');
  const [outcome, setOutcome] = useState<ImportLine['outcome'] | null>(null);
  const found = useInfiniteQuery(contactsQueries.lines(id, outcome, state));
  const items = found.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <>
      <Select
        label={t('import.which')}
        className={classes['which'] ?? ''}
        clearable
        placeholder={t('import.all')}
        data={OUTCOMES.filter(each => counts[each] > 0).map(value => ({ value, label: t(`import.outcome.${value}`) }))}
        value={outcome}
        onChange={value => setOutcome(value)}
      />
      {found.data === undefined &&
        (found.error === null ? (
          <SkeletonList rows={3} withPicture={false} />
        ) : (
          <ErrorState what={t('import.linesWhat')} error={found.error} onRetry={() => void found.refetch()} />
        ))}
      {found.data !== undefined && items.length === 0 && <p className={classes['text']}>{t('import.noLines')}</p>}
      {items.length > 0 && (
        <WideTable label={t('import.linesWhat')} columns={COLUMNS.map(each => t(`import.column.${each}`))}>
          {items.map(each => (
            <Line key={each.line} line={each} />
          ))}
        </WideTable>
      )}
      {found.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          className={classes['more'] ?? ''}
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </>
  );
}

function Line({
  line: { line, phone, name, outcome, reason, field, contactId, undone },
}: {
  readonly line: ImportLine;
}) {
  const { t } = useTranslation('contacts');
  const shown = phone === null ? '—' : phoneNumber(phone);
  return (
    <Table.Tr>
      <Table.Td>{inNumber(line)}</Table.Td>
      <Table.Td>
        {contactId === null || undone === true ? (
          <bdi>{shown}</bdi>
        ) : (
          <Link to="/contacts/$contactId" params={{ contactId }}>
            <bdi>{shown}</bdi>
          </Link>
        )}
      </Table.Td>
      <Table.Td dir="auto">{name ?? ''}</Table.Td>
      <Table.Td>
        <StatusChip meaning={MEANING[outcome]}>{t(`import.outcome.${outcome}`)}</StatusChip>{' '}
        {undone !== null && t(undone ? 'import.undone' : 'import.kept')}
        {reason !== null && (
          <>
            {t(`import.reason.${reason}`)} {field !== null && <bdi>({field})</bdi>}
          </>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
