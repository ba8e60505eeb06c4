import { useEffect, useEffectEvent, useRef } from 'react';

/** Does something whenever a text becomes another one. @param now undefined: it is not known yet. */
export function useWhenChanged(now: string | undefined, run: () => void): void {
  const seen = useRef<string | undefined>(undefined);
  const onChange = useEffectEvent(run);
  useEffect(() => {
    const before = seen.current;
    if (now === undefined || now === before) return;
    seen.current = now;
    if (before !== undefined) onChange();
  }, [now]);
}
