import { useEffect, useRef } from 'react';
import { useMe } from '../../lib/me.ts';
import type { Draft } from '../../lib/drafts/index.ts';
import { partsOf } from '../../lib/drafts/index.ts';
import type { Addressee, Outbox, OutboxEntry } from '../../lib/outbox/index.ts';
import { isToContact, useOutbox } from '../../lib/outbox/index.ts';

/**
 * What was sent off in a conversation from this box, and how to send off what stands in it.
 * @param kind replies, or what goes to colleagues.
 */
export function useSending(
  conversationId: string,
  draft: Draft,
  kind: 'reply' | 'note',
): {
  readonly outbox: Outbox;
  readonly entries: readonly OutboxEntry[];
  /**
   * @param answers the customer's newest message that is shown; undefined: none are shown.
   * @param notBefore until then it can be taken back; epoch milliseconds.
   */
  readonly sendOff: (to: Addressee, answers: string | null | undefined, notBefore?: number) => void;
} {
  const me = useMe();
  const [outbox, all] = useOutbox(me.id, conversationId);
  // Templates have no draft.
  const entries = all.filter(({ to }) => (kind === 'reply' ? to.kind === 'reply' : !isToContact(to)));
  const keys = entries.map(({ key }) => key).join(' ');
  const before = useRef(keys);
  useEffect(() => {
    const isGone = before.current.split(' ').some(key => key !== '' && !keys.split(' ').includes(key));
    before.current = keys;
    // Taken, or thrown away: then the server is not to keep it as a draft.
    if (isGone) void draft.settled();
  }, [draft, keys]);
  const sendOff = (to: Addressee, answers: string | null | undefined, notBefore = 0): void => {
    const taken = draft.take();
    if (taken === null) return;
    for (const part of partsOf(taken)) outbox.add({ ...part, conversationId, to, answers }, notBefore);
  };
  return { outbox, entries, sendOff };
}
