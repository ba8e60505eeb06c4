import { useEffect } from 'react';
import {
  AppShell,
  Badge,
  Box,
  Button,
  Group,
  NavLink,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { addressOf, goTo, usePlace } from './address.ts';
import type { Agent, Conversation, Me, Offer, Page } from './api.ts';
import { ApiError, api, logOut, ownConversations } from './api.ts';
import { AiSettings } from './ai-settings.tsx';
import { Board } from './board.tsx';
import { Chat } from './chat.tsx';
import { Boundary, Failed, Loaded, Troubled } from './failures.tsx';
import { kindWords } from './kind-words.ts';
import { Offers } from './offers.tsx';
import { LeftOver } from './reply-form.tsx';
import { sessionOver } from './signals.ts';
import { useLive } from './live.ts';
import { Knowledge } from './knowledge.tsx';
import { Numbers } from './numbers.tsx';
import { Templates } from './templates.tsx';
import { Troubles } from './troubles.tsx';

const PLACES = {
  conversations: 'Conversations',
  board: 'Board',
  numbers: 'Numbers',
  templates: 'Templates',
  knowledge: 'Knowledge',
  ai: 'AI',
};
const AWAY: Readonly<Record<string, string>> = {
  missed_offers: 'Away: offers were missed',
  connection_lost: 'Away: the connection was lost',
};
const PRESENCE_MS = 15_000;
const STATE_COLORS: Record<string, string> = {
  queued: 'yellow',
  offered: 'orange',
  active: 'green',
  wrapping: 'cyan',
  bot: 'violet',
  closed: 'gray',
  archived: 'gray',
};

export function Workbench({ me, onLeave }: { readonly me: Me; readonly onLeave: () => void }) {
  useLive();
  useSamePerson(me);
  const { page: asked, conversationId } = usePlace();
  const place = me.role === 'TENANT_ADMIN' && asked in PLACES ? asked : 'conversations';
  // What one has oneself is there however many newer ones others have.
  const own = useQuery({ queryKey: ['conversations', 'own'], queryFn: ownConversations });
  const newest = useQuery({
    queryKey: ['conversations'],
    queryFn: () => api<Page<Conversation>>('GET', '/conversations?limit=100'),
  });
  const offers = useQuery({ queryKey: ['offers'], queryFn: () => api<Page<Offer>>('GET', '/offers') });
  const mine = own.data ?? [];
  const others = newest.data?.items.filter(each => !mine.some(({ id }) => id === each.id)) ?? [];
  const entries = (of: readonly Conversation[]) =>
    of.map(each => (
      <Entry key={each.id} conversation={each} active={each.id === conversationId && place === 'conversations'} />
    ));
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 340, breakpoint: 'sm' }} padding={0}>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap">
            <Title order={4}>SigFollow</Title>
            {me.role === 'TENANT_ADMIN' && (
              <SegmentedControl
                size="xs"
                aria-label="Page"
                value={place}
                onChange={value =>
                  goTo(value === 'conversations' && conversationId !== null ? addressOf(conversationId) : `#/${value}`)
                }
                data={Object.entries(PLACES).map(([value, label]) => ({ value, label }))}
              />
            )}
          </Group>
          <Group wrap="nowrap">
            {me.role === 'AGENT' && <Presence me={me} />}
            <Text size="sm">{me.name}</Text>
            <Button size="xs" variant="default" onClick={() => void logOut().then(onLeave)}>
              Log out
            </Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar>
        {me.role === 'TENANT_ADMIN' && place !== 'numbers' && <Troubles />}
        {me.role === 'AGENT' && <Offers offers={offers.data?.items ?? []} onAccepted={id => goTo(addressOf(id))} />}
        {offers.data === undefined && offers.error !== null && (
          <Failed error={offers.error} what="What is offered to you" onRetry={() => void offers.refetch()} />
        )}
        <ScrollArea style={{ flex: 1 }}>
          <Stack gap={0} component="nav" aria-label="Conversations">
            {own.data === undefined && own.error !== null && (
              <Failed error={own.error} what="Your own conversations" onRetry={() => void own.refetch()} />
            )}
            {mine.length > 0 && (
              <Stack gap={0} component="section" aria-label="Yours">
                <Text size="xs" fw={600} c="dimmed" px="md" pt="xs">
                  Yours ({mine.length})
                </Text>
                {entries(mine)}
              </Stack>
            )}
            <Loaded query={newest} what="The conversations">
              {({ items }) => (
                <>
                  {mine.length > 0 && others.length > 0 && (
                    <Text size="xs" fw={600} c="dimmed" px="md" pt="xs">
                      Newest
                    </Text>
                  )}
                  {entries(others)}
                  {items.length === 0 && (
                    <Text c="dimmed" p="md">
                      No conversations yet. They appear here as soon as a customer writes.
                    </Text>
                  )}
                </>
              )}
            </Loaded>
          </Stack>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main h="100dvh" style={{ display: 'flex', flexDirection: 'column' }}>
        <Troubled />
        <Box style={{ flex: 1, minHeight: 0, overflowY: 'auto' }}>
          <Boundary key={place}>
            {place === 'board' ? (
              <Board />
            ) : place === 'numbers' ? (
              <Numbers />
            ) : place === 'templates' ? (
              <Templates me={me} />
            ) : place === 'knowledge' ? (
              <Knowledge />
            ) : place === 'ai' ? (
              <AiSettings me={me} />
            ) : conversationId === null ? (
              <Text c="dimmed" p="xl">
                Choose a conversation.
              </Text>
            ) : (
              <Opened
                key={conversationId}
                id={conversationId}
                known={[...mine, ...others].find(each => each.id === conversationId)}
                me={me}
              />
            )}
          </Boundary>
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

