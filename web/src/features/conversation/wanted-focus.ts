import { signal } from '../../lib/signals.ts';

/** The conversation that is to have the keyboard as soon as it is shown, and what had it when that was asked for. */
export const wantedFocus = signal<{ readonly id: string; readonly from: Element | null } | null>(null);

/** Lets a conversation have the keyboard when it is shown, unless somebody takes it elsewhere meanwhile. */
export const focusOpened = (id: string): void => wantedFocus.set({ id, from: document.activeElement });
