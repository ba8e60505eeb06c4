import { BODY_LETTERS, TITLE_LETTERS } from '../../domain/knowledge/limits.ts';
import { cut, repairedText } from '../../domain/text.ts';
import { cutInNormal } from '../../domain/text/normal.ts';

/** What is kept of what a file or a page says: such as can be stored, and no more than an article may have. @param name of the source, where it has no title. */
export function keptTexts(said: { readonly title: string | null; readonly body: string }, name: string): { readonly title: string; readonly body: string } {
  const title = cut(repairedText(said.title ?? '').trim(), TITLE_LETTERS);
  return { title: title === '' ? name : title, body: cutInNormal(cut(repairedText(said.body), BODY_LETTERS), BODY_LETTERS) };
}
