import { dropKept, keep, readKept } from '../../lib/kept.ts';
import { atSessionEnd } from '../../lib/session-end.ts';
import type { Signal } from '../../lib/signals.ts';
import { signal } from '../../lib/signals.ts';

/** A filled template that was sent off and is to be written anew. */
export interface WantedTemplate {
  readonly conversationId: string;
  /** Of the template. */
  readonly id: string;
  readonly values: Readonly<Record<string, string>>;
  /** It goes on with this key: what was tried with it may have been taken. */
  readonly key: string;
}

const NAME = 'wanted-template';
const changes = signal(0);

/**
 * What somebody took back out of what waits, also after the page is loaded again; null: nothing, or it went on or was
 * given up, or somebody else sits here.
 */
export const wantedTemplate: Signal<WantedTemplate | null> = {
  get: () => readKept<WantedTemplate>(NAME)?.value ?? null,
  set: wanted => {
    if (wanted === null) dropKept(NAME);
    else keep(NAME, wanted);
    changes.set(changes.get() + 1);
  },
  subscribe: changes.subscribe,
};

atSessionEnd(() => wantedTemplate.set(null));
