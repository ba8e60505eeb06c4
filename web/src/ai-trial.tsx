import { useState } from 'react';
import { Alert, Badge, Button, Card, Group, Loader, MultiSelect, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Policy, Trial, TrialResult } from './ai-types.ts';
import { reasonWords, wasSearched } from './ai-words.ts';
import type { Conversation, Page } from './api.ts';
import { api } from './api.ts';
import { useKept } from './kept.ts';

const POLL_MS = 700;
const MOST = 50;
const OUTCOMES: Readonly<Record<string, { readonly label: string; readonly color: string }>> = {
  answered: { label: 'Answers', color: 'green' },
  clarified: { label: 'Asks back', color: 'blue' },
  courtesy: { label: 'Says a kind word', color: 'green' },
  nothing: { label: 'Says nothing', color: 'gray' },
  hand_over: { label: 'Hands over', color: 'orange' },
  failed: { label: 'The model did not answer', color: 'red' },
};

/** Tries the policy as it is written, saved or not: nothing of it is sent. */
export function AiTrial({ policy, saved }: { readonly policy: Partial<Policy>; readonly saved: boolean }) {
  const [questions, setQuestions] = useKept('ai-trial', '');
  const [chosen, setChosen] = useState<string[]>([]);
  const [trialId, setTrialId] = useState<string | null>(null);
  const past = useQuery({
    queryKey: ['conversations', 'past'],
    queryFn: () => api<Page<Conversation>>('GET', '/conversations?state=closed&limit=50'),
  });
  const items = [
    ...questions
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
      .map(question => ({ question })),
    ...chosen.map(conversationId => ({ conversationId })),
  ];
  const begin = useMutation({
    mutationFn: () => api<{ id: string }>('POST', '/ai/trials', { policy, items }),
    onSuccess: ({ id }) => setTrialId(id),
  });
  const trial = useQuery({
    queryKey: ['trial', trialId],
    enabled: trialId !== null,
    queryFn: () => api<Trial>('GET', `/ai/trials/${trialId ?? ''}`),
    refetchInterval: query =>
      query.state.data === undefined || query.state.data.state === 'running' ? POLL_MS : false,
  });
  const found = trial.data;
  return (
    <Stack>
      <Card withBorder component="section" aria-label="Try it">
        <Stack>
          <Text size="sm">
            {saved ? 'Tries the newest policy' : 'Tries the policy as you have changed it, before it is saved'}: what
            the AI would say. Nothing is sent.
          </Text>
          <Textarea
            label="Questions, one in a line"
            autosize
            minRows={3}
            maxRows={12}
            value={questions}
            onChange={event => setQuestions(event.currentTarget.value)}
          />
          <MultiSelect
            label="What past conversations began with"
            searchable
            maxValues={MOST}
            value={chosen}
            onChange={setChosen}
            data={(past.data?.items ?? []).map(each => ({
              value: each.id,
              label: `${each.contact.name ?? each.contact.waId ?? 'Unknown'}: ${each.lastMessage?.preview ?? ''}`.slice(
                0,
                80,
              ),
            }))}
            nothingFoundMessage="No closed conversations yet"
          />
          {begin.error !== null && (
            <Alert color="red" role="alert">
              {begin.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              loading={begin.isPending}
              disabled={items.length === 0 || items.length > MOST}
              onClick={() => begin.mutate()}
            >
              {items.length > MOST ? `At most ${MOST}` : 'Try'}
            </Button>
          </Group>
        </Stack>
      </Card>
      {found?.state === 'running' && (
        <Group gap="xs">
          <Loader size="xs" />
          <Text size="sm" c="dimmed">
            {found.results.length} of {found.total}
          </Text>
        </Group>
      )}
      {found?.state === 'failed' && (
        <Alert color="red" role="alert">
          The trial could not be brought to its end.
        </Alert>
      )}
      {found?.results.map((result, place) => (
        <Result key={place} result={result} />
      ))}
    </Stack>
  );
}

function Result({
  result: { question, outcome, text, reason, evidence, similarity, citations, answeredThen },
}: {
  readonly result: TrialResult;
}) {
  const word = OUTCOMES[outcome];
  return (
    <Card withBorder component="section" aria-label="Result">
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text fw={600} style={{ whiteSpace: 'pre-wrap' }}>
            {question}
          </Text>
          <Group gap="xs" wrap="nowrap">
            {evidence !== null && wasSearched(reason) && (
              <Badge variant="outline" color="gray">{`evidence ${Math.round(evidence * 100)} %`}</Badge>
            )}
            {similarity !== null && wasSearched(reason) && (
              <Badge variant="outline" color="gray">{`near ${Math.round(similarity * 100)} %`}</Badge>
            )}
            <Badge color={word?.color ?? 'gray'} variant="light">
              {word?.label ?? outcome}
            </Badge>
          </Group>
        </Group>
        {text !== null && (
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        )}
        {reason !== null && (
          <Text size="sm" c="dimmed">
            Because {reasonWords(reason)}.
          </Text>
        )}
        {citations.length > 0 && (
          <Text size="xs" c="dimmed">
            {outcome === 'hand_over' ? 'Looked at' : 'From'}: {citations.map(each => each.heading).join('; ')}
          </Text>
        )}
        {answeredThen !== null && (
          <Text size="xs" c="dimmed">
            People said: {answeredThen}
          </Text>
        )}
      </Stack>
    </Card>
  );
}
