import { cut, repairedText } from '../../domain/text.ts';

const TITLE = 200;
const BODY = 200_000;

/** What is kept of what a file or a page says: such as can be stored, and no more than an article may have. @param name of the source, where it has no title. */
export function keptTexts(said: { readonly title: string | null; readonly body: string }, name: string): { readonly title: string; readonly body: string } {
  const title = cut(repairedText(said.title ?? '').trim(), TITLE);
  return { title: title === '' ? name : title, body: cut(repairedText(said.body), BODY) };
}
