/**
 * The gate: whether an answer may be sent. It must say nothing that the cited passages do not say; no model judges
 * this.
 */
import { plain, wordsIn } from '../knowledge/words.ts';
import { cut } from '../text/cut.ts';
import { normal } from '../text/normal.ts';
import { Pattern } from '../text/pattern.ts';
import { sentencesOf } from '../text/segments.ts';
import { MARKDOWN_LIMIT } from './format.ts';

export interface Sources {
  /** The texts of the passages the answer cites, with their headings. */
  readonly cited: readonly string[];
  /** What the contact wrote: its figures and addresses may be repeated. */
  readonly said: readonly string[];
  readonly linkHosts: readonly string[];
}

type Objection = 'empty' | 'number' | 'link' | 'address' | 'unsupported' | 'promise';
/** `text`: the answer as it may be sent; `why`: the first objection. */
export type Verdict = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: Objection };

/** What `\s` matches in JavaScript; RE2's `\s` is ASCII only. */
const SPACE = String.raw`\t-\r\p{Z}\x{FEFF}`;
const LINK = new Pattern(
  String.raw`\bhttps?://[^${SPACE})>\]]+|\bwww\.[^${SPACE})>\]]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^${SPACE})>\]]*)?`,
  'i',
);
const MAIL = new Pattern(String.raw`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}`);
/** Words joined by single characters such as figures are written with. */
const JOINED = /[\p{L}\p{N}]+(?:[.,:/-][\p{L}\p{N}]+)*/gu;
const JOINT = /[.,:/-]/;
const HAS_NUMBER = /\p{N}/u;
/** Promises that would bind the company, in the most likely languages. */
const PROMISE = new Pattern(
  [
    String.raw`\b(i|we) (will|'ll|can|promise|guarantee|have)\b.{0,40}\b(refund\w*|call|contact|send|cancel\w*|credit\w*|replace\w*|compensat\w*|free|discount\w*|escalat\w*)`,
    String.raw`\bguarantee[ds]?\b`,
    String.raw`\b(ich|wir) (werde\w*|garantier\w*|verspreche\w*|habe\w*)\b.{0,60}\b(erstatt\w*|anruf\w*|melden|schick\w*|storniert?\w*|gutschrift)`,
    String.raw`\bgarantier\w*`,
    String.raw`\b(nous|je) (allons|vais|garantis\w*|promets?)\b`,
    String.raw`\b(le|les) rembours\w+rons\b`,
    String.raw`\b(le|les) (reembolsaremos|llamaremos)\b`,
    String.raw`\bgarantizamos\b`,
    String.raw`\bgarantimos\b`,
  ].join('|'),
  'i',
);

/** The share of a sentence's words that must occur in the cited passages; the second one for a promise. */
const SUPPORT = 0.5;
const PROMISE_SUPPORT = 0.9;
/** An unsupported sentence of at most this many words is left out; a longer one stops the answer. */
const ASIDE = 6;
/** Words are compared by their first characters, this many: "deliveries" and "delivery" count as equal. */
const STEM = 5;

/**
 * Checks an answer: every e-mail address, link and figure must occur in the sources, and every sentence must be
 * supported by the cited passages.
 * @param formatted the answer as it would be sent; no more than `MARKDOWN_LIMIT` characters are used.
 * @returns the answer without short unsupported sentences; or the first objection.
 */
