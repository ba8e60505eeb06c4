/** The region's id in the page. */
export const TOAST_REGION = 'toasts';
let cameFrom: Element | null = null;

/**
 * Goes to the newest toast, to its first button; for the key that leads there.
 * @returns whether there was one.
 */
export function focusToasts(): boolean {
  const before = document.activeElement;
  const isThere = document.getElementById(TOAST_REGION)?.contains(before) === true;
  if (!focusNewest()) return false;
  if (!isThere) cameFrom = before;
  return true;
}

/** As `focusToasts`, by who is there already. */
export function focusNewest(): boolean {
  const shown = document.getElementById(TOAST_REGION)?.querySelectorAll('li') ?? [];
  const button = Array.from(shown).at(-1)?.querySelector('button');
  button?.focus();
  return button != null;
}

/** Back to where the keyboard was before it went to the toasts. */
export function leaveToasts(): void {
  if (cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus();
  cameFrom = null;
}
