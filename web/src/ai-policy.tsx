import {
  Alert,
  Badge,
  Button,
  Card,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Policy, PolicyVersion } from './ai-types.ts';
import type { Me } from './api.ts';
import { api } from './api.ts';
import { StillMissing } from './four-eyes.tsx';

const MODES = [
  { value: 'off', label: 'Off' },
  { value: 'suggest', label: 'Drafts for agents' },
  { value: 'answer', label: 'Answers customers, hands over what it cannot answer' },
  { value: 'until_handed_over', label: 'Answers until it has handed over once' },
  { value: 'out_of_hours', label: 'Answers outside business hours, drafts within' },
];
const PERCENT = 100;
const orNull = (text: string): string | null => (text === '' ? null : text);

/** What the AI may do; saving makes the next version. */
export function AiPolicy({
  newest,
  me,
  policy,
  onChange,
  onSaved,
}: {
  readonly onSaved: () => void;
  readonly newest: PolicyVersion | null;
  readonly me: Me;
  readonly policy: Partial<Policy>;
  readonly onChange: (policy: Partial<Policy>) => void;
}) {
  const queries = useQueryClient();
  const change = (more: Partial<Policy>): void => onChange({ ...policy, ...more });
  const refresh = { onSettled: () => queries.invalidateQueries({ queryKey: ['ai'] }) };
  const save = useMutation({
    mutationFn: () => api('PUT', '/ai/policies', { version: newest?.version ?? 0, policy }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['ai'] });
      onSaved();
    },
  });
  const decide = useMutation({
    mutationFn: (verb: string) => api('POST', `/ai/policies/${newest?.version ?? 0}/${verb}`, {}),
    ...refresh,
  });
  const error = save.error ?? decide.error;
  const own = newest?.author.id === me.id;
  const agreed = newest?.approvals?.by.includes(me.id) ?? false;
  return (
    <Card withBorder component="section" aria-label="Policy">
      <Stack>
        <Group justify="space-between">
          <Text fw={600}>
            Policy {newest === null ? '' : `version ${newest.version}`}{' '}
            {newest !== null && (
              <Badge variant="light" color={newest.state === 'active' ? 'green' : 'orange'}>
                {newest.state}
              </Badge>
            )}
          </Text>
          {newest?.state === 'waiting' && (
            <Group gap="xs">
              {!own && !agreed && (
                <Button size="compact-sm" onClick={() => decide.mutate('approve')}>
                  Approve
                </Button>
              )}
              <Button size="compact-sm" variant="default" disabled={own} onClick={() => decide.mutate('decline')}>
                Decline
              </Button>
            </Group>
          )}
        </Group>
        <StillMissing approvals={newest?.approvals} />
        <Select
          label="What it does"
          data={MODES}
          value={policy.mode ?? 'off'}
          onChange={value => change({ mode: value ?? 'off' })}
        />
        <Group grow>
          <Select
            label="Tone"
            data={['friendly', 'neutral', 'formal']}
            value={policy.tone ?? 'friendly'}
            onChange={value => change({ tone: value ?? 'friendly' })}
          />
          <TagsInput
            label="Languages (codes; none: any)"
            value={[...(policy.languages ?? [])]}
            onChange={languages => change({ languages })}
          />
        </Group>
        <Textarea
          label="Instructions"
          autosize
          minRows={2}
          value={policy.instructions ?? ''}
          onChange={event => change({ instructions: event.currentTarget.value })}
        />
        <TagsInput
          label="Words that people answer"
          value={[...(policy.forbiddenTopics ?? [])]}
          onChange={forbiddenTopics => change({ forbiddenTopics })}
        />
        <TagsInput
          label="Sites it may link to"
          placeholder="www.example.com"
          value={[...(policy.linkHosts ?? [])]}
          onChange={linkHosts => change({ linkHosts })}
        />
        <Textarea
          label="Told before the first answer"
          autosize
          value={policy.disclosure ?? ''}
          onChange={event => change({ disclosure: orNull(event.currentTarget.value) })}
        />
        <Textarea
          label="Told when people take over"
          autosize
          value={policy.handOver?.text ?? ''}
          onChange={event =>
            change({ handOver: { ...(policy.handOver ?? {}), text: orNull(event.currentTarget.value) } })
          }
        />
        <Group grow align="flex-start">
          <NumberInput
            label="Evidence it needs (%)"
            description="Of what is asked, so much stands in an article."
            min={0}
            max={PERCENT}
            value={Math.round((policy.evidenceFloor ?? 0.45) * PERCENT)}
            onChange={value => change({ evidenceFloor: Number(value) / PERCENT })}
          />
          <NumberInput
            label="Or as near in meaning (%)"
            description="With a model of embeddings; empty: words alone count."
            min={1}
            max={PERCENT}
            value={policy.similarityFloor == null ? '' : Math.round(policy.similarityFloor * PERCENT)}
            onChange={value => change({ similarityFloor: value === '' ? null : Number(value) / PERCENT })}
          />
          <NumberInput
            label="Tokens per day, at most"
            description="Beyond it people answer."
            min={1}
            value={policy.caps?.tokensPerDay ?? ''}
            onChange={value =>
              change({
                caps: {
                  ...(policy.caps ?? { answersPerConversation: 10 }),
                  tokensPerDay: value === '' ? null : Number(value),
                },
              })
            }
          />
        </Group>
        <Switch
          label="Choices as buttons"
          checked={policy.buttons ?? false}
          onChange={event => change({ buttons: event.currentTarget.checked })}
        />
        {error !== null && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            Save as the next version
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
