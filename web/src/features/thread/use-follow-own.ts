import { useEffect, useEffectEvent, useRef } from 'react';
import { useMe } from '../../lib/me.ts';
import { useOutbox } from '../../lib/outbox/index.ts';

/** Whoever sends something off sees it: the thread goes to its end, wherever it was read. */
export function useFollowOwn(conversationId: string, goToEnd: () => void): void {
  const me = useMe();
  const [, entries] = useOutbox(me.id, conversationId);
  // What waited when the thread was opened was not sent off now.
  const known = useRef(new Set(entries.map(({ key }) => key)));
  const follow = useEffectEvent(goToEnd);
  useEffect(() => {
    const isNew = entries.some(({ key }) => !known.current.has(key));
    known.current = new Set(entries.map(({ key }) => key));
    if (isNew) follow();
  }, [entries]);
}
