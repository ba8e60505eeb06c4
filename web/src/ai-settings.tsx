import { useState } from 'react';
import { Alert, Badge, Button, Card, Group, NumberInput, Select, Stack, Switch, Table, TagsInput, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Me, Page } from './api.ts';
import { api } from './api.ts';

interface Policy {
  readonly mode: string; readonly tone: string; readonly instructions: string; readonly languages: readonly string[]; readonly forbiddenTopics: readonly string[]; readonly disclosure: string | null; readonly greeting: string | null; readonly buttons: boolean; readonly linkHosts: readonly string[]; readonly evidenceFloor: number;
  readonly handOver: Readonly<Record<string, unknown>> & { readonly text: string | null }; readonly caps: Readonly<Record<string, unknown>> & { readonly answersPerConversation: number; readonly tokensPerDay: number | null };
}
interface PolicyVersion { readonly version: number; readonly state: string; readonly author: { readonly id: string }; readonly createdAt: string; readonly policy: Policy }
interface Usage { readonly period: string; readonly calls: number; readonly tokens: number; readonly micros: number }
interface Call { readonly id: string; readonly at: string; readonly purpose: string; readonly state: string; readonly model: string; readonly demo: boolean; readonly promptTokens: number | null; readonly completionTokens: number | null; readonly latencyMs: number | null; readonly error: string | null }

const MODES = [{ value: 'off', label: 'Off' }, { value: 'suggest', label: 'Drafts for agents' }, { value: 'answer', label: 'Answers customers, hands over what it cannot answer' }, { value: 'until_handed_over', label: 'Answers until it has handed over once' }, { value: 'out_of_hours', label: 'Answers outside business hours, drafts within' }];
const FRESH: Partial<Policy> = { mode: 'suggest', tone: 'friendly', instructions: '', languages: [], forbiddenTopics: [], buttons: false, linkHosts: [], evidenceFloor: 0.45, disclosure: 'This is an automated answer. Write “person” at any time to talk to one.', greeting: 'Hello! How can we help you?' };

