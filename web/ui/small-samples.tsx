import { useState } from 'react';
import { Button, Table } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { ApiError } from '../src/lib/api/api-error.ts';
import {
  Countdown,
  EmptyState,
  ErrorNote,
  ErrorState,
  PersonPicture,
  SkeletonList,
  StatusChip,
  Unsaved,
} from '../src/ui/index.ts';
import { WideTable } from '../src/ui/wide-table.tsx';
import { Part, State } from './part.tsx';
import classes from './gallery.module.css';

const NAMES = ['Ada Lindqvist', 'Gustavo de la Herrera', '李雯', 'رانيا حداد', 'Åsa', '+46 70 123 45 67', null];
const nothing = (): void => undefined;

/** Parts that show one thing. */
export function SmallSamples() {
  return (
    <>
      <Part id="status-chip">
        <div className={classes['row']}>
          <StatusChip meaning="accent">window open, 21 h left</StatusChip>
          <StatusChip meaning="ok">agreed 12 May</StatusChip>
          <StatusChip meaning="warn">answer in 4 min</StatusChip>
          <StatusChip meaning="bad">late by 2 min</StatusChip>
          <StatusChip meaning="ai">AI answers</StatusChip>
          <StatusChip meaning="note">note</StatusChip>
          <StatusChip meaning="quiet">Sales</StatusChip>
        </div>
      </Part>
      <Part id="person-picture">
        <State name="Names">
          <div className={classes['row']}>
            {NAMES.map(name => (
              <PersonPicture key={name} name={name} />
            ))}
          </div>
        </State>
        <State name="Sizes and presences">
          <div className={classes['row']}>
            <PersonPicture name="Mia Berg" size="small" presence={{ meaning: 'quiet', word: 'Offline' }} />
            <PersonPicture name="Mia Berg" presence={{ meaning: 'ok', word: 'Online' }} />
            <PersonPicture name="Mia Berg" presence={{ meaning: 'warn', word: 'Away' }} />
            <PersonPicture name="Mia Berg" size="large" presence={{ meaning: 'bad', word: 'Busy' }} />
          </div>
        </State>
      </Part>
      <Countdowns />
      <Part id="empty-state">
        <div className={classes['columns']}>
          <div className={classes['card']}>
            <EmptyState
              title="No conversation matches."
              icon={IconInbox}
              action={<Button variant="default">Clear filters</Button>}
            >
              Only your own of this week are shown.
            </EmptyState>
          </div>
          <div className={classes['card']}>
            <EmptyState title="Nobody waits." />
          </div>
        </div>
      </Part>
      <Part id="error-state">
        <div className={classes['columns']}>
          <div className={classes['card']}>
            <ErrorState
              what="The conversations"
              error={
                new ApiError(500, 'internal', 'Something went wrong on our side.', {
                  requestId: '7f6c1d2e-0b1a-4c55-9a44-2f1d5f0c9b7e',
                })
              }
              onRetry={nothing}
            />
          </div>
          <div className={classes['card']}>
            <ErrorState what="The report" error={new Error('You may not see it.')} />
          </div>
        </div>
      </Part>
      <Part id="error-note">
        <div className={classes['columns']}>
          <ErrorNote error={new Error('Somebody has changed it meanwhile.')} />
          <ErrorNote error={new Error('Somebody has changed it meanwhile.')} onDismiss={nothing} />
        </div>
      </Part>
      <Part id="unsaved">
        <div className={classes['columns']}>
          <Unsaved isKept onDiscard={nothing} />
          <Unsaved isKept newer onDiscard={nothing} />
        </div>
      </Part>
      <Part id="wide-table">
        <WideTable label="Queues" columns={['Queue', 'Waiting', 'Oldest', 'Offered', 'With an agent', 'Snoozed']}>
          <Table.Tr>
            {['Sales', 12, '4 min', 2, 7, 3].map(each => (
              <Table.Td key={each}>{each}</Table.Td>
            ))}
          </Table.Tr>
        </WideTable>
      </Part>
      <Part id="skeleton-list">
        <div className={classes['columns']}>
          <div className={classes['card']}>
            <SkeletonList rows={3} />
          </div>
          <div className={classes['card']}>
            <SkeletonList rows={3} withPicture={false} />
          </div>
        </div>
      </Part>
    </>
  );
}

function Countdowns() {
  const [begun, setBegun] = useState(() => Date.now());
  const all = [
    { name: 'a minute and more', left: 95_000, total: 120_000 },
    { name: 'from 30 seconds', left: 30_000, total: 30_000 },
    { name: 'soon', left: 8_000, total: 30_000 },
    { name: 'over', left: 0, total: 30_000 },
  ];
  return (
    <Part id="countdown">
      <div className={classes['row']}>
        {all.map(({ name, left, total }) => (
          <State key={name} name={name}>
            <Countdown key={begun} until={begun + left} total={total} what="Offer: Ana, Billing" />
          </State>
        ))}
        <Button variant="default" onClick={() => setBegun(Date.now())}>
          Begin anew
        </Button>
      </div>
    </Part>
  );
}
