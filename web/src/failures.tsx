import type { ReactNode } from 'react';
import { Component, useSyncExternalStore } from 'react';
import { Alert, Button, Center, Group, Loader, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from './api.ts';
import { connection, useSignal } from './signals.ts';

/** In the place of what could not be loaded: why, and the way to try it again. */
export function Failed({
  error,
  what,
  onRetry,
}: {
  readonly error: Error;
  /** What is not there, as the beginning of a sentence. */ readonly what: string;
  readonly onRetry: () => void;
}) {
  return (
    <Stack align="flex-start" p="md" gap="xs" role="alert">
      <Text fw={600}>{what} could not be loaded.</Text>
      <Text size="sm">{error.message}</Text>
      <Button size="xs" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Stack>
  );
}

/** What a query brought; until then that it is loading, or why it is not there. Never nothing. */
export function Loaded<T>({
  query,
  what,
  children,
}: {
  readonly query: UseQueryResult<T>;
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) return <Failed error={query.error} what={what} onRetry={() => void query.refetch()} />;
  return (
    <Center p="md">
      <Loader size="sm" aria-label={`${what}: loading`} />
    </Center>
  );
}

/** Whether anything that is shown, or is to be, could not be read lately. */
function useTrouble(): Error | null {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    listener => cache.subscribe(listener),
    () => {
      const failing = cache
        .findAll({ type: 'active' })
        .find(
          ({ state }) =>
            state.error !== null && !(state.error instanceof ApiError && [401, 403, 404].includes(state.error.status)),
        );
      return failing?.state.error ?? null;
    },
  );
}

/** Above everything: whether one is offline, and whether what is shown may be old. */
export function Troubled() {
  const queries = useQueryClient();
  const state = useSignal(connection);
  const trouble = useTrouble();
  const again = (): void => void queries.refetchQueries({ type: 'active' });
  if (state === 'offline')
    return (
      <Bar
        color="orange"
        text="You are offline. What you write is kept here; nothing is sent by itself when the connection is back."
      />
    );
  if (state === 'unreachable')
    return (
      <Bar
        color="orange"
        text="The server cannot be reached. What is shown may be old; what you write is kept here."
        onRetry={again}
      />
    );
  return trouble === null ? null : (
    <Bar
      color="red"
      text={`Not everything could be loaded; what is shown may be old. ${trouble.message}`}
      onRetry={again}
    />
  );
}

function Bar({
  color,
  text,
  onRetry,
}: {
  readonly color: string;
  readonly text: string;
  readonly onRetry?: () => void;
}) {
  return (
    <Alert color={color} role="alert" radius={0} py={6}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        {onRetry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** Where the page itself fails: a page that says so, instead of none. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override readonly state: { readonly error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }
  override render(): ReactNode {
    return this.state.error === null ? (
      this.props.children
    ) : (
      <Failed error={this.state.error} what="This page" onRetry={() => this.setState({ error: null })} />
    );
  }
}
