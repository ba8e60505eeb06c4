import { useState } from 'react';
import { AppShell, Badge, Button, Group, NavLink, ScrollArea, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Agent, Conversation, Me, Offer, Page } from './api.ts';
import { api, logOut } from './api.ts';
import { AiSettings } from './ai-settings.tsx';
import { Board } from './board.tsx';
import { Chat } from './chat.tsx';
import { kindWords } from './kind-words.ts';
import { Offers } from './offers.tsx';
import { useLive } from './live.ts';
import { Knowledge } from './knowledge.tsx';
import { Numbers } from './numbers.tsx';
import { Templates } from './templates.tsx';
import { Troubles } from './troubles.tsx';

const PLACES = { conversations: 'Conversations', board: 'Board', numbers: 'Numbers', templates: 'Templates', knowledge: 'Knowledge', ai: 'AI' };
const AWAY: Readonly<Record<string, string>> = { missed_offers: 'Away: offers were missed', connection_lost: 'Away: the connection was lost' };
const PRESENCE_MS = 15_000;
const STATE_COLORS: Record<string, string> = { queued: 'yellow', offered: 'orange', active: 'green', wrapping: 'cyan', bot: 'violet', closed: 'gray', archived: 'gray' };

export function Workbench({ me, onLeave }: { readonly me: Me; readonly onLeave: () => void }) {
  useLive();
  const [openId, setOpenId] = useState<string | null>(null);
  const [place, setPlace] = useState<keyof typeof PLACES>('conversations');
  const conversations = useQuery({ queryKey: ['conversations'], queryFn: () => api<Page<Conversation>>('GET', '/conversations?limit=100') });
  const offers = useQuery({ queryKey: ['offers'], queryFn: () => api<Page<Offer>>('GET', '/offers') });
  const list = conversations.data?.items ?? [];
  const open = list.find(each => each.id === openId) ?? null;
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 340, breakpoint: 'sm' }} padding={0}>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap">
            <Title order={4}>SigFollow</Title>
            {me.role === 'TENANT_ADMIN' && <SegmentedControl size="xs" aria-label="Page" value={place} onChange={value => setPlace(value as keyof typeof PLACES)} data={Object.entries(PLACES).map(([value, label]) => ({ value, label }))} />}
          </Group>
          <Group wrap="nowrap">
            {me.role === 'AGENT' && <Presence me={me} />}
            <Text size="sm">{me.name}</Text>
            <Button size="xs" variant="default" onClick={() => void logOut().then(onLeave)}>Log out</Button>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar>
        {me.role === 'TENANT_ADMIN' && place !== 'numbers' && <Troubles />}
        {me.role === 'AGENT' && <Offers offers={offers.data?.items ?? []} conversations={list} onAccepted={setOpenId} />}
        <ScrollArea style={{ flex: 1 }}>
          <Stack gap={0} component="nav" aria-label="Conversations">
            {list.map(each => <Entry key={each.id} conversation={each} active={each.id === openId} onOpen={() => { setOpenId(each.id); setPlace('conversations'); }} />)}
            {conversations.isSuccess && list.length === 0 && <Text c="dimmed" p="md">No conversations yet. They appear here as soon as a customer writes.</Text>}
          </Stack>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main>
        {place === 'board' ? <Board /> : place === 'numbers' ? <Numbers /> : place === 'templates' ? <Templates me={me} /> : place === 'knowledge' ? <Knowledge /> : place === 'ai' ? <AiSettings me={me} /> : open === null ? <Text c="dimmed" p="xl">Choose a conversation.</Text> : <Chat key={open.id} conversation={open} me={me} />}
      </AppShell.Main>
    </AppShell>
  );
}

function Entry({ conversation, active, onOpen }: { readonly conversation: Conversation; readonly active: boolean; readonly onOpen: () => void }) {
  const { contact, lastMessage, state, unread } = conversation;
  return (
    <NavLink
      active={active} onClick={onOpen} label={contact.name ?? contact.waId ?? 'Unknown contact'} description={lastMessage?.preview ?? (lastMessage === null ? '' : kindWords(lastMessage.kind ?? 'message'))}
      rightSection={<Stack gap={4} align="flex-end"><Badge size="xs" variant="light" color={STATE_COLORS[state] ?? 'gray'}>{state}</Badge>{unread > 0 && <Badge size="sm" circle aria-label={`${unread} unread`}>{unread}</Badge>}</Stack>}
      styles={{ description: { whiteSpace: 'nowrap', overflow: 'hidden', textOverflow: 'ellipsis' } }}
    />
  );
}

function Presence({ me }: { readonly me: Me }) {
  const queries = useQueryClient();
  const agents = useQuery({ queryKey: ['agents'], queryFn: () => api<Page<Agent>>('GET', '/agents'), refetchInterval: PRESENCE_MS });
  const own = agents.data?.items.find(agent => agent.id === me.id);
  const change = useMutation({ mutationFn: (presence: string) => api('PUT', '/me/presence', { presence }), onSettled: () => queries.invalidateQueries() });
  return (
    <Group gap="xs" wrap="nowrap">
      {own?.presence === 'away' && AWAY[own.presenceReason ?? ''] !== undefined && <Badge color="orange">{AWAY[own.presenceReason ?? '']}</Badge>}
      <SegmentedControl size="xs" aria-label="Presence" value={own?.presence ?? 'offline'} onChange={value => change.mutate(value)} data={[{ value: 'online', label: 'Online' }, { value: 'busy', label: 'Busy' }, { value: 'away', label: 'Away' }, { value: 'offline', label: 'Offline' }]} />
    </Group>
  );
}
