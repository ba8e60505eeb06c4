import { createContext, useContext } from 'react';
import type { Me } from './api/index.ts';

/** Who sits at the workbench. */
export const MeContext = createContext<Me | null>(null);

/** Who sits at the workbench. @throws outside of the pages that one has to log in for. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (me === null) throw new Error('nobody is logged in here');
  return me;
}
