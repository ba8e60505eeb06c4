import type { ActionId } from '../../lib/hotkeys/actions.ts';

/** Something that can be gone to by the palette: a place of the workbench, or a conversation. */
export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** More about it, quieter; it is found by it, too. */
  readonly detail?: string;
  /** Other words that it is found by; they are not shown. */
  readonly alsoCalled?: string;
  /** The action that does the same: its keys stand beside it, and it is not listed once more. */
  readonly action?: ActionId;
  readonly go: () => void;
}
