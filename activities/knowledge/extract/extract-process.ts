/** A child process that turns files into Markdown; its time and memory are limited by the parent. */
import { serve } from '../../../store/watched/serve.ts';
import { decodeText } from './decode-text.ts';
import type { ExtractOrder, ExtractOutcome } from './extractor.ts';
import type { Text } from './unreadable.ts';
import { LETTERS, Unreadable } from './unreadable.ts';

// Parsers are loaded when a file of their type arrives, because each takes memory.
async function extract({ mime, bytes, url, charset }: ExtractOrder): Promise<Text> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (mime) {
    case 'application/pdf':
      return (await import('./pdf.ts')).readPdf(buffer);
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return (await import('./docx.ts')).readDocx(buffer);
    case 'text/html':
    case 'application/xhtml+xml':
      return (await import('./html.ts')).readHtml(decodeText(buffer, charset ?? null, true), url);
    case 'text/csv':
      return (await import('./csv.ts')).readCsv(decodeText(buffer, charset ?? null, false));
    case 'text/markdown':
    case 'text/plain':
      return { title: null, body: decodeText(buffer, charset ?? null, false), links: [] };
    default:
      throw new Unreadable('unsupported_type');
  }
}

async function outcomeOf(order: ExtractOrder): Promise<ExtractOutcome> {
  try {
    const found = await extract(order);
    if (found.body.length > LETTERS) return { ok: false, code: 'too_large' };
    return found.body.trim() === '' ? { ok: false, code: 'no_text' } : { ok: true, ...found };
  } catch (error) {
    return { ok: false, code: error instanceof Unreadable ? error.code : 'unreadable' };
  }
}

serve(outcomeOf);
