import { useState } from 'react';
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from './api.ts';

const SHORTEST = 12;

/** Somebody else has set the password: first of all another one is chosen. @param current null: it is asked for. */
export function ChangePassword({ current, onDone }: { readonly current: string | null; readonly onDone: () => void }) {
  const [before, setBefore] = useState(current ?? '');
  const [wanted, setWanted] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () => api('POST', '/auth/password', { currentPassword: before, newPassword: wanted }),
    onSuccess: onDone,
  });
  const differ = again !== '' && again !== wanted;
  return (
    <Center mih="100vh" p="md">
      <Paper
        withBorder
        p="xl"
        radius="md"
        w={380}
        component="form"
        onSubmit={event => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack>
          <div>
            <Title order={2}>Choose a password</Title>
            <Text c="dimmed" size="sm">
              Yours was made by somebody else. Choose one that only you know.
            </Text>
          </div>
          {current === null && (
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              required
              value={before}
              onChange={event => setBefore(event.currentTarget.value)}
            />
          )}
          <PasswordInput
            label="New password"
            description={`At least ${SHORTEST} characters; several words are good.`}
            autoComplete="new-password"
            required
            minLength={SHORTEST}
            value={wanted}
            onChange={event => setWanted(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password again"
            autoComplete="new-password"
            required
            value={again}
            error={differ ? 'They differ.' : null}
            onChange={event => setAgain(event.currentTarget.value)}
          />
          {change.error !== null && (
            <Alert color="red" role="alert">
              {change.error.message}
            </Alert>
          )}
          <Button type="submit" loading={change.isPending} disabled={wanted !== again || wanted === ''}>
            Change the password
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
