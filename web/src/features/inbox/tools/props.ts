import type { Dispatch, RefObject, SetStateAction } from 'react';
import type { ListedProps, Picking } from '../listed.ts';

export interface ToolsProps extends ListedProps {
  readonly picked: ReadonlySet<string>;
  readonly setPicked: Dispatch<SetStateAction<ReadonlySet<string>>>;
  /** Somebody wants to pick some. */
  readonly isPicking: boolean;
  readonly setPicking: Dispatch<SetStateAction<boolean>>;
  /** What the boxes of the rows do. */
  readonly pick: RefObject<Picking['onPick'] | null>;
  /** What holds the rows. */
  readonly place: RefObject<HTMLElement | null>;
}