export function check(formatted: string, { cited, said, linkHosts }: Sources): Verdict {
  const reply = cut(formatted, MARKDOWN_LIMIT);
  const sources = [...cited, ...said];
  const all = sources.map(text => normal(text, 'NFKC').toLowerCase()).join('\n');
  const mails = new Set(found(MAIL, reply).map(mail => mail.toLowerCase()));
  for (const mail of mails) if (!all.includes(mail)) return { ok: false, why: 'address' };
  for (const link of new Set(found(LINK, MAIL.replace(reply, ' '))))
    if (!isAllowed(link, cited, linkHosts)) return { ok: false, why: 'link' };
  const figures = new Set(sources.flatMap(figuresIn));
  if (figuresIn(reply).some(figure => !figures.has(figure))) return { ok: false, why: 'number' };
  const known = new Set(cited.flatMap(text => wordsIn(text).map(stem)));
  const kept: string[] = [];
  let substance = false;
  for (const { text, words } of sentences(reply)) {
    const support = words.length === 0 ? 1 : words.filter(word => known.has(stem(word))).length / words.length;
    if (support >= PROMISE_SUPPORT || (support >= SUPPORT && !PROMISE.test(text))) {
      kept.push(text);
      substance ||= words.length > 0;
    } else if (PROMISE.test(text)) return { ok: false, why: 'promise' };
    else if (words.length > ASIDE) return { ok: false, why: 'unsupported' };
  }
  const text = kept.join('').trim();
  // "Yes!" alone contains nothing that could be checked.
  return !substance ? { ok: false, why: 'empty' } : { ok: true, text };
}

/** Links are allowed only to hosts of the policy, and only if a cited passage contains them. */
function isAllowed(link: string, cited: readonly string[], hosts: readonly string[]): boolean {
  const address = withoutMarksBehind(link);
  const bare = address.replace(/^https?:\/\//i, '');
  const end = bare.search(/[/?#:]/);
  const host = bare.slice(0, end < 0 ? undefined : end).toLowerCase();
  return (
    hosts.some(each => host === each.toLowerCase() || host.endsWith(`.${each.toLowerCase()}`)) &&
    cited.some(text => text.toLowerCase().includes(address.toLowerCase()))
  );
}

const MARKS = new Set('.,;:!?');

/** An address without the punctuation that follows it in the sentence. */
function withoutMarksBehind(link: string): string {
  let end = link.length;
  while (end > 0 && MARKS.has(link.charAt(end - 1))) end -= 1;
  return link.slice(0, end);
}

const found = (pattern: Pattern, text: string): string[] => pattern.all(text).map(([whole = '']) => whole);

/** Words that contain a digit, together with neighbours joined to them that do, too: 12.50, 2026-11-25, A4. */
function figuresIn(text: string): string[] {
  return (plain(text).match(JOINED) ?? []).flatMap(joined => {
    const figures: string[] = [];
    let at = 0;
    let open = false;
    for (const word of joined.split(JOINT)) {
      const isFigure = HAS_NUMBER.test(word);
      if (isFigure && open) figures.push(`${figures.pop() ?? ''}${joined.charAt(at - 1)}${word}`);
      else if (isFigure) figures.push(word);
      open = isFigure;
      at += word.length + 1;
    }
    return figures;
  });
}

const stem = (word: string): string => cut(word, STEM);

/** Sentences with the space after them, and their words without common ones, which say nothing about support. */
function sentences(text: string): { text: string; words: string[] }[] {
  return sentencesOf(text).map(sentence => ({
    text: sentence,
    words: wordsIn(sentence).filter(word => !COMMON.has(word)),
  }));
}

const COMMON = new Set(
  (
    'a an the of to in on at for and or is are was were be been it this that these those you your we our us i my me with from by as if not no do does did can will would please yes there here ' +
    'der die das den dem des ein eine einen einem einer und oder ist sind war in im am an auf fur von zu zum zur mit bei sie ihr ihre ihren wir uns unser ich es nicht kein keine ja bitte dass wenn ' +
    'le la les un une des du de et ou est sont dans sur pour par avec vous votre vos nous notre je il elle ne pas oui ce cette que qui ' +
    'el los las una unos y o es son en para por con usted su sus nosotros yo no si que se lo al del ' +
    'os as um uma e ou sao no na nos nas em para por com voce seu sua nao sim que se do da dos das ao'
  ).split(' '),
);
