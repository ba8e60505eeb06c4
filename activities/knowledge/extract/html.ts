import { Readability } from '@mozilla/readability';
import { Parser } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import type { Text } from './unreadable.ts';
import { Unreadable } from './unreadable.ts';

/** Maximum nesting: Chromium's limit (kMaximumHTMLParserDOMTreeDepth), beyond which its parser flattens a document. */
const DEPTH = 512;
/** Maximum elements and attributes; each becomes an object. The longest real pages have a tenth of it. */
const NODES = 200_000;
const AT_ONCE = 65_536;

/** The part of a DOM element that is used here; the libraries' own types require the browser's. */
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
const articleOf = (
  page: Page,
): { readonly title?: string | null | undefined; readonly content?: string | null | undefined } | null =>
  new Readability(page, { charThreshold: 200 }).parse();
const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });

/**
 * A page's main article as Markdown, without what is hidden from people; with the page's title and links.
 * @param url the page's address, to resolve its links; null: no links are returned.
 * @throws Unreadable too_deep, too_large.
 */
export function readHtml(source: string, url: string | null): Text {
  const document = pageOf(source);
  const title = document.title.trim();
  const links = url === null ? [] : linksOf(document, url);
  hideHidden(document);
  const article = articleOf(document);
  const readable = article?.content == null ? null : pageOf(`<html><body>${article.content}</body></html>`);
  return {
    title: title === '' ? (article?.title ?? null) : title,
    body: turndown.turndown(cleaned(readable ?? pageOf(source))),
    links,
  };
}

/** The absolute addresses of a page's links, resolved against its `base` element if it has one. */
function linksOf(document: Page, url: string): string[] {
  const [base] = document.querySelectorAll('base[href]');
  const from = base === undefined ? url : (URL.parse(base.getAttribute('href') ?? '', url)?.href ?? url);
  return [...document.querySelectorAll('a[href]')].flatMap(
    link => URL.parse(link.getAttribute('href') ?? '', from)?.href ?? [],
  );
}

/** HTML as Markdown. @param body the content of a page's body. @throws Unreadable too_deep, too_large. */
export const markdownOf = (body: string): string =>
  turndown.turndown(cleaned(pageOf(`<html><body>${body}</body></html>`)));

function pageOf(source: string): Page {
  checkHtml(source);
  return (parseHTML(source) as unknown as { readonly document: Page }).document;
}

/** Checks depth and size with the same parser that builds the page, without building it. */
function checkHtml(source: string): void {
  let [depth, nodes] = [0, 0];
  const count = (): void => {
    nodes += 1;
    if (nodes > NODES) throw new Unreadable('too_large');
  };
  const parser = new Parser(
    {
      onopentagname: () => {
        count();
        depth += 1;
        if (depth > DEPTH) throw new Unreadable('too_deep');
      },
      onattribute: count,
      onclosetag: () => {
        depth -= 1;
      },
    },
    { lowerCaseAttributeNames: false, decodeEntities: false, xmlMode: false },
  );
  for (let at = 0; at < source.length; at += AT_ONCE) parser.write(source.slice(at, at + AT_ONCE));
  parser.end();
}

/** Several, since proving one pattern of all of them linear takes minutes (`test/house/patterns`). */
const HIDING = [
  /display\s*:\s*none/i,
  /visibility\s*:\s*hidden/i,
  /font-size\s*:\s*0/i,
  /color\s*:\s*(white|#fff(fff)?)\b/i,
  /(left|top|text-indent)\s*:\s*-\d{3}/i,
];
const OPACITY = /opacity\s*:\s*([\d.]+)/gi;

/** Whether a style makes an element invisible: hidden text may be aimed at machines, not at people. */
const hides = (style: string): boolean =>
  HIDING.some(pattern => pattern.test(style)) ||
  [...style.matchAll(OPACITY)].some(([, opacity]) => Number.parseFloat(opacity ?? '1') === 0);

/** Removes elements that people do not see. */
function hideHidden(document: Page): void {
  for (const element of document.querySelectorAll('[style],[hidden],[aria-hidden="true"],template,noscript')) {
    if (
      element.hasAttribute('hidden') ||
      element.getAttribute('aria-hidden') === 'true' ||
      ['TEMPLATE', 'NOSCRIPT'].includes(element.tagName) ||
      hides(element.getAttribute('style') ?? '')
    )
      element.remove();
  }
}

function cleaned(document: Page): string {
  hideHidden(document);
  for (const element of document.querySelectorAll('title,script,style,iframe,object,embed,svg,form,nav,footer,img'))
    element.remove();
  // Malformed pages may have their text outside the body that the parser makes.
  return document.body.innerHTML.trim() === '' ? document.documentElement.innerHTML : document.body.innerHTML;
}
