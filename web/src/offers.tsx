import { useEffect, useState } from 'react';
import { Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Offer } from './api.ts';
import { api } from './api.ts';
import { kindWords } from './kind-words.ts';

interface Props {
  readonly offers: readonly Offer[];
  readonly onAccepted: (conversationId: string) => void;
}

/** Conversations offered to the agent, with the time that is left. */
export function Offers({ offers, onAccepted }: Props) {
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: ({ offer, what }: { offer: Offer; what: 'accept' | 'reject' }) =>
      api('POST', `/offers/${offer.id}/${what}`, {}),
    onSuccess: (_, { offer, what }) => {
      if (what === 'accept') onAccepted(offer.conversationId);
    },
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Stack gap="xs" p={offers.length === 0 && decide.error === null ? 0 : 'xs'} aria-live="polite">
      {decide.error !== null && (
        <Text size="sm" c="red" role="alert">
          {decide.error.message}
        </Text>
      )}
      {offers.map(offer => (
        <OfferCard
          key={offer.id}
          offer={offer}
          isBusy={decide.isPending}
          onDecide={what => decide.mutate({ offer, what })}
        />
      ))}
    </Stack>
  );
}

/** The conversation is asked for by its id: it may be older than what lists show. */
function OfferCard({
  offer,
  isBusy,
  onDecide,
}: {
  readonly offer: Offer;
  readonly isBusy: boolean;
  readonly onDecide: (what: 'accept' | 'reject') => void;
}) {
  const { data } = useQuery({
    queryKey: ['conversation', offer.conversationId],
    queryFn: () => api<Conversation>('GET', `/conversations/${offer.conversationId}`),
  });
  return (
    <Card withBorder padding="sm" aria-label="Offer">
      <Text fw={600}>{data?.contact.name ?? 'A customer'} is waiting</Text>
      <Text size="sm" c="dimmed" lineClamp={1}>
        {data?.lastMessage?.preview ?? kindWords(data?.lastMessage?.kind ?? '')}
      </Text>
      <Countdown until={Date.parse(offer.expiresAt)} />
      <Group mt="xs" grow>
        <Button size="xs" onClick={() => onDecide('accept')} loading={isBusy}>
          Accept
        </Button>
        <Button size="xs" variant="default" disabled={isBusy} onClick={() => onDecide('reject')}>
          Reject
        </Button>
      </Group>
    </Card>
  );
}

function Countdown({ until }: { readonly until: number }) {
  const [total] = useState(() => Math.max(until - Date.now(), 1));
  const [left, setLeft] = useState(total);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(until - Date.now(), 0)), 250);
    return () => clearInterval(timer);
  }, [until]);
  return (
    <Progress mt={6} size="sm" value={(left / total) * 100} aria-label={`${Math.ceil(left / 1000)} seconds left`} />
  );
}
