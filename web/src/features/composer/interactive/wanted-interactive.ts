import type { InteractiveForm } from '../../../lib/interactive.ts';
import { keep, readKept } from '../../../lib/kept.ts';
import { signal } from '../../../lib/signals.ts';

/** Under which name a form that is being written is kept, until it is sent off or given up. */
export const keptName = (conversationId: string): string => `interactive:${conversationId}`;

/** What is written of a form. */
export interface KeptForm {
  readonly form: InteractiveForm;
  /** It goes on with this key: what was tried with it may have been taken. Null: it was not sent off yet. */
  readonly key: string | null;
  /** What was being written when this one came back: it is gone on with afterwards. */
  readonly later: KeptForm | null;
}

interface Wanted {
  readonly conversationId: string;
  /** How many were wanted so far. */
  readonly count: number;
}

/** The form that came back last, to be written anew: where it is shown. It is kept under its name. */
export const wantedInteractive = signal<Wanted | null>(null);

/** Puts a form that was sent off back, to be changed. */
export function rewriteInteractive(conversationId: string, { form, key }: Omit<KeptForm, 'later'>): void {
  const later = readKept<KeptForm>(keptName(conversationId))?.value ?? null;
  keep(keptName(conversationId), { form, key, later } satisfies KeptForm);
  wantedInteractive.set({ conversationId, count: (wantedInteractive.get()?.count ?? 0) + 1 });
}
