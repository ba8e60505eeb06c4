import { Alert, Anchor, Badge, Button, Card, Group, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Export, Grant } from './ai-types.ts';
import type { Me, Page } from './api.ts';
import { api } from './api.ts';
import { Failed } from './failures.tsx';
import { useKept } from './kept.ts';

const POLL_MS = 1_500;
const day = (iso: string): string => new Date(iso).toLocaleDateString();
const stateOf = ({ withdrawnAt, inForce, approverId }: Grant): string =>
  withdrawnAt !== null ? 'withdrawn' : inForce ? 'in force' : approverId === null ? 'waits for approval' : 'over';

/**
 * Whether, and for what, conversations may be used for training; the files that were written, and those that are gone.
 */
export function AiTraining({ me }: { readonly me: Me }) {
  const queries = useQueryClient();
  const grants = useQuery({
    queryKey: ['training', 'grants'],
    queryFn: () => api<Page<Grant>>('GET', '/ai/training/grants'),
  });
  const exports = useQuery({
    queryKey: ['training', 'exports'],
    queryFn: () => api<Page<Export>>('GET', '/ai/training/exports'),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'running') === true ? POLL_MS : false,
  });
  const act = useMutation({
    mutationFn: ({ path, body = {} }: { path: string; body?: object }) => api('POST', `/ai/training/${path}`, body),
    onSettled: () => queries.invalidateQueries({ queryKey: ['training'] }),
  });
  return (
    <Stack>
      <Text size="sm">
        Nothing of your conversations is used for training unless you authorise it here and another administrator
        agrees. Only contacts who agreed themselves are in a file; withdrawing deletes the files.
      </Text>
      <Allow />
      {act.error !== null && (
        <Alert color="red" role="alert">
          {act.error.message}
        </Alert>
      )}
      {grants.data === undefined && grants.error !== null && (
        <Failed error={grants.error} what="The authorisations" onRetry={() => void grants.refetch()} />
      )}
      {(grants.data?.items.length ?? 0) > 0 && (
        <Table aria-label="Authorisations">
          <Table.Thead>
            <Table.Tr>
              {['Purpose', 'Until', 'State', ''].map(name => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {grants.data?.items.map(grant => (
              <Table.Tr key={grant.id}>
                <Table.Td>{grant.purpose}</Table.Td>
                <Table.Td>{day(grant.expiresAt)}</Table.Td>
                <Table.Td>
                  <Badge variant="light" color={grant.inForce ? 'green' : 'gray'}>
                    {stateOf(grant)}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  <Group gap="xs" justify="flex-end">
                    {stateOf(grant) === 'waits for approval' && grant.authorId !== me.id && (
                      <Button size="compact-sm" onClick={() => act.mutate({ path: `grants/${grant.id}/approve` })}>
                        Approve
                      </Button>
                    )}
                    {grant.inForce && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        onClick={() => act.mutate({ path: 'exports', body: { grantId: grant.id } })}
                      >
                        Write a file
                      </Button>
                    )}
                    {grant.withdrawnAt === null && (
                      <Button
                        size="compact-sm"
                        variant="subtle"
                        color="red"
                        onClick={() => act.mutate({ path: `grants/${grant.id}/withdraw` })}
                      >
                        Withdraw
                      </Button>
                    )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {(exports.data?.items.length ?? 0) > 0 && (
        <Table aria-label="Files">
          <Table.Thead>
            <Table.Tr>
              {['Written', 'Examples', 'Left out', 'Checksum', ''].map(name => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {exports.data?.items.map(each => (
              <Table.Tr key={each.id}>
                <Table.Td>{new Date(each.createdAt).toLocaleString()}</Table.Td>
                <Table.Td>{each.examples}</Table.Td>
                <Table.Td>
                  {Object.entries(each.leftOut)
                    .map(([why, count]) => `${count} ${why}`)
                    .join(', ')}
                </Table.Td>
                <Table.Td ff="monospace">{each.sha256?.slice(0, 12) ?? ''}</Table.Td>
                <Table.Td>
                  {each.state === 'done' ? (
                    <Anchor href={`/api/v1/ai/training/exports/${each.id}/file`} download={`examples-${each.id}.jsonl`}>
                      Download
                    </Anchor>
                  ) : (
                    each.state
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function Allow() {
  const queries = useQueryClient();
  const [wanted, setWanted, , forget] = useKept('training-grant', { purpose: '', wording: '', until: '' });
  const allow = useMutation({
    mutationFn: () =>
      api('POST', '/ai/training/grants', {
        purpose: wanted.purpose,
        wording: wanted.wording,
        expiresAt: new Date(`${wanted.until}T23:59:59`).toISOString(),
      }),
    onSuccess: forget,
    onSettled: () => queries.invalidateQueries({ queryKey: ['training'] }),
  });
  return (
    <Card withBorder component="section" aria-label="Authorise">
      <form
        onSubmit={event => {
          event.preventDefault();
          allow.mutate();
        }}
      >
        <Stack>
          <Group grow align="flex-start">
            <TextInput
              label="Purpose"
              value={wanted.purpose}
              onChange={event => setWanted({ ...wanted, purpose: event.currentTarget.value })}
            />
            <TextInput
              type="date"
              label="Until"
              value={wanted.until}
              onChange={event => setWanted({ ...wanted, until: event.currentTarget.value })}
            />
          </Group>
          <Textarea
            label="What is agreed to, word for word"
            autosize
            minRows={2}
            value={wanted.wording}
            onChange={event => setWanted({ ...wanted, wording: event.currentTarget.value })}
          />
          {allow.error !== null && (
            <Alert color="red" role="alert">
              {allow.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              type="submit"
              variant="default"
              loading={allow.isPending}
              disabled={wanted.purpose.trim() === '' || wanted.wording.trim() === '' || wanted.until === ''}
            >
              Authorise
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
