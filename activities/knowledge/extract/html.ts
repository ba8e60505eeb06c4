import { Readability } from '@mozilla/readability';
import { Parser } from 'htmlparser2';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import type { Text } from './unreadable.ts';
import { Unreadable } from './unreadable.ts';

/** As deep as Chromium lets a document be (kMaximumHTMLParserDOMTreeDepth): what is deeper, its parser flattens. */
const DEPTH = 512;
/** Elements and attributes: each becomes an object. The longest pages people write have a tenth. */
const NODES = 200_000;
const AT_ONCE = 65_536;

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
const articleOf = (
  page: Page,
): { readonly title?: string | null | undefined; readonly content?: string | null | undefined } | null =>
  new Readability(page, { charThreshold: 200 }).parse();
const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });

/** @param url where it was found; null: its links lead nowhere. @throws Unreadable too_deep, too_large. */
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

/** Where its links lead, from where the page says that they begin (`base`). */
function linksOf(document: Page, url: string): string[] {
  const [base] = document.querySelectorAll('base[href]');
  const from = base === undefined ? url : (URL.parse(base.getAttribute('href') ?? '', url)?.href ?? url);
  return [...document.querySelectorAll('a[href]')].flatMap(
    link => URL.parse(link.getAttribute('href') ?? '', from)?.href ?? [],
  );
}

/** @param body what stands in a page's body. */
export const markdownOf = (body: string): string =>
  turndown.turndown(cleaned(pageOf(`<html><body>${body}</body></html>`)));

function pageOf(source: string): Page {
  checkHtml(source);
  return (parseHTML(source) as unknown as { readonly document: Page }).document;
}

/** With the parser that builds the page, building nothing: how deep it gets, and of how many parts. */
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

const HIDING =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|color\s*:\s*(white|#fff(fff)?)\b|(left|top|text-indent)\s*:\s*-\d{3}/i;
const OPACITY = /opacity\s*:\s*([\d.]+)/gi;

/** Whether a style makes what has it invisible: a page may say other things to machines than to people. */
const hides = (style: string): boolean =>
  HIDING.test(style) || [...style.matchAll(OPACITY)].some(([, opacity]) => Number.parseFloat(opacity ?? '1') === 0);

/** Takes out what nobody sees. */
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
  // Careless pages have their text outside of where the parser makes a body.
  return document.body.innerHTML.trim() === '' ? document.documentElement.innerHTML : document.body.innerHTML;
}
