import { BODY_LETTERS, TITLE_LETTERS } from '../../domain/knowledge/limits.ts';
import { cut, repairedText } from '../../domain/text/cut.ts';
import { cutInNormal } from '../../domain/text/normal.ts';

/** How many characters of the omitted rest are reported. */
const BEGINNING_LETTERS = 120;

export interface KeptTexts {
  readonly title: string;
  readonly body: string;
  /** For a text longer than an article may be: length and beginning of the omitted rest; null: all of it is kept. */
  readonly leftOut: { readonly letters: number; readonly from: string } | null;
}

/**
 * The text of a file or page as it is stored: repaired, and cut to the limits of an article.
 * @param name the source's name, used if the text has no title.
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
