import { useEffect, useState } from 'react';
import { Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Offer } from './api.ts';
import { api } from './api.ts';
import { kindWords } from './kind-words.ts';

interface Props {
  readonly offers: readonly Offer[];
  readonly conversations: readonly Conversation[];
  readonly onAccepted: (conversationId: string) => void;
}

/** Conversations offered to the agent, with the time that is left. */
export function Offers({ offers, conversations, onAccepted }: Props) {
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ offer, what }: { offer: Offer; what: 'accept' | 'reject' }) => api('POST', `/offers/${offer.id}/${what}`, {}),
    onSuccess: (_, { offer, what }) => { if (what === 'accept') onAccepted(offer.conversationId); },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Stack gap="xs" p={offers.length === 0 && decide.error === null ? 0 : 'xs'} aria-live="polite">
      {decide.error !== null && <Text size="sm" c="red">{decide.error.message}</Text>}
      {offers.map(offer => {
        const contact = conversations.find(each => each.id === offer.conversationId);
        return (
          <Card key={offer.id} withBorder padding="sm" aria-label="Offer">
            <Text fw={600}>{contact?.contact.name ?? 'A customer'} is waiting</Text>
            <Text size="sm" c="dimmed" lineClamp={1}>{contact?.lastMessage?.preview ?? kindWords(contact?.lastMessage?.kind ?? '')}</Text>
            <Countdown until={Date.parse(offer.expiresAt)} />
            <Group mt="xs" grow>
              <Button size="xs" onClick={() => decide.mutate({ offer, what: 'accept' })} loading={decide.isPending}>Accept</Button>
              <Button size="xs" variant="default" onClick={() => decide.mutate({ offer, what: 'reject' })}>Reject</Button>
            </Group>
          </Card>
        );
      })}
    </Stack>
  );
}

function Countdown({ until }: { readonly until: number }) {
  const [total] = useState(() => Math.max(until - Date.now(), 1));
  const [left, setLeft] = useState(total);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(until - Date.now(), 0)), 250);
    return () => clearInterval(timer);
  }, [until]);
  return <Progress mt={6} size="sm" value={(left / total) * 100} aria-label={`${Math.ceil(left / 1000)} seconds left`} />;
}
