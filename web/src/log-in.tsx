import { useState } from 'react';
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import type { Me } from './api.ts';
import { logIn } from './api.ts';

export function LogIn({ onDone }: { readonly onDone: (me: Me) => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      onDone(await logIn(email, password));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Center mih="100vh" p="md">
      <Paper withBorder p="xl" radius="md" w={380} component="form" onSubmit={event => { event.preventDefault(); void submit(); }}>
        <Stack>
          <div>
            <Title order={2}>SigFollow</Title>
            <Text c="dimmed" size="sm">Log in to answer your customers.</Text>
          </div>
          <TextInput label="E-mail" type="email" name="email" autoComplete="username" required value={email} onChange={event => setEmail(event.currentTarget.value)} />
          <PasswordInput label="Password" name="password" autoComplete="current-password" required value={password} onChange={event => setPassword(event.currentTarget.value)} />
          {problem !== null && <Alert color="red" role="alert">{problem}</Alert>}
          <Button type="submit" loading={busy}>Log in</Button>
        </Stack>
      </Paper>
    </Center>
  );
}
