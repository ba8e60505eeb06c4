import { getDocumentProxy } from 'unpdf';
import type { Text } from './unreadable.ts';
import { LETTERS, Unreadable } from './unreadable.ts';

const PAGES = 300;

/**
 * The text of all pages. Pages are read one by one, and each one's memory is released before the next.
 * @throws Unreadable wrong_type, too_many_pages, too_large, no_text.
 */
export async function readPdf(buffer: Buffer): Promise<Text> {
  if (buffer.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Unreadable('wrong_type');
  const document = await getDocumentProxy(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), {
    isEvalSupported: false,
  });
  if (document.numPages > PAGES) throw new Unreadable('too_many_pages');
  const pages: string[] = [];
  for (let number = 1, letters = 0; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items
      .map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''))
      .join('')
      .trim();
    page.cleanup();
    letters += text.length;
    if (letters > LETTERS) throw new Unreadable('too_large');
    if (text !== '') pages.push(text);
  }
  await document.loadingTask.destroy();
  if (pages.length === 0) throw new Unreadable('no_text');
  return { title: null, body: pages.join('\n\n'), links: [] };
}
