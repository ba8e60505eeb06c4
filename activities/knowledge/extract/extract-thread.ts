/** Runs in a thread of its own: makes Markdown of a file. Its time and its memory are limited from outside. */
import { Readability } from '@mozilla/readability';
import { parse as parseCsv } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import mammoth from 'mammoth';
import { parentPort, workerData } from 'node:worker_threads';
import TurndownService from 'turndown';
import { extractText, getDocumentProxy } from 'unpdf';
import yauzl from 'yauzl';
import type { ExtractOrder, ExtractOutcome } from './extractor.ts';

const PAGES = 300;
const ROWS = 5_000;
const LETTERS = 1_000_000;
const UNZIPPED = 60 * 1024 * 1024;
const ENTRIES = 2_000;

class Unreadable extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

type Text = Omit<Extract<ExtractOutcome, { ok: true }>, 'ok'>;
/** As much of a page as is used here; the library's own types want a browser's. */
interface Element {
  readonly tagName: string;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  remove(): void;
}
interface Page {
  readonly title: string;
  readonly body: { readonly innerHTML: string };
  readonly documentElement: { readonly innerHTML: string };
  querySelectorAll(selector: string): Iterable<Element>;
}
const pageOf = (source: string): Page => (parseHTML(source) as unknown as { readonly document: Page }).document;
const articleOf = (page: Page): { readonly title?: string | null | undefined; readonly content?: string | null | undefined } | null => new Readability(page, { charThreshold: 200 }).parse();
const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });

async function extract({ mime, bytes, url }: ExtractOrder): Promise<Text> {
  const buffer = Buffer.from(bytes);
  switch (mime) {
    case 'application/pdf':
      return pdf(buffer);
    case 'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
      return docx(buffer);
    case 'text/html':
    case 'application/xhtml+xml':
      return html(text(buffer), url);
    case 'text/csv':
      return csv(text(buffer));
    case 'text/markdown':
    case 'text/plain':
      return { title: null, body: text(buffer), links: [] };
    default:
      throw new Unreadable('unsupported_type');
  }
}

function text(buffer: Buffer): string {
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(buffer);
    if (decoded.includes('\u0000')) throw new Unreadable('not_text');
    return decoded;
  } catch {
    throw new Unreadable('not_text');
  }
}

async function pdf(buffer: Buffer): Promise<Text> {
  if (buffer.subarray(0, 5).toString('latin1') !== '%PDF-') throw new Unreadable('wrong_type');
  const document = await getDocumentProxy(new Uint8Array(buffer), { isEvalSupported: false });
  if (document.numPages > PAGES) throw new Unreadable('too_many_pages');
  const { text: pages } = await extractText(document, { mergePages: false });
  const body = pages.map(page => page.trim()).filter(page => page !== '').join('\n\n');
  if (body === '') throw new Unreadable('no_text');
  return { title: null, body, links: [] };
}

async function docx(buffer: Buffer): Promise<Text> {
  await checkZip(buffer);
  const { value } = await mammoth.convertToHtml({ buffer }, { externalFileAccess: false, convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })) });
  return { title: null, body: turndown.turndown(cleaned(pageOf(`<html><body>${value}</body></html>`))), links: [] };
}

/** A zip whose content is as it should be: not many, not huge. */
function checkZip(buffer: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(buffer, { lazyEntries: true }, (error, zip) => {
      if (error !== null || zip === undefined) return reject(new Unreadable('wrong_type'));
      let [size, entries] = [0, 0];
      zip.on('entry', (entry: { uncompressedSize: number }) => {
        size += entry.uncompressedSize;
        entries += 1;
        if (size > UNZIPPED || entries > ENTRIES) return reject(new Unreadable('too_large'));
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', () => reject(new Unreadable('wrong_type')));
      zip.readEntry();
    });
  });
}

function html(source: string, url: string | null): Text {
  const document = pageOf(source);
  const title = document.title.trim();
  const links = url === null ? [] : [...document.querySelectorAll('a[href]')].flatMap(link => {
    const href = link.getAttribute('href') ?? '';
    return URL.canParse(href, url) ? [new URL(href, url).href] : [];
  });
  hideHidden(document);
  const article = articleOf(document);
  const readable = article?.content == null ? null : pageOf(`<html><body>${article.content}</body></html>`);
  return { title: title === '' ? (article?.title ?? null) : title, body: turndown.turndown(cleaned(readable ?? pageOf(source))), links };
}

/** Takes out what nobody sees: a page may say other things to machines than to people. */
function hideHidden(document: Page): void {
  const style = /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0|color\s*:\s*(white|#fff(fff)?)\b|(left|top|text-indent)\s*:\s*-\d{3,}/i;
  for (const element of document.querySelectorAll('[style],[hidden],[aria-hidden="true"],template,noscript')) {
    if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true' || ['TEMPLATE', 'NOSCRIPT'].includes(element.tagName) || style.test(element.getAttribute('style') ?? '')) element.remove();
  }
}

function cleaned(document: Page): string {
  hideHidden(document);
  for (const element of document.querySelectorAll('title,script,style,iframe,object,embed,svg,form,nav,footer,img')) element.remove();
  // Careless pages have their text outside of where the parser makes a body.
  return document.body.innerHTML.trim() === '' ? document.documentElement.innerHTML : document.body.innerHTML;
}

/** Each row is a paragraph that says what its columns are. */
function csv(source: string): Text {
  const [head = [], ...rows] = parseCsv(source, { bom: true, relax_column_count: true, skip_empty_lines: true, delimiter: [',', ';', '\t'] });
  if (rows.length > ROWS) throw new Unreadable('too_many_rows');
  return { title: null, body: rows.map(row => row.map((cell, column) => `${head[column] ?? ''}: ${cell}`).join('; ').replace(/([\\*_#[\]<>])/g, '\\$1')).join('\n\n'), links: [] };
}

const order = (workerData as { readonly order: ExtractOrder }).order;
const outcome: ExtractOutcome = await extract(order).then(
  found => (found.body.length > LETTERS ? { ok: false as const, code: 'too_large' } : found.body.trim() === '' ? { ok: false as const, code: 'no_text' } : { ok: true as const, ...found }),
  (error: unknown) => ({ ok: false as const, code: error instanceof Unreadable ? error.code : 'unreadable' }));
parentPort?.postMessage(outcome);
