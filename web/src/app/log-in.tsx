import type { SyntheticEvent } from 'react';
import { useState } from 'react';
import { Alert, Button, Center, PasswordInput, TextInput, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Me, Place } from '../lib/api/index.ts';
import { ApiError, answerOf, client, logIn, placesOf } from '../lib/api/index.ts';
import { ProblemText } from '../ui/problem-text.tsx';
import { ChangePassword } from './change-password.tsx';
import classes from './app.module.css';

/**
 * The tenant an address of the workbench may name (`?tenant=…`), for whoever logs in at more of them than are looked
 * at.
 */
const askedTenant = (): string | undefined => new URLSearchParams(location.search).get('tenant') ?? undefined;

interface Props {
  readonly onDone: (me: Me) => void;
  /** Why one is asked again. */
  readonly notice?: string;
}

/** The way in. */
export function LogIn({ onDone, notice }: Props) {
  const { t } = useTranslation('app');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Error | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const submit = async (place?: Place): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { user, mustChangePassword } = await logIn(email, password, place === undefined ? askedTenant() : place.id);
      if (mustChangePassword) setChanging(true);
      else onDone(user);
    } catch (error) {
      setPlaces(error instanceof ApiError ? placesOf(error) : []);
      setProblem(error instanceof Error ? error : new Error(String(error)));
      setBusy(false);
    }
  };
  // The password is changed: whoever cannot be told who it is logs in with the new one.
  const enter = (): Promise<void> =>
    answerOf(client.GET('/api/v1/me')).then(onDone, (error: unknown) => {
      setPassword('');
      setProblem(error instanceof Error ? error : new Error(String(error)));
      setBusy(false);
      setChanging(false);
    });
  if (isChanging) return <ChangePassword current={password} onDone={() => void enter()} />;
  return (
    <Center mih="100dvh" p="md" component="main">
      <form
        className={classes['form']}
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div>
          <Title order={1}>{t('name')}</Title>
          <p className={classes['lead']}>{t('logInLead')}</p>
        </div>
        {notice !== undefined && (
          <Alert color="warn" role="alert">
            {notice}
          </Alert>
        )}
        <TextInput
          label={t('email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        {problem !== null && (
          <Alert color={places.length > 0 ? 'accent' : 'bad'} role="alert">
            <ProblemText error={problem} />
          </Alert>
        )}
        {places.map(place => (
          <Button key={place.id} variant="light" disabled={isBusy} onClick={() => void submit(place)}>
            {place.name}
          </Button>
        ))}
        <Button type="submit" loading={isBusy}>
          {t('logIn')}
        </Button>
      </form>
    </Center>
  );
}
