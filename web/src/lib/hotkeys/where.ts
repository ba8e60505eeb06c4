import type { ActionId } from './actions.ts';
import { ACTIONS, SCOPES } from './actions.ts';
import { isCharacter } from './keys.ts';

/** Where a key was pressed, as far as that decides what it may do. */
export interface Where {
  /** In something that takes keys itself: a box to write in, a menu, a list of choices. */
  readonly takesKeys: boolean;
  /** On a button, a link or the like, which Enter and Space press. */
  readonly isPressable: boolean;
  /** A dialog is open: the page behind it is not there. */
  readonly hasDialog: boolean;
}

const MOVES: ReadonlySet<string> = new Set([
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['Enter', 'Escape', 'Tab', 'Backspace', 'Delete', 'Insert'],
]);

/**
 * Whether a stroke may do what is bound to it.
 * @param isWithin it is bound to a part of the page, such as the box one writes in, and was pressed in there.
 */
export function mayRun(stroke: string, { takesKeys, isPressable, hasDialog }: Where, isWithin: boolean): boolean {
  if (hasDialog && !isWithin) return false;
  if (isCharacter(stroke)) return !takesKeys && !(stroke === 'Space' && isPressable);
  const bare = stroke.replace('Shift+', '');
  if (!MOVES.has(bare)) return true;
  if (bare === 'Enter' && isPressable) return false;
  return !takesKeys || isWithin;
}

/** The innermost first; of the same place what came last, as it lies above. @param bound in the order it came. */
export const innermostFirst = <T extends { readonly id: ActionId }>(bound: readonly T[]): readonly T[] =>
  [...bound].reverse().sort((a, b) => SCOPES.indexOf(ACTIONS[b.id].scope) - SCOPES.indexOf(ACTIONS[a.id].scope));
