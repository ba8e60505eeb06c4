import { Suspense, lazy } from 'react';
import { Center, Loader } from '@mantine/core';
import { RouterProvider } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MeContext } from '../lib/me.ts';
import { sessionOver, useSignal } from '../lib/signals.ts';
import { untilLoaded } from '../lib/until-loaded.ts';
import { ErrorState } from '../ui/index.ts';
import { router } from './router.tsx';
import { useSession } from './use-session.ts';
import classes from './app.module.css';

/** Who is logged in does not need them. */
const LogIn = lazy(() => import('./log-in.tsx').then(module => ({ default: module.LogIn })));
const LogInAgain = lazy(() =>
  untilLoaded(() => import('./log-in-again.tsx')).then(module => ({ default: module.LogInAgain })),
);
const ChangePassword = lazy(() => import('./change-password.tsx').then(module => ({ default: module.ChangePassword })));

/** The workbench of who is logged in; before that, the way in. */
export function App() {
  const { t } = useTranslation('app');
  return (
    <Suspense
      fallback={
        <Center h="100dvh">
          <Loader role="status" aria-label={t('loading')} />
        </Center>
      }
    >
      <Shown />
    </Suspense>
  );
}

function Shown() {
  const { t } = useTranslation('app');
  const { session, enter, leave, retry } = useSession();
  const isOver = useSignal(sessionOver);
  switch (session.state) {
    case 'loading':
      return (
        <Center h="100dvh">
          <Loader role="status" aria-label={t('loading')} />
        </Center>
      );
    case 'failed':
      return (
        <Center h="100dvh">
          <ErrorState error={session.error} what={t('workbench')} onRetry={retry} />
        </Center>
      );
    case 'password_change_required':
      return <ChangePassword current={null} onDone={retry} />;
    case 'logged_out':
      return <LogIn onDone={enter} />;
    case 'here':
      return (
        <MeContext value={session.me}>
          {/* What is open stays as it is behind the question who one is: nothing that was written is lost. */}
          <div className={classes['behind']} inert={isOver}>
            <RouterProvider key={session.me.id} router={router} context={{ me: session.me, onLeave: leave }} />
          </div>
          <Suspense>{isOver && <LogInAgain onDone={enter} />}</Suspense>
        </MeContext>
      );
  }
}
