/** What the page makes of what the server says. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { Me } from '../../client/schema.ts';
import { useLive } from '../../web/src/app/use-live.ts';
import { contactQueries } from '../../web/src/features/contact/queries.ts';

const ME = { id: 'me', name: 'Mia', role: 'AGENT', tenantId: 't' } satisfies Me;
const real = globalThis.WebSocket;

/** The other end. */
class Line {
  static readonly all: Line[] = [];
  onmessage: ((event: { readonly data: string }) => void) | null = null;

  constructor() {
    Line.all.push(this);
  }

  close(): void {}
}

beforeEach(() => {
  globalThis.WebSocket = Line as unknown as typeof WebSocket;
});
afterEach(() => {
  globalThis.WebSocket = real;
});

test('of what changed beside, that alone is read again; of what a later server tells, nothing', () => {
  const queries = new QueryClient();
  for (const id of ['ana', 'luis']) queries.setQueryData(contactQueries.one(id).queryKey, { id } as never);
  const old = () =>
    ['ana', 'luis'].filter(id => queries.getQueryState(contactQueries.one(id).queryKey)?.isInvalidated === true);
  const { unmount } = renderHook(() => useLive(ME), {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  });
  const tell = (what: string, id: string): void =>
    act(() => Line.all.at(-1)?.onmessage?.({ data: JSON.stringify({ type: 'beside', what, id }) }));
  tell('weather', 'ana');
  expect(old()).toEqual([]);
  tell('contact', 'luis');
  expect(old()).toEqual(['luis']);
  unmount();
});
