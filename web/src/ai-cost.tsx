import { Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Call, Usage } from './ai-types.ts';
import type { Page } from './api.ts';
import { api } from './api.ts';
import { Loaded } from './failures.tsx';

/** What the AI cost, and its latest calls. */
export function AiCost({ calls }: { readonly calls: readonly Call[] }) {
  const usage = useQuery({ queryKey: ['ai', 'usage'], queryFn: () => api<Page<Usage>>('GET', '/ai/usage') });
  if (usage.data === undefined)
    return (
      <Loaded query={usage} what="The cost">
        {() => null}
      </Loaded>
    );
  const periods = usage.data.items.slice(0, 8) ?? [];
  if (periods.length === 0) return <Text c="dimmed">Nothing yet.</Text>;
  return (
    <Stack>
      <Table aria-label="Usage">
        <Table.Thead>
          <Table.Tr>
            {['Period (UTC)', 'Calls', 'Tokens', 'Cost'].map(name => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {periods.map(row => (
            <Table.Tr key={row.period}>
              <Table.Td>{row.period}</Table.Td>
              <Table.Td>{row.calls}</Table.Td>
              <Table.Td>{row.tokens.toLocaleString()}</Table.Td>
              <Table.Td>{(row.micros / 1_000_000).toFixed(4)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Table aria-label="Latest calls">
        <Table.Thead>
          <Table.Tr>
            {['When', 'For', 'Model', 'Tokens', 'Time', 'How it ended'].map(name => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map(call => (
            <Table.Tr key={call.id}>
              <Table.Td>{new Date(call.at).toLocaleTimeString()}</Table.Td>
              <Table.Td>{call.purpose}</Table.Td>
              <Table.Td>{call.model}</Table.Td>
              <Table.Td>{(call.promptTokens ?? 0) + (call.completionTokens ?? 0)}</Table.Td>
              <Table.Td>{call.latencyMs ?? '–'} ms</Table.Td>
              <Table.Td>{call.error ?? call.state}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
