import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, Me } from '../../../lib/api/types.ts';
import { atSessionEnd } from '../../../lib/session-end.ts';
import { signal } from '../../../lib/signals.ts';
import { conversationQueries, patchConversation } from '../../conversation/index.ts';
import type { Changed } from './deeds.ts';
import type { Outcome } from './run-bulk.ts';
import { runBulk } from './run-bulk.ts';

/** What is being done with many conversations now; it goes on whichever view one looks at. */
export interface Running {
  readonly total: number;
  readonly ended: number;
  readonly isStopping: boolean;
  /** No further one is begun. */
  readonly stop: () => void;
}

/** Null: nothing. */
export const running = signal<Running | null>(null);

atSessionEnd(() => {
  running.get()?.stop();
  running.set(null);
});

/** The browser asks before the page goes away: what was not begun would not be done. */
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/**
 * Does one thing with each of them, and shows it as soon as it is done.
 * @returns what became of each; null: something else is being done; `ended`: whoever began it has left, and no further
 * one was begun since then.
 */
export async function run(
  { queries, me }: { readonly queries: QueryClient; readonly me: Me },
  items: readonly Conversation[],
  act: (item: Conversation) => Promise<Changed>,
): Promise<Outcome<Conversation, Changed> | null | 'ended'> {
  if (running.get() !== null) return null;
  const stopped = new AbortController();
  const stop = (): void => {
    stopped.abort();
    const now = running.get();
    if (now !== null) running.set({ ...now, isStopping: true });
  };
  running.set({ total: items.length, ended: 0, isStopping: false, stop });
  window.addEventListener('beforeunload', ask);
  const outcome = await runBulk({
    items,
    act: async item => {
      const changed = await act(item);
      if (changed.conversation !== null) patchConversation(queries, changed.conversation, me);
      return changed;
    },
    onProgress: ended => {
      const now = running.get();
      if (now?.stop === stop) running.set({ ...now, ended });
    },
    signal: stopped.signal,
  });
  window.removeEventListener('beforeunload', ask);
  if (running.get()?.stop !== stop) return 'ended';
  running.set(null);
  // What the answers do not tell of the conversations, such as the tags of their contacts.
  if (outcome.done.some(({ result }) => result.conversation === null))
    void queries.invalidateQueries({ queryKey: conversationQueries.lists() });
  return outcome;
}
