import type { ReactNode } from 'react';

/** Stands in a sentence for what is put into it: `t('with', { name: PLACE })`. */
export const PLACE = '\uFFFC';

/**
 * A sentence with an element at its place, such as a name in `<bdi>`: the sentence stays one key of the words, and what
 * is put in keeps its own direction and language.
 * @param text with one `PLACE`.
 */
export function Sentence({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const [before, after] = text.split(PLACE);
  return (
    <>
      {before}
      {children}
      {after}
    </>
  );
}
