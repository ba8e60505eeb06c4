import { useState } from 'react';
import { Button, Center, PasswordInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, client } from '../lib/api/index.ts';
import { ErrorNote } from '../ui/index.ts';
import classes from './app.module.css';

const SHORTEST = 12;

/** Somebody else has set the password: first of all another one is chosen. @param current null: it is asked for. */
export function ChangePassword({ current, onDone }: { readonly current: string | null; readonly onDone: () => void }) {
  const { t } = useTranslation('app');
  const [before, setBefore] = useState(current ?? '');
  const [wanted, setWanted] = useState('');
  const [again, setAgain] = useState('');
  const change = useMutation({
    mutationFn: () =>
      answerOf(client.POST('/api/v1/auth/password', { body: { currentPassword: before, newPassword: wanted } })),
    onSuccess: onDone,
  });
  const differ = again !== '' && again !== wanted;
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('showPassword') } };
  return (
    <Center mih="100dvh" p="md" component="main">
      <form
        className={classes['form']}
        onSubmit={event => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <div>
          <Title order={1}>{t('choosePassword')}</Title>
          <p className={classes['lead']}>{t('choosePasswordLead')}</p>
        </div>
        {current === null && (
          <PasswordInput
            {...toggle}
            label={t('currentPassword')}
            autoComplete="current-password"
            required
            value={before}
            onChange={event => setBefore(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          {...toggle}
          label={t('newPassword')}
          description={t('passwordHint', { count: SHORTEST })}
          autoComplete="new-password"
          required
          minLength={SHORTEST}
          value={wanted}
          onChange={event => setWanted(event.currentTarget.value)}
        />
        <PasswordInput
          {...toggle}
          label={t('newPasswordAgain')}
          autoComplete="new-password"
          required
          value={again}
          error={differ ? t('passwordsDiffer') : null}
          onChange={event => setAgain(event.currentTarget.value)}
        />
        {change.error !== null && <ErrorNote error={change.error} />}
        <Button type="submit" loading={change.isPending} disabled={wanted !== again || wanted === ''}>
          {t('changePassword')}
        </Button>
      </form>
    </Center>
  );
}
