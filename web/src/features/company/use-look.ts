import { useEffect } from 'react';
import { draftOf } from '../../lib/drafts/index.ts';
import { look } from '../../lib/live/company.ts';

/** Whoever has changed nothing for so long does not write now. */
const PAUSE_MS = 6_000;

/** Tells colleagues that the conversation is open here, and whether a reply to it is being written. */
export function useLook(userId: string, conversationId: string): void {
  useEffect(() => {
    const draft = draftOf(userId, conversationId, 'reply');
    let { text } = draft.get();
    let pause: ReturnType<typeof setTimeout> | undefined;
    const say = (writes: boolean): void => {
      const { conversationId: before, writes: did } = look.get();
      if (before !== conversationId || did !== writes) look.set({ conversationId, writes });
    };
    say(false);
    const stop = draft.subscribe(() => {
      const next = draft.get().text;
      if (next === text) return;
      text = next;
      clearTimeout(pause);
      // What comes from elsewhere, as from another window, nobody writes here.
      const isTyped = next !== '' && document.activeElement instanceof HTMLTextAreaElement;
      say(isTyped);
      if (isTyped) pause = setTimeout(() => say(false), PAUSE_MS);
    });
    return () => {
      clearTimeout(pause);
      stop();
      if (look.get().conversationId === conversationId) look.set({ conversationId: null, writes: false });
    };
  }, [userId, conversationId]);
}
