import type { RefObject } from 'react';
import { useShortcut } from '../../lib/hotkeys/shortcuts.ts';
import { useMe } from '../../lib/me.ts';
import type { Outbox } from '../../lib/outbox/index.ts';
import type { Choosing } from './choosing.ts';
import { takeBack } from './take-back.ts';

/**
 * Takes back by a key what was sent off last, while that can be.
 * @param place where the key is pressed.
 * @param written what is being written: in a box with something in it the key means what was typed there.
 */
export function useUndoKey(
  outbox: Outbox,
  conversationId: string,
  place: RefObject<HTMLElement | null>,
  written: { readonly tab: string; readonly choosing: Choosing; readonly text: string },
): void {
  const me = useMe();
  const undoable = outbox.get().filter(entry => entry.conversationId === conversationId && entry.notBefore > 0);
  useShortcut({
    id: 'composer.undoSend',
    run: () => {
      const last = undoable.findLast(entry => outbox.delayOf(entry) > 0);
      if (last !== undefined) void takeBack(me.id, outbox, last);
    },
    enabled: undoable.length > 0 && written.tab === 'reply' && written.choosing === null && written.text === '',
    within: place,
  });
}
