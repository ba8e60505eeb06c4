import { useEffect, useSyncExternalStore } from 'react';
import type { DraftKind, DraftState } from './drafts.ts';
import { draftOf } from './drafts.ts';
import type { Draft } from './drafts.ts';

/** What a person writes in a conversation; another window's changes are seen when one comes back to this one. */
export function useDraft(userId: string, conversationId: string, kind: DraftKind): [draft: Draft, state: DraftState] {
  const draft = draftOf(userId, conversationId, kind);
  const state = useSyncExternalStore(draft.subscribe, draft.get);
  useEffect(() => {
    const look = (): void => void draft.refresh();
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [draft]);
  return [draft, state];
}
