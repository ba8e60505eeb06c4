import { createContext } from 'react';
import type { RowShown } from '../../ui/index.ts';

/** The rows of the list beside an open conversation, as they stand on the screen when it is called. */
export const RowsShown = createContext<() => readonly RowShown[]>(() => []);
