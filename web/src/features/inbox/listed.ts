import type { RefObject } from 'react';
import type { DataListHandle } from '../../ui/index.ts';
import type { View } from '../conversation/index.ts';

export interface ListedProps {
  readonly list: RefObject<DataListHandle | null>;
  readonly view: View;
  /** What it is narrowed to, as the address has it. */
  readonly only: object | undefined;
  readonly saved: string | undefined;
  readonly openId: string | null;
}

/** Conversations that are picked, to do something with all of them. */
export interface Picking {
  readonly picked: ReadonlySet<string>;
  /** Boxes are shown beside all rows, not only beside the one that is pointed at. */
  readonly isPicking: boolean;
  /** Picks one, or lets it go. @param withRange with all between it and the last one. */
  readonly onPick: (id: string, withRange: boolean) => void;
}
