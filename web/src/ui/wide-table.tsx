import type { ReactNode } from 'react';
import { Table } from '@mantine/core';
import classes from './wide-table.module.css';

/** A table that scrolls sideways in its own place where there is not enough room, also by the keyboard. */
export function WideTable({
  label,
  columns,
  children,
}: {
  readonly label: string;
  /** The words above the columns; empty: what stands below says itself what it is. */
  readonly columns: readonly string[];
  /** Rows: `Table.Tr`. */
  readonly children: ReactNode;
}) {
  return (
    <div className={classes['place']} role="region" aria-label={label} tabIndex={0}>
      <Table aria-label={label} className={classes['table'] ?? ''}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column, place) =>
              column === '' ? (
                <Table.Td key={place} />
              ) : (
                <Table.Th key={place} scope="col" className={classes['head'] ?? ''}>
                  {column}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  );
}
