import { useSyncExternalStore } from 'react';
import { atSessionEnd } from '../../lib/session-end.ts';
import type { Meaning } from '../theme/theme.ts';

export interface Toast {
  readonly id: number;
  /** A whole sentence, in the language that is spoken. */
  readonly text: string;
  readonly meaning: Extract<Meaning, 'ok' | 'warn' | 'bad' | 'quiet'>;
  /** Milliseconds it is shown while nobody looks at it closely; null: until it is dismissed. */
  readonly shownMs: number | null;
  /** Takes back what was done. The toast goes away when it is used. */
  readonly onUndo: (() => void) | null;
  /** Leads to what it tells of. The toast goes away when it is used. */
  readonly onOpen: (() => void) | null;
  /** Something else that can be done about it, by name. The toast goes away when it is used. */
  readonly action: { readonly label: string; readonly run: () => void } | null;
  /** Called when somebody dismisses it, without having used it. */
  readonly onDismiss: (() => void) | null;
}

export interface ToastOptions {
  readonly meaning?: Toast['meaning'];
  readonly onUndo?: () => void;
  readonly onOpen?: () => void;
  readonly action?: Toast['action'];
  readonly onDismiss?: () => void;
  /** Instead of the usual time. */
  readonly shownMs?: number | null;
}

const SHOWN_MS = 6_000;
/** Whoever wants to take something back, or to go there, has to read, decide and get to the button. */
const BUTTON_MS = 12_000;
/** More would cover the page. The oldest that would go by itself goes first. */
const MOST = 4;

let toasts: readonly Toast[] = [];
let made = 0;
const listeners = new Set<() => void>();

// What is told to one person is not for the next.
atSessionEnd(() => change([]));

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of [...listeners]) listener();
}

/**
 * Tells that something has happened, without asking for anything. What failed stays until it is dismissed.
 * @param text a whole sentence, in the language that is spoken.
 * @returns its id, for `dismissToast`.
 */
export function showToast(text: string, { meaning = 'ok', shownMs, ...buttons }: ToastOptions = {}): number {
  const { onUndo = null, onOpen = null, action = null, onDismiss = null } = buttons;
  made += 1;
  const usual = meaning === 'bad' ? null : (onUndo ?? onOpen ?? action) === null ? SHOWN_MS : BUTTON_MS;
  const toast: Toast = {
    id: made,
    text,
    meaning,
    onUndo,
    onOpen,
    action,
    onDismiss,
    shownMs: shownMs === undefined ? usual : shownMs,
  };
  const room = [...toasts];
  while (room.length >= MOST) {
    const passing = room.findIndex(each => each.shownMs !== null);
    room.splice(Math.max(passing, 0), 1);
  }
  change([...room, toast]);
  return toast.id;
}

export const dismissToast = (id: number): void => change(toasts.filter(toast => toast.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What is shown now, the oldest first. */
export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts);
