import { useEffect } from 'react';

/** Has the browser ask, in its own words, before this tab is closed or loaded anew. @param when whether it does. */
export function useTabGuard(when: boolean): void {
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [when]);
}
