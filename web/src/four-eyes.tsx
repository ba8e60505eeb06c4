import { Alert, Button, Card, Group, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Approvals, Me, Settings } from './api.ts';
import { api } from './api.ts';

const KEY = ['settings'];

/** What is still missing of something that waits for other people; nothing while the first one is awaited. */
export function StillMissing({ approvals }: { readonly approvals: Approvals | null | undefined }) {
  if (approvals == null || (approvals.by.length === 0 && approvals.missing < 2)) return null;
  return (
    <Text size="sm" c="dimmed">
      {approvals.by.length} agreed, {approvals.missing} more {approvals.missing === 1 ? 'has' : 'have'} to. An API key
      proposed it, and who made the key is not known.
    </Text>
  );
}

/** Whether what is changed here needs another administrator; switching that off needs one, too. */
export function FourEyes({
  me,
  setting,
  what,
}: {
  readonly me: Me;
  readonly setting: 'templateFourEyes' | 'aiFourEyes';
  readonly what: string;
}) {
  const queries = useQueryClient();
  const settings = useQuery({ queryKey: KEY, queryFn: () => api<Settings>('GET', '/settings') });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: KEY }) };
  const change = useMutation({ mutationFn: (on: boolean) => api('PUT', '/settings', { [setting]: on }), ...refresh });
  const decide = useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: 'approve' | 'decline' }) =>
      api('POST', `/settings/proposals/${id}/${verb}`, {}),
    ...refresh,
  });
  if (settings.data === undefined) return null;
  const proposal = settings.data.proposals.find(each => each.setting === setting);
  const error = change.error ?? decide.error;
  return (
    <Card withBorder component="section" aria-label="Four eyes">
      <Stack gap="xs">
        <Group justify="space-between">
          <Switch
            label={what}
            description="On where two administrators are active; off when another one agrees."
            checked={settings.data[setting]}
            disabled={change.isPending || proposal !== undefined}
            onChange={event => change.mutate(event.currentTarget.checked)}
          />
          {proposal !== undefined && (
            <Group gap="xs">
              <Text size="sm">Switching it off waits for another administrator.</Text>
              {proposal.author.id !== me.id && !proposal.approvals.by.includes(me.id) && (
                <Button size="compact-sm" onClick={() => decide.mutate({ id: proposal.id, verb: 'approve' })}>
                  Approve
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => decide.mutate({ id: proposal.id, verb: 'decline' })}
              >
                {proposal.author.id === me.id ? 'Take back' : 'Decline'}
              </Button>
            </Group>
          )}
        </Group>
        <StillMissing approvals={proposal?.approvals} />
        {settings.data[setting] && settings.data.activeAdministrators < 2 && (
          <Alert color="orange">
            Nobody but you can agree: what waits keeps waiting until there is another administrator.
          </Alert>
        )}
        {error !== null && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
      </Stack>
    </Card>
  );
}
