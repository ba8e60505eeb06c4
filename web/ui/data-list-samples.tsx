import type { ReactNode } from 'react';
import { memo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import type { RowFacts } from '../src/ui/index.ts';
import { DataList, EmptyState, PersonPicture, StatusChip } from '../src/ui/index.ts';
import { Part, State } from './part.tsx';
import classes from './gallery.module.css';

interface Item {
  readonly id: string;
  readonly name: string;
}
const idOf = ({ id }: Item): string => id;
const make = (from: number, count: number): readonly Item[] =>
  Array.from({ length: count }, (_, place) => ({ id: `${from + place}`, name: `Contact ${from + place}` }));

const MANY = 10_000;
const nothing = (): void => undefined;
const empty = (
  <EmptyState
    title="No conversation matches."
    icon={IconInbox}
    action={<Button variant="default">Clear filters</Button>}
  />
);

const SampleRow = memo(function SampleRow({ item, row }: { readonly item: Item; readonly row: RowFacts }) {
  return (
    <button type="button" className={classes['item']} {...row.target}>
      <PersonPicture name={item.name} />
      <bdi>{item.name}</bdi>
      {Number(item.id) % 3 === 0 && <StatusChip meaning="warn">answer in 4 min</StatusChip>}
    </button>
  );
});

/** A list in each of its states. */
export function DataListSamples() {
  const list = { label: 'The conversations', idOf, empty, rowHeight: 57 };
  const row = (item: Item, facts: RowFacts) => <SampleRow item={item} row={facts} />;
  return (
    <Part id="data-list">
      <Living />
      <div className={classes['columns']}>
        <State name="more is being loaded">
          <Box>
            <DataList {...list} items={make(1, 3)} isLoading onEnd={nothing} total={1_240}>
              {row}
            </DataList>
          </Box>
        </State>
        <State name="more could not be loaded">
          <Box>
            <DataList {...list} items={make(1, 3)} error={new Error('You are offline.')} onEnd={nothing}>
              {row}
            </DataList>
          </Box>
        </State>
        <State name="loading">
          <Box>
            <DataList {...list} items={[]} isLoading>
              {row}
            </DataList>
          </Box>
        </State>
        <State name="empty">
          <Box>
            <DataList {...list} items={[]}>
              {row}
            </DataList>
          </Box>
        </State>
        <State name="failed">
          <Box>
            <DataList {...list} items={[]} error={new Error('You are offline.')} onRetry={nothing}>
              {row}
            </DataList>
          </Box>
        </State>
      </div>
    </Part>
  );
}

const Box = ({ children }: { readonly children: ReactNode }) => (
  <div className={`${classes['card'] ?? ''} ${classes['tall'] ?? ''}`}>{children}</div>
);

/** Ten thousand rows, to which something happens. */
function Living() {
  const [items, setItems] = useState(() => make(1, MANY));
  const [added, setAdded] = useState(0);
  const add = (): void => {
    setItems([...make(MANY + added + 1, 5), ...items]);
    setAdded(added + 5);
  };
  return (
    <State name="10,000 rows: put the pointer on it, or scroll, and wait for the new ones">
      <div className={classes['row']}>
        <Button variant="default" onClick={() => setTimeout(add, 2_000)}>
          Five new ones in 2 s
        </Button>
        <Button variant="default" onClick={() => setTimeout(() => setItems(items.slice(1)), 2_000)}>
          The first one goes in 2 s
        </Button>
      </div>
      <Box>
        <DataList label="Ten thousand conversations" items={items} idOf={idOf} rowHeight={57} empty={empty}>
          {(item, facts) => <SampleRow item={item} row={facts} />}
        </DataList>
      </Box>
    </State>
  );
}
