/** A conversation as a file that people read: as plain text, or as a page without scripts, styles and links. */
import type { TranscriptLanguage, TranscriptWords } from './transcript-words.ts';
import { TRANSCRIPT_WORDS } from './transcript-words.ts';

export const TRANSCRIPT_FORMATS = ['text', 'html'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** What stands at the beginning. */
interface TranscriptHead {
  readonly conversationId: string;
  readonly contact: string;
  readonly number: string;
  /** ISO 8601. */
  readonly openedAt: string;
  readonly closedAt: string | null;
}

/** One message, note or whisper. */
export interface TranscriptEntry {
  /** ISO 8601. */
  readonly at: string;
  /** The name of a colleague, null: it is not known; of the contact its name stands at the beginning. */
  readonly by:
    { readonly kind: 'customer' | 'ai' | 'automatic' } | { readonly kind: 'colleague'; readonly name: string | null };
  readonly seenBy: 'all' | 'colleagues' | 'some';
  /** As WhatsApp calls it. */
  readonly type: string;
  /** As it reads now, edits included; null: it has none. */
  readonly text: string | null;
  /** What is said in a voice message, as a model heard it; null: it has none, or nobody knows. */
  readonly heard: string | null;
  /** Names or kinds of its files. */
  readonly files: readonly string[];
  /** Emojis that stand on it. */
  readonly reactions: readonly string[];
  readonly state: 'as_written' | 'edited' | 'revoked' | 'deleted' | 'failed';
}

/** Writes a transcript piece by piece. */
export interface TranscriptWriter {
  readonly begin: (head: TranscriptHead) => string;
  readonly entry: (entry: TranscriptEntry) => string;
  readonly end: () => string;
}

/** @param timeZone IANA name of the zone in which times are told. */
export function transcriptWriter(
  format: TranscriptFormat,
  language: TranscriptLanguage,
  timeZone: string,
): TranscriptWriter {
  const told = { words: TRANSCRIPT_WORDS[language], time: clockOf(timeZone), timeZone };
  return format === 'html' ? htmlWriter(told, language) : textWriter(told);
}

interface Told {
  readonly words: TranscriptWords;
  readonly time: (at: string) => string;
  readonly timeZone: string;
}

/** Times that sort and are read alike in every language: `2026-11-30 21:04:05`. */
function clockOf(timeZone: string): (at: string) => string {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return at => clock.format(new Date(at));
}

function whoOf({ by }: TranscriptEntry, words: TranscriptWords): string {
  if (by.kind !== 'colleague') return words[by.kind];
  return by.name ?? words.colleague;
}

/** What an entry says, line by line. */
function linesOf(
  { text, heard, files, type, state, seenBy, reactions }: TranscriptEntry,
  words: TranscriptWords,
): string[] {
  const said = text === null ? [] : text.split(BREAKS);
  const spoken = heard === null ? [] : [`[${words.heard}]`, ...heard.split(BREAKS)];
  const shown = [...said, ...files.map(name => `[${words.file}: ${name}]`), ...spoken];
  const kept = state === 'revoked' || state === 'deleted' ? [`[${words[state]}]`] : shown;
  return [
    ...(seenBy === 'all' ? [] : [`[${seenBy === 'some' ? words.whisper : words.note}]`]),
    ...(kept.length === 0 ? [`[${words.message}: ${type}]`] : kept),
    ...(reactions.length === 0 ? [] : [`[${reactions.join(' ')}]`]),
    ...(state === 'edited' ? [`[${words.edited}]`] : []),
    ...(state === 'failed' ? [`[${words.failed}]`] : []),
  ];
}

/** All that some program breaks a line at. */
const BREAKS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
/** Characters that a terminal obeys instead of showing them. */
const UNSHOWN = /[^\P{Cc}\t]/gu;
const onOneLine = (text: string): string => text.split(BREAKS).join(' ').replaceAll(UNSHOWN, '');

function headOf({ contact, number, openedAt, closedAt, conversationId }: TranscriptHead, told: Told) {
  const { words, time, timeZone } = told;
  return {
    title: `${words.title} ${onOneLine(contact)}`,
    facts: [
      [words.number, onOneLine(number)],
      [words.opened, time(openedAt)],
      ...(closedAt === null ? [] : [[words.closed, time(closedAt)] as const]),
      [words.times, timeZone],
      ['ID', conversationId],
    ] as readonly (readonly [string, string])[],
  };
}

/** Every line but an entry's first is set in: what somebody wrote looks like no other entry. */
function textWriter(told: Told): TranscriptWriter {
  const { words, time } = told;
  return {
    begin: head => {
      const { title, facts } = headOf(head, told);
      return `${[title, ...facts.map(([name, value]) => `${name}: ${value}`)].join('\n')}\n`;
    },
    entry: entry => {
      const lines = linesOf(entry, words).map(line => `    ${line.replaceAll(UNSHOWN, '')}`);
      return `\n${time(entry.at)}  ${onOneLine(whoOf(entry, words))}\n${lines.join('\n')}\n`;
    },
    end: () => '',
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string =>
  text.replaceAll(UNSHOWN, '').replaceAll(/[&<>"']/g, sign => ENTITIES[sign] ?? sign);

function htmlWriter(told: Told, language: TranscriptLanguage): TranscriptWriter {
  const { words, time } = told;
  return {
    begin: head => {
      const { title, facts } = headOf(head, told);
      return [
        '<!doctype html>',
        `<html lang="${language}" dir="${words.direction}">`,
        `<head><meta charset="utf-8"><title>${escaped(title)}</title></head>`,
        `<body><main><h1 dir="auto">${escaped(title)}</h1>`,
        '<dl>',
        ...facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd><bdi>${escaped(value)}</bdi></dd>`),
        '</dl>',
        '<ol>\n',
      ].join('\n');
    },
    entry: entry => {
      const who = `<strong><bdi>${escaped(onOneLine(whoOf(entry, words)))}</bdi></strong>`;
      const when = `<time datetime="${escaped(entry.at)}">${time(entry.at)}</time>`;
      const lines = linesOf(entry, words).map(line => `<div dir="auto">${escaped(line)}</div>`);
      return `<li>${when} ${who}\n${lines.join('\n')}</li>\n`;
    },
    end: () => '</ol></main></body></html>\n',
  };
}
