import { BODY_LETTERS, TITLE_LETTERS } from '../../domain/knowledge/limits.ts';
import { cut, repairedText } from '../../domain/text/cut.ts';
import { cutInNormal } from '../../domain/text/normal.ts';

/** The words that what is left out begins with. */
const BEGINNING_LETTERS = 120;

export interface KeptTexts {
  readonly title: string;
  readonly body: string;
  /** Of a text that is longer than an article may be; null: all of it is kept. */
  readonly leftOut: { readonly letters: number; readonly from: string } | null;
}

/**
 * What is kept of what a file or a page says: such as can be stored, and no more than an article may have.
 * @param name of the source, where it has no title.
 */
export function keptTexts(said: { readonly title: string | null; readonly body: string }, name: string): KeptTexts {
  const title = cut(repairedText(said.title ?? '').trim(), TITLE_LETTERS);
  const whole = repairedText(said.body);
  const body = cutInNormal(cut(whole, BODY_LETTERS), BODY_LETTERS);
  const rest = whole.slice(body.length).trim();
  return {
    title: title === '' ? name : title,
    body,
    leftOut:
      rest === ''
        ? null
        : {
            letters: rest.length,
            from: cut(rest.slice(0, 2 * BEGINNING_LETTERS).replaceAll(/\s+/g, ' '), BEGINNING_LETTERS),
          },
  };
}
