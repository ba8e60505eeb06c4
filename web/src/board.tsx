import { Stack, Table, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Page, QueueBoard } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';

/** Changes come by themselves; what nobody tells of (somebody waits a minute longer) is seen this often. */
const REFRESH_MS = 5_000;

function since(time: string | null): string {
  if (time === null) return '–';
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1_000));
  return seconds < 60
    ? `${seconds} s`
    : seconds < 3_600
      ? `${Math.floor(seconds / 60)} min`
      : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** The service level of the last hour, in words. */
const inTime = ({ kept, late }: QueueBoard['answers']): string =>
  kept + late === 0 ? '–' : `${Math.floor((100 * kept) / (kept + late))} %`;

/** How each queue is now: who waits and since when, what is under way, who is there. */
export function Board() {
  const board = useQuery({
    queryKey: ['board'],
    queryFn: () => api<Page<QueueBoard>>('GET', '/board'),
    refetchInterval: REFRESH_MS,
  });
  return (
    <Stack p="lg" maw={1_000}>
      <Title order={3}>Board</Title>
      <Loaded query={board} what="The board">
        {({ items }) => (
          <Table aria-label="Queues" striped>
            <Table.Thead>
              <Table.Tr>
                {[
                  'Queue',
                  'Waiting',
                  'Longest',
                  'Offered',
                  'Active',
                  'Wrap-up',
                  'Snoozed',
                  'AI',
                  'In time',
                  'Online',
                  'Busy',
                  'Away',
                  'Offline',
                  'Free now',
                ].map(name => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map(
                ({
                  queueId,
                  name,
                  waiting,
                  oldestSince,
                  offered,
                  active,
                  wrapping,
                  snoozed,
                  bot,
                  answers,
                  agents,
                  free,
                }) => (
                  <Table.Tr key={queueId}>
                    <Table.Td fw={600}>{name}</Table.Td>
                    <Table.Td {...(waiting > 0 && free === 0 ? { c: 'red' } : {})}>{waiting}</Table.Td>
                    {[
                      since(oldestSince),
                      offered,
                      active,
                      wrapping,
                      snoozed,
                      bot,
                      inTime(answers),
                      agents.online,
                      agents.busy,
                      agents.away,
                      agents.offline,
                      free,
                    ].map((value, index) => (
                      <Table.Td key={index}>{value}</Table.Td>
                    ))}
                  </Table.Tr>
                ),
              )}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Stack>
  );
}
