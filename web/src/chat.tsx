import { useEffect, useRef, useState } from 'react';
import { Alert, Badge, Box, Button, Group, Paper, ScrollArea, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Conversation, Me, Message, Page, Queue } from './api.ts';
import { api } from './api.ts';
import { Attachment } from './attachment.tsx';
import { ContactFacts } from './contact.tsx';
import { kindWords } from './kind-words.ts';
import { LeftOver, ReplyForm } from './reply-form.tsx';
import { Failed } from './failures.tsx';
import { SHOWN_MESSAGES } from './sending.ts';
import { Together } from './together.tsx';
import { draftOf } from './drafts.ts';
import { Why } from './why.tsx';
import { Promises, Work } from './work.tsx';

const STATUS_WORDS: Record<string, string> = {
  queued: 'waiting',
  sending: 'sending',
  accepted: '✓',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓ read',
  played: '✓✓ played',
  failed: 'failed',
  unknown: 'unknown whether it was sent',
  canceled: 'canceled',
};
const time = (iso: string): string =>
  new Date(iso).toLocaleString([], { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });

const SOON_MS = 60 * 60 * 1000;
const closesSoon = ({ window }: Conversation): boolean =>
  window.expiresAt !== null && Date.parse(window.expiresAt) - Date.now() < SOON_MS;

/** One conversation: what was written, and the reply while the customer-service window is open. */
export function Chat({ conversation, me }: { readonly conversation: Conversation; readonly me: Me }) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [workError, setWorkError] = useState<Error | null>(null);
  const path = `/conversations/${conversation.id}`;
  const messages = useQuery({
    queryKey: ['messages', conversation.id],
    queryFn: () => api<Page<Message>>('GET', `${path}/messages?limit=${SHOWN_MESSAGES}`),
  });
  const refresh = { onSettled: () => queries.invalidateQueries() };
  const reopen = useMutation({ mutationFn: () => api('POST', `${path}/reopen`, {}), ...refresh });
  const resend = useMutation({
    mutationFn: (id: string) => api('POST', `${path}/messages/${id}/resend`, {}),
    ...refresh,
  });
  const queues = useQuery({
    queryKey: ['queues'],
    queryFn: () => api<Page<Queue>>('GET', '/queues'),
    enabled: me.role === 'AGENT' && conversation.state === 'queued',
  });
  const take = useMutation({ mutationFn: () => api('POST', `${path}/take`, {}), ...refresh });
  const handBack = useMutation({ mutationFn: () => api('POST', `${path}/hand-back`, {}), ...refresh });
  const takeable =
    me.role === 'AGENT' && conversation.state === 'bot'
      ? true
      : me.role === 'AGENT' &&
        conversation.state === 'queued' &&
        (queues.data?.items.some(
          queue => queue.id === conversation.queueId && queue.pull && queue.memberIds.includes(me.id),
        ) ??
          false);
  const own = conversation.agentId === me.id;
  const mine = me.role !== 'AGENT' || own;
  const talking =
    ['active', 'wrapping'].includes(conversation.state) ||
    (me.role !== 'AGENT' && ['queued', 'offered', 'bot'].includes(conversation.state));
  const end = useRef<HTMLDivElement>(null);
  const count = messages.data?.items.length ?? 0;
  useEffect(() => {
    void end.current?.scrollIntoView();
  }, [count]);
  useEffect(() => {
    // WhatsApp tells the customer: of who answers, not of who looks on.
    if (own && talking && conversation.unread > 0)
      void api('POST', `${path}/read`, {})
        .then(() => queries.invalidateQueries())
        .catch(() => undefined);
  }, [own, talking, conversation.unread, path, queries]);
  const problem = [workError, handBack.error, reopen.error, resend.error, take.error].find(error => error !== null);
  return (
    <Stack h="100%" gap={0}>
      <Group justify="space-between" p="md" style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}>
        <div>
          <Title order={4}>{conversation.contact.name ?? conversation.contact.waId}</Title>
          <ContactFacts contact={conversation.contact} />
        </div>
        <Group>
          <Badge
            color={!conversation.window.open ? 'red' : closesSoon(conversation) ? 'orange' : 'green'}
            variant="light"
          >
            {conversation.window.open
              ? `Window open until ${time(conversation.window.expiresAt ?? '')}`
              : 'Window closed'}
          </Badge>
          <Button size="xs" variant="subtle" onClick={() => setAsking(true)}>
            Why?
          </Button>
          {asking && <Why conversationId={conversation.id} onClose={() => setAsking(false)} />}
          <Together conversation={conversation} me={me} />
          {takeable && (
            <Button size="xs" loading={take.isPending} onClick={() => take.mutate()}>
              Take
            </Button>
          )}
          <Promises sla={conversation.sla} />
          {conversation.deadlines.snoozedUntil !== null && (
            <Badge variant="light" color="grape">{`Snoozed until ${time(conversation.deadlines.snoozedUntil)}`}</Badge>
          )}
          {mine && (talking || conversation.state === 'snoozed') && (
            <Work conversation={conversation} onProblem={setWorkError} />
          )}
          {conversation.state === 'bot' && <Badge color="violet">The AI answers</Badge>}
          {mine && ['active', 'wrapping'].includes(conversation.state) && conversation.ai?.handedOver === true && (
            <Button size="xs" variant="subtle" loading={handBack.isPending} onClick={() => handBack.mutate()}>
              Hand back to AI
            </Button>
          )}
          {conversation.state === 'closed' && (
            <Button size="xs" variant="default" onClick={() => reopen.mutate()}>
              Reopen
            </Button>
          )}
        </Group>
      </Group>
      <ScrollArea style={{ flex: 1 }} p="md">
        <Stack gap="xs" role="log" aria-label="Messages" aria-busy={messages.isPending}>
          {[...(messages.data?.items ?? [])].reverse().map(message => (
            <Bubble
              key={message.id}
              message={message}
              onResend={() => resend.mutate(message.id)}
              onQuote={
                mine && talking && message.wamid !== null
                  ? () => draftOf(me.id, conversation.id, 'reply').quote(message.id)
                  : null
              }
            />
          ))}
          {messages.data === undefined && messages.error !== null && (
            <Failed error={messages.error} what="The messages" onRetry={() => void messages.refetch()} />
          )}
          <div ref={end} />
        </Stack>
      </ScrollArea>
      {problem != null && (
        <Alert color="red" role="alert" mx="md">
          {problem.message}
        </Alert>
      )}
      {conversation.number.sendingPaused && (
        <Alert color="orange" role="status" mx="md">
          WhatsApp refuses what this number sends. An administrator has to see to it; then failed messages can be sent
          again.
        </Alert>
      )}
      {mine && talking ? (
        <ReplyForm conversation={conversation} me={me} messages={messages.data?.items} />
      ) : (
        <LeftOver conversationId={conversation.id} me={me} />
      )}
    </Stack>
  );
}

