import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import {
  Alert,
  Badge,
  Button,
  Card,
  Code,
  Group,
  Modal,
  PasswordInput,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BusinessNumber, NumberOrder, Page, WebhookUpdate } from './api.ts';
import { Failed } from './failures.tsx';
import { useKept } from './kept.ts';
import { newKey } from './new-key.ts';
import { api } from './api.ts';
import { Troubles } from './troubles.tsx';

const QUALITY: Readonly<Record<string, string>> = { GREEN: 'green', YELLOW: 'yellow', RED: 'red' };
const ORDER: Readonly<Record<NumberOrder['state'], string>> = { waiting: 'blue', done: 'green', refused: 'red' };
const POLL_MS = 2_000;

const at = (time: string | null): string => (time === null ? 'never' : new Date(time).toLocaleString());

/** A form that asks for one or more fields and sends them; what was refused is said above it. */
interface Ask {
  readonly title: string;
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly secret?: boolean;
    readonly optional?: boolean;
    readonly hint?: string;
  }[];
  readonly submit: string;
}

const TOKEN = {
  name: 'accessToken',
  label: 'Access token',
  secret: true,
  hint: 'Of a system user. Kept encrypted, never shown again.',
};
const PIN = { name: 'pin', label: 'Two-step PIN', secret: true, hint: 'Six digits.' };
const CONNECT: Ask = {
  title: 'Connect a number',
  method: 'POST',
  path: '/numbers',
  submit: 'Connect',
  fields: [
    { name: 'wabaId', label: 'WhatsApp Business Account id' },
    { name: 'phoneNumberId', label: 'Phone number id' },
    TOKEN,
    { ...PIN, optional: true, hint: 'Registers the number; leave it empty when it is registered.' },
    { name: 'name', label: 'Name', optional: true },
  ],
};

/** How the tenant's numbers are at WhatsApp, and what an administrator does with them. */
export function Numbers() {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Ask | null>(null);
  const orders = useQuery({
    queryKey: ['number-orders'],
    queryFn: () => api<Page<NumberOrder>>('GET', '/number-orders?limit=10'),
    refetchInterval: query =>
      query.state.data?.items.some(order => order.state === 'waiting') === true ? POLL_MS : false,
  });
  // An order that ended may have changed a number: then they are asked for again.
  const newestEnded = orders.data?.items.find(order => order.state !== 'waiting')?.id ?? null;
  const numbers = useQuery({
    queryKey: ['numbers', newestEnded],
    queryFn: () => api<Page<BusinessNumber>>('GET', '/numbers'),
    placeholderData: keepPreviousData,
  });
  const check = useMutation({
    mutationFn: () => api('POST', '/numbers/check', {}),
    onSuccess: () => setTimeout(() => void queries.invalidateQueries({ queryKey: ['numbers'] }), POLL_MS),
  });
  return (
    <Stack p="lg" maw={960}>
      <Group justify="space-between">
        <Title order={3}>Numbers</Title>
        <Group>
          <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
            Ask WhatsApp now
          </Button>
          <Button onClick={() => setAsked(CONNECT)}>Connect a number</Button>
        </Group>
      </Group>
      <Troubles />
      {numbers.data === undefined && numbers.error !== null && (
        <Failed error={numbers.error} what="The numbers" onRetry={() => void numbers.refetch()} />
      )}
      {numbers.data?.items.map(number => (
        <Health key={number.id} number={number} onAsk={setAsked} />
      ))}
      <Orders orders={orders.data?.items ?? []} />
      <Told />
      {asked !== null && <AskForm ask={asked} onClose={() => setAsked(null)} />}
    </Stack>
  );
}