/** Somebody else may have logged in in another tab: then this one is not theirs to go on with. */
function useSamePerson(me: Me): void {
  const now = useQuery({ queryKey: ['me', 'now'], queryFn: () => api<Me>('GET', '/me') });
  useEffect(() => {
    if (now.data !== undefined && now.data.id !== me.id) sessionOver.set(true);
  }, [now.data, me.id]);
}

/** A conversation by its id, also one that stands in no list. @param known as a list has it, until it is asked for. */
function Opened({ id, known, me }: { readonly id: string; readonly known: Conversation | undefined; readonly me: Me }) {
  const found = useQuery({
    queryKey: ['conversation', id],
    queryFn: () => api<Conversation>('GET', `/conversations/${id}`),
    ...(known === undefined ? {} : { placeholderData: known }),
  });
  if (found.error instanceof ApiError && found.error.status === 404)
    return (
      <Stack p="xl">
        <Text c="dimmed">There is no such conversation for you (any more).</Text>
        <LeftOver conversationId={id} me={me} />
      </Stack>
    );
  return (
    <Loaded query={found} what="The conversation">
      {conversation => <Chat conversation={conversation} me={me} />}
    </Loaded>
  );
}

function Entry({ conversation, active }: { readonly conversation: Conversation; readonly active: boolean }) {
  const { contact, lastMessage, state, unread } = conversation;
  return (
    <NavLink
      active={active}
      href={addressOf(conversation.id)}
      label={contact.name ?? contact.waId ?? 'Unknown contact'}
      description={lastMessage?.preview ?? (lastMessage === null ? '' : kindWords(lastMessage.kind ?? 'message'))}
      rightSection={
        <Stack gap={4} align="flex-end">
          <Badge size="xs" variant="light" color={STATE_COLORS[state] ?? 'gray'}>
            {state}
          </Badge>
          {unread > 0 && (
            <Badge size="sm" circle aria-label={`${unread} unread`}>
              {unread}
            </Badge>
          )}
        </Stack>
      }
      styles={{ description: { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' } }}
    />
  );
}

function Presence({ me }: { readonly me: Me }) {
  const queries = useQueryClient();
  const agents = useQuery({
    queryKey: ['agents'],
    queryFn: () => api<Page<Agent>>('GET', '/agents'),
    refetchInterval: PRESENCE_MS,
  });
  const own = agents.data?.items.find(agent => agent.id === me.id);
  const change = useMutation({
    mutationFn: (presence: string) => api('PUT', '/me/presence', { presence }),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Group gap="xs" wrap="nowrap">
      {own?.presence === 'away' && AWAY[own.presenceReason ?? ''] !== undefined && (
        <Badge color="orange">{AWAY[own.presenceReason ?? '']}</Badge>
      )}
      {change.error !== null && (
        <Text size="xs" c="red" role="alert">
          {change.error.message}
        </Text>
      )}
      <SegmentedControl
        size="xs"
        aria-label="Presence"
        value={own?.presence ?? 'offline'}
        onChange={value => change.mutate(value)}
        data={[
          { value: 'online', label: 'Online' },
          { value: 'busy', label: 'Busy' },
          { value: 'away', label: 'Away' },
          { value: 'offline', label: 'Offline' },
        ]}
      />
    </Group>
  );
}
