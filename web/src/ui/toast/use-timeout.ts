import { useEffect, useEffectEvent, useRef } from 'react';

/**
 * Runs once when so much time has passed in which it was not stopped; what was left when it was stopped is what is left
 * when it goes on.
 * @param ms null: never.
 */
export function useTimeout(ms: number | null, isStopped: boolean, run: () => void): void {
  const left = useRef(ms);
  const over = useEffectEvent(run);
  useEffect(() => {
    if (left.current === null || isStopped) return;
    const begun = Date.now();
    const timer = setTimeout(over, left.current);
    return () => {
      clearTimeout(timer);
      if (left.current !== null) left.current -= Date.now() - begun;
    };
  }, [isStopped]);
}
