import { useSyncExternalStore } from 'react';

/** From here on the side panel stands beside the thread; below it is a drawer over it (design, "Regions"). */
const wide = window.matchMedia('(min-width: 1200px)');

const subscribe = (listener: () => void): (() => void) => {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
};

/** Whether there is room for the side panel beside the thread. */
export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => wide.matches);
