/** Whether an answer may go out: everything in it stands in what it cites. No model judges here. */
import { plain, wordsIn } from '../knowledge/words.ts';

export interface Sources {
  /** The texts of the passages the answer cites, with their headings. */
  readonly cited: readonly string[];
  /** What the contact wrote: it may be repeated to it. */
  readonly said: readonly string[];
  readonly linkHosts: readonly string[];
}

export type Objection = 'empty' | 'number' | 'link' | 'address' | 'unsupported' | 'promise';
export type Verdict = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: Objection };

const LINK = /\bhttps?:\/\/[^\s)>\]]+|\bwww\.[^\s)>\]]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}(?:\/[^\s)>\]]*)?/giu;
const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const FIGURE = /[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*(?:[.,:/-]?[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*)*/gu;
/** What binds the company, in the languages it is likeliest to be said in. */
const PROMISE = /\b(i|we) (will|'ll|can|promise|guarantee|have)\b.{0,40}\b(refund\w*|call|contact|send|cancel\w*|credit\w*|replace\w*|compensat\w*|free|discount\w*|escalat\w*)|\bguarantee[ds]?\b|\b(ich|wir) (werde\w*|garantier\w*|verspreche\w*|habe\w*)\b.{0,60}\b(erstatt\w*|anruf\w*|melden|schick\w*|storniert?\w*|gutschrift)|\bgarantier\w*|\b(nous|je) (allons|vais|garantis\w*|promets?)\b|\b(le|les) rembours\w+rons\b|\b(le|les) (reembolsaremos|llamaremos)\b|\bgarantizamos\b|\bgarantimos\b/iu;

/** So much of a sentence's words must stand in what is cited, and of one that promises something. */
const SUPPORT = 0.5;
const PROMISE_SUPPORT = 0.9;
/** A sentence without support that is as short is left out; a longer one stops the answer. */
const ASIDE = 6;
/** Words of as many letters are the same when they begin alike: "deliveries" and "delivery". */
const STEM = 5;

/** @param reply as it would be sent. @returns it, without asides that nothing supports. */
export function check(reply: string, { cited, said, linkHosts }: Sources): Verdict {
  const sources = [...cited, ...said];
  const all = sources.map(text => text.normalize('NFKC').toLowerCase()).join('\n');
  const mails = new Set((reply.match(MAIL) ?? []).map(mail => mail.toLowerCase()));
  for (const mail of mails) if (!all.includes(mail)) return { ok: false, why: 'address' };
  for (const link of reply.replace(MAIL, ' ').match(LINK) ?? []) if (!isAllowed(link, cited, linkHosts)) return { ok: false, why: 'link' };
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
  // "Yes!" alone says nothing that anybody could check.
  return !substance ? { ok: false, why: 'empty' } : { ok: true, text };
}

/** Only to hosts the tenant named, and only to what a cited passage links to. */
function isAllowed(link: string, cited: readonly string[], hosts: readonly string[]): boolean {
  const address = link.replace(/[.,;:!?]+$/, '');
  const host = address.replace(/^https?:\/\//i, '').replace(/[/?#:].*$/s, '').toLowerCase();
  return hosts.some(each => host === each.toLowerCase() || host.endsWith(`.${each.toLowerCase()}`)) && cited.some(text => text.toLowerCase().includes(address.toLowerCase()));
}

const figuresIn = (text: string): string[] => (plain(text).match(FIGURE) ?? []).map(figure => figure.replace(/^(\d+)\.$/, '$1'));
const stem = (word: string): string => word.slice(0, STEM);

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences with the space behind them, and their words; words that are everywhere say nothing about support. */
function sentences(text: string): { text: string; words: string[] }[] {
  return [...segmenter.segment(text)].map(({ segment }) => ({ text: segment, words: wordsIn(segment).filter(word => !COMMON.has(word)) }));
}

const COMMON = new Set(('a an the of to in on at for and or is are was were be been it this that these those you your we our us i my me with from by as if not no do does did can will would please yes there here ' +
  'der die das den dem des ein eine einen einem einer und oder ist sind war in im am an auf fur von zu zum zur mit bei sie ihr ihre ihren wir uns unser ich es nicht kein keine ja bitte dass wenn ' +
  'le la les un une des du de et ou est sont dans sur pour par avec vous votre vos nous notre je il elle ne pas oui ce cette que qui ' +
  'el los las una unos y o es son en para por con usted su sus nosotros yo no si que se lo al del ' +
  'os as um uma e ou sao no na nos nas em para por com voce seu sua nao sim que se do da dos das ao').split(' '));
