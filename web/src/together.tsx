import { useState } from 'react';
import { Alert, Button, Group, Modal, SegmentedControl, Select, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Agent, Conversation, Me, Page } from './api.ts';
import { api } from './api.ts';
import { useKept } from './kept.ts';
import { newKey } from './new-key.ts';
import { problemOf } from './sending.ts';
import { useDraft } from './use-draft.ts';
import { WrittenTwice } from './written-twice.tsx';

interface Consult {
  readonly id: string;
  readonly askerId: string;
  readonly agentId: string;
  readonly endedAt: string | null;
}

/** The API's limit of a note. */
const NOTE_LIMIT = 10_000;
const KINDS = { note: 'Note', whisper: 'Whisper', consult: 'Ask a colleague' } as const;
type Kind = keyof typeof KINDS;
const HINTS: Readonly<Record<Kind, string>> = {
  note: 'All colleagues who see the conversation read it; the contact never does.',
  whisper: 'Only this colleague, you and administrators read it.',
  consult:
    'The colleague sees the conversation until you end it; what you both write stays between you and administrators.',
};

/** What colleagues say to each other about a conversation; an administrator may take it over. */
export function Together({ conversation, me }: { readonly conversation: Conversation; readonly me: Me }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const path = `/conversations/${conversation.id}`;
  const takeOver = useMutation({
    mutationFn: () => api('POST', `${path}/take-over`, {}),
    onSettled: () => queries.invalidateQueries(),
  });
  const alive = !['closed', 'archived', 'erased'].includes(conversation.state);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setOpen(true)}>
        Colleagues
      </Button>
      {me.role === 'TENANT_ADMIN' && alive && conversation.agentId !== me.id && (
        <Button size="xs" variant="subtle" loading={takeOver.isPending} onClick={() => takeOver.mutate()}>
          Take over
        </Button>
      )}
      {takeOver.error !== null && (
        <Text size="xs" c="red" role="alert">
          {takeOver.error.message}
        </Text>
      )}
      {open && <Colleagues conversation={conversation} me={me} onClose={() => setOpen(false)} />}
    </>
  );
}

function Colleagues({
  conversation,
  me,
  onClose,
}: {
  readonly conversation: Conversation;
  readonly me: Me;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  // Closed by Esc it is still there; the text is in a draft of its own, on the server.
  const [kind, setKind] = useKept<Kind>(`colleagues-kind:${conversation.id}`, 'note');
  const [agentId, setAgentId] = useKept<string | null>(
    `colleagues-whom:${conversation.id}`,
    conversation.agentId === me.id ? null : conversation.agentId,
  );
  const [draft, { text, problem, theirs, outgoing }] = useDraft(me.id, conversation.id, 'note');
  const path = `/conversations/${conversation.id}`;
  const agents = useQuery({ queryKey: ['agents'], queryFn: () => api<Page<Agent>>('GET', '/agents') });
  const consults = useQuery({
    queryKey: ['consults', conversation.id],
    queryFn: () => api<Page<Consult>>('GET', `${path}/consults`),
  });
  const name = (id: string): string => agents.data?.items.find(agent => agent.id === id)?.name ?? 'An administrator';
  const say = async (): Promise<void> => {
    if (problem?.next === 'other') draft.renewKey();
    const taken = draft.take(null);
    if (taken === null) return;
    try {
      const [to, body] =
        kind === 'consult'
          ? (['consult', { agentId, text: taken.text }] as const)
          : ([
              'notes',
              { text: taken.text, privateTo: kind === 'whisper' && agentId !== null ? [agentId] : [] },
            ] as const);
      await api('POST', `${path}/${to}`, body, { 'idempotency-key': taken.key });
    } catch (error) {
      return draft.failed(problemOf(error));
    } finally {
      void queries.invalidateQueries();
    }
    onClose();
    await draft.taken();
  };
  const tooMany = Math.max(0, text.length - NOTE_LIMIT);
  const running = (consults.data?.items ?? []).filter(each => each.endedAt === null);
  const others = (agents.data?.items ?? [])
    .filter(agent => agent.id !== me.id)
    .map(agent => ({ value: agent.id, label: `${agent.name} (${agent.presence})` }));
  return (
    <Modal opened onClose={onClose} title="Colleagues">
      <Stack
        component="form"
        onSubmit={event => {
          event.preventDefault();
          void say();
        }}
      >
        {running.map(consult => (
          <Running
            key={consult.id}
            consult={consult}
            names={`${name(consult.askerId)} asks ${name(consult.agentId)}`}
          />
        ))}
        <SegmentedControl
          aria-label="Kind"
          value={kind}
          onChange={value => setKind(value as Kind)}
          data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
        />
        <Text size="sm" c="dimmed">
          {HINTS[kind]}
        </Text>
        {kind !== 'note' && <Select label="Colleague" data={others} value={agentId} onChange={setAgentId} />}
        {theirs !== null && <WrittenTwice draft={draft} theirs={theirs} />}
        <Textarea
          label="Text"
          description="It stays here until it is written, also when you close this."
          autosize
          minRows={3}
          value={outgoing?.text ?? text}
          readOnly={outgoing !== null}
          error={tooMany === 0 ? null : `${tooMany} characters too many`}
          onChange={event => draft.write(event.currentTarget.value)}
        />
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem.message}
          </Alert>
        )}
        <Button
          type="submit"
          loading={outgoing !== null}
          disabled={tooMany > 0 || theirs !== null || text.trim() === '' || (kind !== 'note' && agentId === null)}
        >
          {problem?.next === 'other' ? 'Write as another note' : kind === 'consult' ? 'Ask' : 'Write'}
        </Button>
      </Stack>
    </Modal>
  );
}

/** A colleague who is asked: either of the two writes on, or ends it. */
function Running({ consult, names }: { readonly consult: Consult; readonly names: string }) {
  const queries = useQueryClient();
  const [{ text, key }, change, , forget] = useKept(`consult:${consult.id}`, { text: '', key: '' });
  const act = useMutation({
    mutationFn: ({ to, body }: { to: string; body: object }) =>
      api('POST', `/consults/${consult.id}/${to}`, body, to === 'notes' ? { 'idempotency-key': key } : {}),
    onSuccess: forget,
    onError: error => {
      if (problemOf(error).next === 'other') change({ text, key: newKey() });
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        {names}
      </Text>
      <Group align="flex-end" wrap="nowrap">
        <Textarea
          style={{ flex: 1 }}
          autosize
          aria-label={`To the consult: ${names}`}
          value={text}
          onChange={event => change({ text: event.currentTarget.value, key: key === '' ? newKey() : key })}
        />
        <Button
          size="xs"
          disabled={text.trim() === '' || act.isPending}
          onClick={() => act.mutate({ to: 'notes', body: { text } })}
        >
          Answer
        </Button>
        <Button size="xs" variant="default" onClick={() => act.mutate({ to: 'end', body: {} })}>
          End
        </Button>
      </Group>
      {act.error !== null && (
        <Alert color="red" role="alert">
          {problemOf(act.error).message}
        </Alert>
      )}
    </Stack>
  );
}
