import '@mantine/core/styles.css';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Alert, Center, Loader, MantineProvider, Overlay } from '@mantine/core';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import type { Me } from './api.ts';
import { ApiError, api, hasToken } from './api.ts';
import { ChangePassword } from './change-password.tsx';
import { endDrafts } from './drafts.ts';
import { Boundary, Failed } from './failures.tsx';
import { dropAllKept, keepFor } from './kept.ts';
import { LogIn } from './log-in.tsx';
import { sessionOver, useSignal } from './signals.ts';
import { Workbench } from './workbench.tsx';

const AGAIN_MS = 5_000;
/** Once more where that may help at once: nobody answered, or something on the way broke. */
const mayHelp = (failures: number, error: Error): boolean =>
  failures < 1 && error instanceof ApiError && (error.status === 0 || error.status >= 502);
// Nothing waits unseen for the network to come back: what cannot be asked now fails now, and says so.
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: mayHelp, refetchInterval: 15_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

function App() {
  const [person, setPerson] = useState<Me | null>(null);
  const isOver = useSignal(sessionOver);
  const session = useQuery({
    queryKey: ['me'],
    queryFn: () => api<Me>('GET', '/me'),
    enabled: person === null && hasToken(),
    retry: false,
    refetchInterval: query => (query.state.error !== null && isNotOurs(query.state.error) ? AGAIN_MS : false),
  });
  const me = person ?? (hasToken() ? session.data : undefined) ?? null;
  const enter = (who: Me): void => {
    // Whoever comes after somebody else finds nothing of theirs.
    if (me !== null && who.id !== me.id) leave();
    setPerson(who);
    void queries.invalidateQueries();
  };
  const leave = (): void => {
    endDrafts();
    dropAllKept();
    queries.clear();
    setPerson(null);
  };
  if (me === null && session.isLoading)
    return (
      <Center h="100vh">
        <Loader />
      </Center>
    );
  // Loaded again before the password was changed.
  if (me === null && session.error instanceof ApiError && session.error.code === 'password_change_required')
    return <ChangePassword current={null} onDone={() => void session.refetch()} />;
  if (me === null && hasToken() && session.error !== null && isNotOurs(session.error))
    return (
      <Center h="100vh">
        <Failed error={session.error} what="The workbench" onRetry={() => void session.refetch()} />
      </Center>
    );
  if (me === null) return <LogIn onDone={enter} />;
  keepFor(me.id);
  return (
    <>
      <Workbench key={me.id} me={me} onLeave={leave} />
      {isOver && (
        <Overlay
          fixed
          color="var(--mantine-color-body)"
          backgroundOpacity={0.96}
          zIndex={1_000}
          role="dialog"
          aria-label="Log in again"
        >
          <Center pt="md">
            <Alert color="orange" role="alert">
              Your session has ended. Log in again: what you wrote is kept.
            </Alert>
          </Center>
          <LogIn onDone={enter} />
        </Overlay>
      )}
    </>
  );
}

/** Whether the server failed, rather than saying that nobody is logged in. */
const isNotOurs = (error: Error): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429;

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <MantineProvider defaultColorScheme="auto">
          <Boundary>
            <App />
          </Boundary>
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