function Health({ number, onAsk }: { readonly number: BusinessNumber; readonly onAsk: (ask: Ask) => void }) {
  const {
    id,
    name,
    displayPhoneNumber,
    verifiedName,
    state,
    quality,
    messagingTier,
    registration,
    messagesPerSecond,
    checkedAt,
    tokenRefusedAt,
    lastWebhookAt,
  } = number;
  const facts: readonly (readonly [string, string])[] = [
    ['Messages per second', String(messagesPerSecond)],
    ['Messaging limit', messagingTier ?? 'not said'],
    ['Registration', registration ?? 'not said'],
    ['Access token', tokenRefusedAt === null ? 'taken by WhatsApp' : `refused since ${at(tokenRefusedAt)}`],
    ['Last webhook', at(lastWebhookAt)],
    ['Last checked', at(checkedAt)],
  ];
  return (
    <Card withBorder component="section" aria-label={`Number ${displayPhoneNumber}`}>
      <Group justify="space-between">
        <Text fw={600}>
          {name}{' '}
          <Text span c="dimmed">
            {displayPhoneNumber}
            {verifiedName !== null && verifiedName !== name && `, ${verifiedName}`}
          </Text>
        </Text>
        <Group gap="xs">
          <Badge color={state === 'connected' ? 'green' : 'gray'}>{state}</Badge>
          {quality !== null && (
            <Badge color={QUALITY[quality] ?? 'gray'} variant="light">
              Quality {quality.toLowerCase()}
            </Badge>
          )}
        </Group>
      </Group>
      <Table mt="sm" withRowBorders={false} verticalSpacing={2}>
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th w={200} fw={400} c="dimmed">
                {label}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {state === 'connected' && (
        <Group mt="sm" gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              onAsk({
                title: `New token for ${name}`,
                method: 'PUT',
                path: `/numbers/${id}/token`,
                fields: [TOKEN],
                submit: 'Replace',
              })
            }
          >
            Replace token
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              onAsk({
                title: `Register ${name}`,
                method: 'POST',
                path: `/numbers/${id}/register`,
                fields: [PIN],
                submit: 'Register',
              })
            }
          >
            Register
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              onAsk({
                title: `New PIN for ${name}`,
                method: 'PUT',
                path: `/numbers/${id}/pin`,
                fields: [PIN],
                submit: 'Set PIN',
              })
            }
          >
            Set PIN
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            onClick={() =>
              onAsk({
                title: `Disconnect ${name}? Nothing comes in or goes out any more; its conversations stay.`,
                method: 'DELETE',
                path: `/numbers/${id}`,
                fields: [],
                submit: 'Disconnect',
              })
            }
          >
            Disconnect
          </Button>
        </Group>
      )}
    </Card>
  );
}

function AskForm({ ask, onClose }: { readonly ask: Ask; readonly onClose: () => void }) {
  const queries = useQueryClient();
  // Closed by Esc it is still there; tokens stay in memory.
  const [values, setValues, , forget] = useKept<Readonly<Record<string, string>>>(
    `ask:${ask.method} ${ask.path}`,
    {},
    true,
  );
  // One form is one wish, however often its button is pressed.
  const [key] = useState(() => newKey());
  const send = useMutation({
    mutationFn: () =>
      api(
        ask.method,
        ask.path,
        ask.fields.length === 0
          ? undefined
          : Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
        { 'idempotency-key': key },
      ),
    onSuccess: () => {
      forget();
      void queries.invalidateQueries({ queryKey: ['number-orders'] });
      onClose();
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={ask.title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit}>
        <Stack>
          {send.error !== null && (
            <Alert color="red" role="alert">
              {send.error.message}
            </Alert>
          )}
          {ask.fields.map(({ name, label, secret = false, optional = false, hint }) => {
            const Input = secret ? PasswordInput : TextInput;
            return (
              <Input
                key={name}
                label={label}
                description={hint}
                required={!optional}
                autoComplete="off"
                value={values[name] ?? ''}
                onChange={event => setValues({ ...values, [name]: event.currentTarget.value.trim() })}
              />
            );
          })}
          <Button type="submit" loading={send.isPending}>
            {ask.submit}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

const FIELDS: Readonly<Record<string, string>> = {
  account_update: 'Account',
  account_alerts: 'Alert',
  account_review_update: 'Account review',
  business_capability_update: 'Limits of the account',
  phone_number_quality_update: 'Quality of a number',
  phone_number_name_update: 'Name of a number',
  security: 'Security',
};

/** What WhatsApp told of the account by itself, as it said it. */
function Told() {
  const told = useQuery({
    queryKey: ['webhook-updates'],
    queryFn: () => api<Page<WebhookUpdate>>('GET', '/webhook-updates?limit=50'),
  });
  const shown = told.data?.items.filter(each => FIELDS[each.field] !== undefined).slice(0, 10) ?? [];
  if (shown.length === 0) return null;
  return (
    <Card withBorder component="section" aria-label="What WhatsApp told">
      <Text fw={600}>What WhatsApp told</Text>
      {shown.map(({ id, field, value, receivedAt }) => (
        <Stack key={id} mt="xs" gap={2}>
          <Text size="sm">
            {FIELDS[field]}, {at(receivedAt)}
          </Text>
          <Code block>{JSON.stringify(value, null, 2)}</Code>
        </Stack>
      ))}
    </Card>
  );
}

function Orders({ orders }: { readonly orders: readonly NumberOrder[] }) {
  if (orders.length === 0) return null;
  return (
    <Card withBorder component="section" aria-label="What was done">
      <Text fw={600}>What was done</Text>
      {orders.map(({ id, kind, state, phoneNumberId, createdAt, reason }) => (
        <Group key={id} mt="xs" gap="sm">
          <Badge color={ORDER[state]} variant="light">
            {state}
          </Badge>
          <Text size="sm">
            {kind}, {phoneNumberId}, {at(createdAt)}
          </Text>
          {reason !== null && (
            <Text size="sm" c="red">
              {reason.explanation}
              {reason.metaText !== null && ` (${reason.metaText})`}
            </Text>
          )}
        </Group>
      ))}
    </Card>
  );
}
