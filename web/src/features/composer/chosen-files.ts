import { atSessionEnd } from '../../lib/session-end.ts';
import { signal } from '../../lib/signals.ts';
import type { Refusal } from './files/sendable.ts';

/** A file that was chosen for a reply and is not with the server yet. */
export interface ChosenFile {
  readonly id: string;
  readonly file: File;
  /** `refused`: WhatsApp would not take it. `failed`: it can be tried again. */
  readonly state: 'waiting' | 'bringing' | 'refused' | 'failed';
  /** How much of it is brought, from 0 to 1. */
  readonly share: number;
  readonly why: Refusal | Error | null;
}

const NONE: readonly ChosenFile[] = [];

/** By conversation, in the order in which they were chosen. They live as long as the page, whatever is shown. */
export const chosenFiles = signal<ReadonlyMap<string, readonly ChosenFile[]>>(new Map());
atSessionEnd(() => chosenFiles.set(new Map()));

// They are known to this page alone: before it goes, the browser asks, whichever conversation is open.
window.addEventListener('beforeunload', event => {
  if ([...chosenFiles.get().values()].some(files => files.some(isAwaited))) event.preventDefault();
});

export const chosenIn = (conversationId: string): readonly ChosenFile[] =>
  chosenFiles.get().get(conversationId) ?? NONE;

/** Changes what was chosen for a conversation. */
export function changeChosen(
  conversationId: string,
  change: (files: readonly ChosenFile[]) => readonly ChosenFile[],
): void {
  chosenFiles.set(new Map(chosenFiles.get()).set(conversationId, change(chosenIn(conversationId))));
}

/** Whether a reply has to wait: it would go without a file that was chosen for it. */
export const isAwaited = ({ state }: ChosenFile): boolean => state !== 'refused';
