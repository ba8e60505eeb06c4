import '@mantine/core/styles.css';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Center, Loader, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import type { Me } from './api.ts';
import { ApiError, api, hasToken } from './api.ts';
import { ChangePassword } from './change-password.tsx';
import { LogIn } from './log-in.tsx';
import { Workbench } from './workbench.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchInterval: 15_000 } } });

function App() {
  const [person, setPerson] = useState<Me | null>(null);
  const session = useQuery({ queryKey: ['me'], queryFn: () => api<Me>('GET', '/me'), enabled: person === null && hasToken(), retry: false, refetchInterval: false });
  const me = person ?? (hasToken() ? session.data : undefined) ?? null;
  if (me === null && session.isLoading) return <Center h="100vh"><Loader /></Center>;
  // Loaded again before the password was changed.
  if (me === null && session.error instanceof ApiError && session.error.code === 'password_change_required') return <ChangePassword current={null} onDone={() => void session.refetch()} />;
  return me === null ? <LogIn onDone={setPerson} /> : <Workbench me={me} onLeave={() => { setPerson(null); queries.clear(); }} />;
}

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<StrictMode><QueryClientProvider client={queries}><MantineProvider defaultColorScheme="auto"><App /></MantineProvider></QueryClientProvider></StrictMode>);
