import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrainingExport } from '../../lib/api/index.ts';
import { shortDay } from '../../lib/dates.ts';
import { inFull, inList, inNumber } from '../../lib/time.ts';
import { WideTable } from '../../ui/wide-table.tsx';
import classes from './ai.module.css';

const REASONS = ['consent', 'restricted', 'empty'] as const;
type Reason = (typeof REASONS)[number];
/** So much of a checksum tells files apart. */
const CHECKSUM_SHOWN = 12;

/** Files of examples that were written, and those that are gone. */
export function Exports({ exports }: { readonly exports: readonly TrainingExport[] }) {
  const { t } = useTranslation('ai');
  const columns = [...(['written', 'examples', 'leftOut', 'checksum'] as const).map(name => t(`training.${name}`)), ''];
  const leftOut = (why: string, count: number): string =>
    REASONS.includes(why as Reason)
      ? t(`training.leftOutFor.${why as Reason}`, { count })
      : t('training.leftOutFor.other', { count: inNumber(count), why });
  return (
    <WideTable label={t('training.files')} columns={columns}>
      {exports.map(file => (
        <Table.Tr key={file.id}>
          <Table.Td>
            <time dateTime={file.createdAt} title={inFull(file.createdAt)}>
              {shortDay(file.createdAt)}
            </time>
          </Table.Td>
          <Table.Td>{inNumber(file.examples)}</Table.Td>
          <Table.Td>
            {inList(
              Object.entries(file.leftOut)
                .filter(([, count]) => count > 0)
                .map(([why, count]) => leftOut(why, count)),
            )}
          </Table.Td>
          <Table.Td>
            <bdi className={classes['checksum']} title={file.sha256 ?? undefined}>
              {file.sha256?.slice(0, CHECKSUM_SHOWN)}
            </bdi>
          </Table.Td>
          <Table.Td>
            {file.state === 'done' ? (
              <Anchor href={`/api/v1/ai/training/exports/${file.id}/file`} download={`examples-${file.id}.jsonl`}>
                {t('training.download')}
              </Anchor>
            ) : (
              t(`training.fileState.${file.state}`)
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}
