import { useState } from 'react';
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import type { Me, Place } from './api.ts';
import { ApiError, api, logIn } from './api.ts';
import { ChangePassword } from './change-password.tsx';

/**
 * The tenant an address of the workbench may name (`?tenant=…`), for whoever logs in at more of them than are looked
 * at.
 */
const asked = (): string | undefined => new URLSearchParams(location.search).get('tenant') ?? undefined;

export function LogIn({ onDone }: { readonly onDone: (me: Me) => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [changing, setChanging] = useState(false);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const submit = async (place?: Place): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { user, mustChangePassword } = await logIn(email, password, place === undefined ? asked() : place.id);
      if (mustChangePassword) setChanging(true);
      else onDone(user);
    } catch (error) {
      setPlaces(
        error instanceof ApiError && error.code === 'tenant_required'
          ? (error.more['tenants'] as readonly Place[])
          : [],
      );
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  if (changing) return <ChangePassword current={password} onDone={() => void api<Me>('GET', '/me').then(onDone)} />;
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
          void submit();
        }}
      >
        <Stack>
          <div>
            <Title order={2}>SigFollow</Title>
            <Text c="dimmed" size="sm">
              Log in to answer your customers.
            </Text>
          </div>
          <TextInput
            label="E-mail"
            type="email"
            name="email"
            autoComplete="username"
            required
            value={email}
            onChange={event => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={event => setPassword(event.currentTarget.value)}
          />
          {problem !== null && (
            <Alert color={places.length > 0 ? 'blue' : 'red'} role="alert">
              {problem}
            </Alert>
          )}
          {places.map(place => (
            <Button key={place.id} variant="light" disabled={busy} onClick={() => void submit(place)}>
              {place.name}
            </Button>
          ))}
          <Button type="submit" loading={busy}>
            Log in
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
