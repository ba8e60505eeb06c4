import { Alert, Badge, Button, Group, Loader, Menu, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from './api.ts';
import { api } from './api.ts';

export interface Suggestion {
  readonly id: string; readonly kind: 'reply' | 'rewrite' | 'summary'; readonly state: string; readonly text: string | null; readonly error: string | null; readonly demo: boolean; readonly createdAt: string;
  readonly citations: readonly { readonly passageId: string; readonly heading: string }[];
}

const POLL_MS = 1_000;
const WHY: Readonly<Record<string, string>> = { no_evidence: 'No article answers this.', abstained: 'No article answers this.', cost_cap: 'The AI’s budget is used up.', ai_off: 'The AI is off.', no_model: 'No model is set up.', not_grounded: 'The answer was not covered by the articles.' };

/** What the AI drafts: taken into the reply, or not. Nothing of it is sent by itself. */
export function Draft({ conversationId, text, onUse }: { readonly conversationId: string; /** What stands in the reply now. */ readonly text: string; readonly onUse: (suggestion: Suggestion) => void }) {
  const queries = useQueryClient();
  const path = `/conversations/${conversationId}/suggestions`;
  const suggestions = useQuery({ queryKey: ['suggestions', conversationId], queryFn: () => api<Page<Suggestion>>('GET', path), refetchInterval: query => (query.state.data?.items.some(each => each.state === 'working') === true ? POLL_MS : false) });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['suggestions', conversationId] }) };
  const ask = useMutation({ mutationFn: (body: object) => api('POST', path, body), ...refresh });
  const dismiss = useMutation({ mutationFn: (id: string) => api('POST', `${path}/${id}/decide`, { state: 'dismissed' }), ...refresh });
  const items = suggestions.data?.items ?? [];
  const shown = items.find(each => each.state === 'open' || each.state === 'working' || each.state === 'failed') ?? null;
  return (
    <Stack gap={4} px="md" pt="xs">
      {shown?.state === 'working' && <Group gap="xs"><Loader size="xs" /><Text size="sm" c="dimmed">The AI is writing …</Text></Group>}
      {shown?.state === 'failed' && shown === items[0] && <Text size="sm" c="dimmed" role="status">{WHY[shown.error ?? ''] ?? 'The AI could not answer.'}</Text>}
      {shown?.state === 'open' && (
        <Paper withBorder p="xs" radius="md" component="section" aria-label="Draft by the AI">
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={2}>
              <Group gap="xs"><Badge size="xs" variant="light" color="violet">{shown.kind === 'summary' ? 'AI summary' : 'AI draft'}</Badge>{shown.demo && <Badge size="xs" variant="light" color="yellow">Demo model: quotes, does not understand</Badge>}</Group>
              <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>{shown.text}</Text>
              {shown.citations.length > 0 && <Text size="xs" c="dimmed">From: {shown.citations.map(each => each.heading).join('; ')}</Text>}
            </Stack>
            <Group gap="xs" wrap="nowrap">
              {shown.kind !== 'summary' && <Button size="compact-sm" onClick={() => onUse(shown)}>Use</Button>}
              <Button size="compact-sm" variant="default" onClick={() => dismiss.mutate(shown.id)}>Dismiss</Button>
            </Group>
          </Group>
        </Paper>
      )}
      {ask.error !== null && <Alert color="red" role="alert">{ask.error.message}</Alert>}
      <Group gap="xs">
        <Menu>
          <Menu.Target><Button size="compact-xs" variant="subtle" loading={ask.isPending}>Ask the AI</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => ask.mutate({ kind: 'reply' })}>Draft a reply</Menu.Item>
            <Menu.Item onClick={() => ask.mutate({ kind: 'summary' })}>Summarise the conversation</Menu.Item>
            <Menu.Divider />
            {(['shorter', 'friendlier', 'formal'] as const).map(how => <Menu.Item key={how} disabled={text.trim() === ''} onClick={() => ask.mutate({ kind: 'rewrite', how, text })}>{`Make my text ${how === 'formal' ? 'more formal' : how}`}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Stack>
  );
}

/** Letters that differ, roughly: what neither begins nor ends alike. */
export function lettersChanged(before: string, after: string): number {
  let [start, end] = [0, 0];
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  while (end < Math.min(before.length, after.length) - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return Math.max(before.length, after.length) - start - end;
}
