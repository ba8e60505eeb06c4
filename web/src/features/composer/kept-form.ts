import { keep, readKept } from '../../lib/kept.ts';
import type { Signal } from '../../lib/signals.ts';
import { signal } from '../../lib/signals.ts';

/** What is written of a form in a conversation. */
export interface KeptForm<Form> {
  readonly form: Form;
  /** It goes on with this key: what was tried with it may have been taken. Null: it was not sent off yet. */
  readonly key: string | null;
  /** What was being written when this one came back: it is gone on with afterwards. */
  readonly later: KeptForm<Form> | null;
}

interface Wanted {
  readonly conversationId: string;
  /** How many were wanted so far. */
  readonly count: number;
}

export interface KeptForms<Form> {
  /** Under which name what is being written is kept, until it is sent off or given up. */
  readonly nameIn: (conversationId: string) => string;
  /** The form that came back last, to be written anew: where it is shown. It is kept under its name. */
  readonly wanted: Signal<Wanted | null>;
  /** Puts a form that was sent off back, to be changed. */
  readonly rewrite: (conversationId: string, again: Omit<KeptForm<Form>, 'later'>) => void;
  /** Whether one that came back is still to be written anew there, also after the page is loaded again. */
  readonly isBack: (conversationId: string) => boolean;
}

/** Forms of a kind that are filled in conversations. */
export function keptForms<Form>(kind: string): KeptForms<Form> {
  const wanted = signal<Wanted | null>(null);
  const nameIn = (conversationId: string): string => `${kind}:${conversationId}`;
  const read = (conversationId: string) => readKept<KeptForm<Form>>(nameIn(conversationId))?.value ?? null;
  return {
    nameIn,
    wanted,
    rewrite: (conversationId, again) => {
      keep(nameIn(conversationId), { ...again, later: read(conversationId) } satisfies KeptForm<Form>);
      wanted.set({ conversationId, count: (wanted.get()?.count ?? 0) + 1 });
    },
    isBack: conversationId => (read(conversationId)?.key ?? null) !== null,
  };
}
