import { useEffect, useSyncExternalStore } from 'react';
import { outboxOf } from '../outbox/index.ts';
import { atSessionEnd } from '../session-end.ts';
import { Draft } from './draft.ts';
import type { DraftState } from './draft-state.ts';
import type { DraftKind } from './writing.ts';

export type { Draft } from './draft.ts';
export type { DraftState } from './draft-state.ts';
export { joined, partsOf } from './writing.ts';

const drafts = new Map<string, Draft>();

/** The draft of a person in a conversation: the same one, however often it is asked for. */
export function draftOf(userId: string, conversationId: string, kind: DraftKind): Draft {
  const name = `${userId} ${conversationId} ${kind}`;
  const known = drafts.get(name);
  if (known !== undefined) return known;
  atSessionEnd(endDrafts);
  const outbox = outboxOf(userId);
  const made = new Draft({ userId, conversationId, kind, isSentOff: outbox.has });
  drafts.set(name, made);
  return made;
}

/** Whoever sits here now is somebody else: nothing of before goes on. */
function endDrafts(): void {
  for (const draft of drafts.values()) draft.end();
  drafts.clear();
}

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
