import { useCallback, useLayoutEffect, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { lookingFor } from '../conversation/index.ts';
import type { SteadyScroll } from './use-steady-scroll.ts';

export interface Jump {
  /** The message that is lit up; each jump anew, also to the same one. */
  readonly lit: { readonly id: string; readonly number: number } | null;
  readonly to: (messageId: string) => void;
}

/**
 * Goes to a message and lights it up, and the keyboard goes there, too. One that is not loaded is looked for by the
 * address: the thread is loaded around it, and the way back leads to where one was.
 * @param lookedFor the message of the address, as soon as it is shown.
 */
export function useJump(toMessage: SteadyScroll['toMessage'], lookedFor: string | null): Jump {
  const navigate = useNavigate();
  const [lit, setLit] = useState<Jump['lit']>(null);
  const light = useCallback(
    (id: string, takesKeyboard: boolean): boolean => {
      const element = toMessage(id);
      if (element === null) return false;
      if (takesKeyboard) element.focus({ preventScroll: true });
      setLit(before => ({ id, number: (before?.number ?? 0) + 1 }));
      return true;
    },
    [toMessage],
  );
  useLayoutEffect(() => {
    // It may have taken a while; whoever writes by then goes on writing.
    if (lookedFor !== null) light(lookedFor, document.activeElement?.matches('textarea, input') !== true);
  }, [lookedFor, light]);
  const to = useCallback(
    (id: string): void => {
      if (!light(id, true)) void navigate({ to: '.', search: lookingFor(id) });
    },
    [light, navigate],
  );
  return { lit, to };
}