const whoWords = ({ aiCallId }: Message): string => (aiCallId === null ? '' : 'AI · ');
const noteWords = ({ direction, privateTo, consultId }: Message): string =>
  direction !== 'internal' ? '' : consultId !== null ? 'Consult · ' : privateTo.length > 0 ? 'Whisper · ' : 'Note · ';

/** Where a place is; null where that is not told. */
const placeOf = ({ latitude, longitude }: Readonly<Record<string, unknown>>): string | null =>
  typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : null;

function Bubble({
  message,
  onResend,
  onQuote,
}: {
  readonly message: Message;
  readonly onResend: () => void;
  /** Null: it cannot be replied to. */ readonly onQuote: (() => void) | null;
}) {
  const own = message.direction !== 'inbound';
  const content = message.content ?? {};
  const textIn = (part: unknown): string | undefined =>
    typeof part === 'string'
      ? part
      : typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
        ? part.text
        : undefined;
  const edited = message.happenings.findLast(each => each.kind === 'edit');
  const revoked = message.happenings.some(each => each.kind === 'revoke');
  // A reaction takes the place of the one before; without words it is taken back.
  const reaction = message.happenings.findLast(each => each.kind === 'reaction')?.words;
  const words = edited === undefined ? message.words : edited.words;
  const at = message.type === 'location' ? placeOf(content) : null;
  // Without a name its words are where it is.
  const place = at === words ? null : at;
  const [heading, footer] = [textIn(content['header']), textIn(content['footer'])];
  const bad = message.status === 'failed' || message.status === 'unknown';
  return (
    <Box style={{ alignSelf: own ? 'flex-end' : 'flex-start', maxWidth: '75%' }}>
      <Paper
        withBorder
        px="sm"
        py={6}
        radius="md"
        {...(own ? { bg: message.direction === 'internal' ? 'yellow.1' : 'teal.1', c: 'dark.9' } : {})}
      >
        {message.files.map(file => (
          <Attachment key={file.id} media={file} kind={file.kind} />
        ))}
        {heading !== undefined && (
          <Text fw={700} style={{ overflowWrap: 'anywhere' }}>
            {heading}
          </Text>
        )}
        {message.quotes !== null && (
          <Text size="xs" c="dimmed" pl="xs" mb={4} lineClamp={2} style={{ borderLeft: '2px solid' }}>
            {message.quotes.words ?? kindWords(message.quotes.type)}
          </Text>
        )}
        {message.answers.length > 0
          ? message.answers.map(({ label, answer }, index) => (
              <Text key={index} style={{ overflowWrap: 'anywhere' }}>
                <Text span c="dimmed">
                  {label}:{' '}
                </Text>
                {answer}
              </Text>
            ))
          : (message.media === null || words !== null) && (
              <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {words ?? (message.content === null ? 'Deleted' : kindWords(message.type))}
              </Text>
            )}
        {place !== null && (
          <Text size="sm" c="dimmed">
            {place}
          </Text>
        )}
        {revoked && (
          <Text size="xs" fs="italic">
            The contact has deleted this message
          </Text>
        )}
        {footer !== undefined && (
          <Text size="xs" opacity={0.75}>
            {footer}
          </Text>
        )}
        <Text size="xs" opacity={0.75} ta="right">
          {whoWords(message)}
          {noteWords(message)}
          {edited === undefined ? '' : 'edited · '}
          {time(message.at)}
          {message.status === null ? '' : ` · ${STATUS_WORDS[message.status] ?? message.status}`}
        </Text>
      </Paper>
      {onQuote !== null && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onQuote}>
          Reply to this
        </Button>
      )}
      {reaction != null && (
        <Text size="sm" ta={own ? 'right' : 'left'} aria-label="Reaction">
          {reaction}
        </Text>
      )}
      {bad && (
        <Group gap="xs" justify="flex-end">
          <Text size="xs" c="red">
            {message.error?.explanation ?? message.error?.text}
          </Text>
          <Button size="compact-xs" variant="subtle" onClick={onResend}>
            Send again
          </Button>
        </Group>
      )}
    </Box>
  );
}