/** What the AI may do, what it cost, and each call. */
export function AiSettings({ me }: { readonly me: Me }) {
  const policies = useQuery({ queryKey: ['ai', 'policies'], queryFn: () => api<Page<PolicyVersion>>('GET', '/ai/policies') });
  const usage = useQuery({ queryKey: ['ai', 'usage'], queryFn: () => api<Page<Usage>>('GET', '/ai/usage') });
  const calls = useQuery({ queryKey: ['ai', 'calls'], queryFn: () => api<Page<Call>>('GET', '/ai/calls?limit=10') });
  const newest = policies.data?.items[0] ?? null;
  const demo = calls.data?.items.some(call => call.demo) ?? false;
  return (
    <Stack p="lg" maw={960}>
      <Title order={3}>AI</Title>
      {demo && <Alert color="yellow" title="Demo model">It quotes your articles word for word and does not understand language. Set a model of your own (`PUT /ai/endpoint`) or `OPENAI_BASE_URL` for a real one.</Alert>}
      {policies.isSuccess && <PolicyForm key={newest?.version ?? 0} newest={newest} me={me} />}
      {(usage.data?.items.length ?? 0) > 0 && <Table aria-label="Usage">
        <Table.Thead><Table.Tr>{['Period (UTC)', 'Calls', 'Tokens', 'Cost'].map(name => <Table.Th key={name}>{name}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>{usage.data?.items.slice(0, 8).map(row => <Table.Tr key={row.period}><Table.Td>{row.period}</Table.Td><Table.Td>{row.calls}</Table.Td><Table.Td>{row.tokens.toLocaleString()}</Table.Td><Table.Td>{(row.micros / 1_000_000).toFixed(4)}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table>}
      {(calls.data?.items.length ?? 0) > 0 && <Table aria-label="Latest calls">
        <Table.Thead><Table.Tr>{['When', 'For', 'Model', 'Tokens', 'Time', ''].map((name, index) => <Table.Th key={index}>{name}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>{calls.data?.items.map(call => <Table.Tr key={call.id}><Table.Td>{new Date(call.at).toLocaleTimeString()}</Table.Td><Table.Td>{call.purpose}</Table.Td><Table.Td>{call.model}</Table.Td><Table.Td>{(call.promptTokens ?? 0) + (call.completionTokens ?? 0)}</Table.Td><Table.Td>{call.latencyMs ?? '–'} ms</Table.Td><Table.Td>{call.error ?? call.state}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table>}
    </Stack>
  );
}

function PolicyForm({ newest, me }: { readonly newest: PolicyVersion | null; readonly me: Me }) {
  const queries = useQueryClient();
  const [policy, setPolicy] = useState<Partial<Policy>>(newest?.policy ?? FRESH);
  const change = (more: Partial<Policy>): void => setPolicy({ ...policy, ...more });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['ai'] }) };
  const save = useMutation({ mutationFn: () => api('PUT', '/ai/policies', { version: newest?.version ?? 0, policy }), ...refresh });
  const decide = useMutation({ mutationFn: (verb: string) => api('POST', `/ai/policies/${newest?.version ?? 0}/${verb}`, {}), ...refresh });
  const error = save.error ?? decide.error;
  return (
    <Card withBorder component="section" aria-label="Policy">
      <Stack>
        <Group justify="space-between">
          <Text fw={600}>Policy {newest === null ? '' : `version ${newest.version}`} {newest !== null && <Badge variant="light" color={newest.state === 'active' ? 'green' : 'orange'}>{newest.state}</Badge>}</Text>
          {newest?.state === 'waiting' && <Group gap="xs">{newest.author.id !== me.id && <Button size="compact-sm" onClick={() => decide.mutate('approve')}>Approve</Button>}<Button size="compact-sm" variant="default" disabled={newest.author.id === me.id} onClick={() => decide.mutate('decline')}>Decline</Button></Group>}
        </Group>
        <Select label="What it does" data={MODES} value={policy.mode ?? 'off'} onChange={value => change({ mode: value ?? 'off' })} />
        <Group grow><Select label="Tone" data={['friendly', 'neutral', 'formal']} value={policy.tone ?? 'friendly'} onChange={value => change({ tone: value ?? 'friendly' })} /><TagsInput label="Languages (codes; none: any)" value={[...(policy.languages ?? [])]} onChange={languages => change({ languages })} /></Group>
        <Textarea label="Instructions" autosize minRows={2} value={policy.instructions ?? ''} onChange={event => change({ instructions: event.currentTarget.value })} />
        <TagsInput label="Words that people answer" value={[...(policy.forbiddenTopics ?? [])]} onChange={forbiddenTopics => change({ forbiddenTopics })} />
        <TagsInput label="Sites it may link to" placeholder="www.example.com" value={[...(policy.linkHosts ?? [])]} onChange={linkHosts => change({ linkHosts })} />
        <Textarea label="Told before the first answer" autosize value={policy.disclosure ?? ''} onChange={event => change({ disclosure: event.currentTarget.value === '' ? null : event.currentTarget.value })} />
        <Textarea label="Told when people take over" autosize value={policy.handOver?.text ?? ''} onChange={event => change({ handOver: { ...(policy.handOver ?? {}), text: event.currentTarget.value === '' ? null : event.currentTarget.value } })} />
        <Group grow>
          <NumberInput label="Evidence it needs (%)" min={0} max={100} value={Math.round((policy.evidenceFloor ?? 0.45) * 100)} onChange={value => change({ evidenceFloor: Number(value) / 100 })} />
          <NumberInput label="Tokens per day, at most" min={1} value={policy.caps?.tokensPerDay ?? ''} onChange={value => change({ caps: { ...(policy.caps ?? { answersPerConversation: 10 }), tokensPerDay: value === '' ? null : Number(value) } })} />
        </Group>
        <Switch label="Choices as buttons" checked={policy.buttons ?? false} onChange={event => change({ buttons: event.currentTarget.checked })} />
        {error !== null && <Alert color="red" role="alert">{error.message}</Alert>}
        <Group justify="flex-end"><Button loading={save.isPending} onClick={() => save.mutate()}>Save as the next version</Button></Group>
      </Stack>
    </Card>
  );
}
