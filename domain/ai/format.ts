/** How an answer looks on WhatsApp. Source: WhatsApp Help Center, "How to format your messages"; Cloud API reference, "Messages" (text body 4096). */
import { cut } from '../text.ts';

const TEXT_LIMIT = 4_096;
/** Nobody reads more than two messages at once. */
const MESSAGES = 2;
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** Markdown as WhatsApp shows it: bold, italics, code and lists stay; pictures go, links are written out, headings become bold. */
export function forWhatsApp(markdown: string): string {
  return markdown.replace(INVISIBLE, '').replace(/\r\n?/g, '\n')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '').replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, words: string, address: string) => (words === address ? address : `${words} (${address})`))
    .replace(/^#{1,6}\s+(.+)$/gm, '*$1*').replace(/\*\*(.+?)\*\*/g, '*$1*').replace(/__(.+?)__/g, '_$1_').replace(/~~(.+?)~~/g, '~$1~').replace(/^\s*[*+]\s+/gm, '- ')
    .replace(/<[^>\n]{1,200}>/g, '').replace(/\n{3,}/g, '\n\n').trim();
}

/** A text in as few messages as WhatsApp's limit allows, parted where it breathes; null where it needs too many. */
export function messagesFor(text: string): string[] | null {
  const found: string[] = [];
  for (let rest = text; rest !== '';) {
    if (found.length === MESSAGES) return null;
    const end = rest.length <= TEXT_LIMIT ? rest.length : breakIn(rest);
    found.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return found;
}

/** The last end of a paragraph, a line, a sentence or a word; so an address is never cut. */
function breakIn(text: string): number {
  const head = text.slice(0, TEXT_LIMIT);
  for (const mark of ['\n\n', '\n', '. ', ' ']) {
    const at = head.lastIndexOf(mark);
    if (at > TEXT_LIMIT / 2) return at + mark.length;
  }
  return cut(text, TEXT_LIMIT).length;
}
