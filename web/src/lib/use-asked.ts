import { useState } from 'react';

/** What a question is about, and whether it is asked now. */
export interface Asked<T> {
  /** Still there while the question goes away; null: nothing was asked yet. */
  readonly about: T | null;
  readonly isOpen: boolean;
  readonly ask: (about: T) => void;
  readonly close: () => void;
}

/** One question for a list of things: which of them it is about. */
export function useAsked<T>(): Asked<T> {
  const [about, setAbout] = useState<T | null>(null);
  const [isOpen, setOpen] = useState(false);
  return {
    about,
    isOpen,
    ask: next => {
      setAbout(() => next);
      setOpen(true);
    },
    close: () => setOpen(false),
  };
}
