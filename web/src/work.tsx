import { Badge, Button, Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Disposition, Page } from './api.ts';
import { api } from './api.ts';
import { useSuggestions } from './suggestions.ts';

const HOUR_MS = 3_600_000;
const TARGET_WORDS = {
  first_response: 'First answer',
  next_response: 'Next answer',
  resolution: 'Resolution',
} as const;
const clock = (iso: string): string =>
  new Date(iso).toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** When an agent may want to see a conversation again. */
function snoozeTimes(now: Date): { label: string; until: Date }[] {
  const morning = (days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
  return [
    { label: 'In an hour', until: new Date(now.getTime() + HOUR_MS) },
    { label: 'In four hours', until: new Date(now.getTime() + 4 * HOUR_MS) },
    { label: 'Tomorrow at 9', until: morning(1) },
    { label: 'In a week', until: morning(7) },
  ];
}

/** Puts a conversation aside, brings it back, or ends it with what it was about. */
export function Work({
  conversation,
  onProblem,
}: {
  readonly conversation: Conversation;
  readonly onProblem: (error: Error | null) => void;
}) {
  const queries = useQueryClient();
  const path = `/conversations/${conversation.id}`;
  const dispositions = useQuery({
    queryKey: ['dispositions'],
    queryFn: () => api<Page<Disposition>>('GET', '/dispositions'),
  });
  const choices = dispositions.data?.items.filter(each => !each.retired) ?? [];
  const act = useMutation({
    mutationFn: ({ to, body }: { to: string; body: object }) => api('POST', `${path}/${to}`, body),
    onMutate: () => onProblem(null),
    onError: onProblem,
    onSettled: () => queries.invalidateQueries(),
  });
  const close = (body: object): void => act.mutate({ to: 'close', body });
  const word = conversation.state === 'wrapping' ? 'End wrap-up' : 'Close';
  if (conversation.state === 'snoozed')
    return (
      <Button size="xs" variant="default" onClick={() => act.mutate({ to: 'wake', body: {} })}>
        Bring back
      </Button>
    );
  return (
    <>
      {['active', 'wrapping'].includes(conversation.state) && (
        <Menu>
          <Menu.Target>
            <Button size="xs" variant="subtle">
              Snooze
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {snoozeTimes(new Date()).map(({ label, until }) => (
              <Menu.Item key={label} onClick={() => act.mutate({ to: 'snooze', body: { until: until.toISOString() } })}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {choices.length === 0 ? (
        <Button size="xs" variant="default" onClick={() => close({})}>
          {word}
        </Button>
      ) : (
        <CloseMenu conversation={conversation} choices={choices} word={word} onClose={close} />
      )}
    </>
  );
}

/** Asks what it was about before it closes; the AI may say what it thinks. */
function CloseMenu({
  conversation,
  choices,
  word,
  onClose,
}: {
  readonly conversation: Conversation;
  readonly choices: readonly Disposition[];
  readonly word: string;
  readonly onClose: (body: object) => void;
}) {
  const withAi = conversation.ai !== null;
  const { items, ask, decide } = useSuggestions(conversation.id, withAi);
  const latest = items.find(each => each.kind === 'disposition') ?? null;
  const proposed =
    latest?.state === 'open' && latest.proposal !== null && 'dispositionId' in latest.proposal
      ? latest.proposal.dispositionId
      : null;
  const choose = (dispositionId: string): void => {
    // What became of the proposal is told apart: taken, or another chosen.
    if (proposed !== null && latest !== null)
      decide.mutate({ id: latest.id, state: proposed === dispositionId ? 'accepted' : 'dismissed' });
    onClose({ dispositionId });
  };
  return (
    <Menu>
      <Menu.Target>
        <Button size="xs" variant="default">
          {word}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>What was it about?</Menu.Label>
        {choices.map(each => (
          <Menu.Item
            key={each.id}
            rightSection={
              each.id === proposed && (
                <Badge size="xs" variant="light" color="violet">
                  AI
                </Badge>
              )
            }
            onClick={() => choose(each.id)}
          >
            {each.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {withAi && proposed === null && (
          <Menu.Item
            closeMenuOnClick={false}
            disabled={latest?.state === 'working' || ask.isPending}
            onClick={() => ask.mutate({ kind: 'disposition' })}
          >
            {latest?.state === 'working'
              ? 'The AI is reading …'
              : latest?.state === 'failed'
                ? 'The AI does not know'
                : 'What does the AI think?'}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => onClose({})}>
          {conversation.state === 'active' ? 'Say later, in wrap-up' : 'Without saying'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The promises that run, with when they are due. */
export function Promises({ sla }: Pick<Conversation, 'sla'>) {
  return sla.map(({ target, dueAt, warnsAt, breached }) => (
    <Badge
      key={target}
      variant="light"
      color={breached ? 'red' : dueAt === null ? 'gray' : warnsAt === null ? 'orange' : 'blue'}
    >
      {`${TARGET_WORDS[target]} ${breached ? 'overdue since' : dueAt === null ? 'paused: the contact is to answer' : 'due'} ${dueAt === null ? '' : clock(dueAt)}`}
    </Badge>
  ));
}
