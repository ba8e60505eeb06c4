/** Reads what an earlier page left, perhaps of another version: what is not understood is left out. */
import type { Addressee, OutboxEntry, Used } from './entry.ts';
import { HINDRANCES } from './entry.ts';

type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isNamed = (value: unknown): boolean => isRecord(value) && isText(value['id']) && isText(value['title']);

function isForm(form: unknown): boolean {
  if (!isRecord(form) || (form['kind'] !== 'button' && form['kind'] !== 'list')) return false;
  const { buttons, sections } = form;
  const hasRows = (section: unknown): boolean =>
    isRecord(section) &&
    isNamed(section) &&
    Array.isArray(section['rows']) &&
    section['rows'].every(row => isNamed(row) && isText((row as Fields)['description']));
  return (
    ['header', 'body', 'footer', 'opener'].every(name => isText(form[name])) &&
    Array.isArray(buttons) &&
    buttons.every(isNamed) &&
    Array.isArray(sections) &&
    sections.every(hasRows)
  );
}

function isAddressee(to: unknown): to is Addressee {
  if (!isRecord(to)) return false;
  const { kind, privateTo, mentions = [], agentId, name, template, form, interactive } = to;
  switch (kind) {
    case 'reply':
      return true;
    case 'note':
      return areTexts(privateTo) && areTexts(mentions);
    case 'consult':
      return isText(agentId);
    case 'template':
      return isText(name) && isRecord(template) && isRecord(form) && isText(form['id']) && isRecord(form['values']);
    case 'interactive':
      return isRecord(interactive) && isForm(form);
    default:
      return false;
  }
}

export const isUsed = (used: unknown): used is Used => isRecord(used) && isText(used['id']) && isText(used['text']);
const isFile = (file: unknown): file is NonNullable<OutboxEntry['file']> =>
  isRecord(file) && isText(file['id']) && isText(file['type']);

/** The files of a draft; earlier versions kept one at most. */
export const filesOf = ({ files, file }: Fields): readonly NonNullable<OutboxEntry['file']>[] =>
  (Array.isArray(files) ? (files as readonly unknown[]) : [file]).filter(isFile);

function hindranceOf(told: unknown): OutboxEntry['hindrance'] {
  if (!isRecord(told)) return null;
  const { why, message } = told;
  const known = HINDRANCES.find(each => each === why);
  return known === undefined ? null : { why: known, message: isText(message) ? message : null };
}

const stateOf = (state: unknown, hindrance: OutboxEntry['hindrance']): OutboxEntry['state'] =>
  state === 'sending' || (state === 'held' && hindrance !== null) ? state : 'waiting';

/**
 * An entry as it was kept. What is not known of it makes it ask before it is sent.
 * @param order where none was kept.
 * @returns null: it is none, or of a kind that only a later version knows.
 */
export function entryOf(kept: unknown, order: number): OutboxEntry | null {
  if (!isRecord(kept)) return null;
  const { key, conversationId, to, text, file, quotes, answers, trouble, used } = kept;
  if (!isText(key) || !isText(conversationId) || !isText(text) || !isAddressee(to)) return null;
  // Without its file it would be another message.
  if (file !== null && !isFile(file)) return null;
  const hindrance = hindranceOf(kept['hindrance']);
  const sentOffAt = numberOr(kept['sentOffAt'], 0);
  const attempts = numberOr(kept['attempts'], 1);
  return {
    key,
    conversationId,
    to,
    text,
    file,
    quotes: isText(quotes) ? quotes : null,
    answers: answers === null || isText(answers) ? answers : undefined,
    used: isUsed(used) ? used : null,
    order: numberOr(kept['order'], order),
    isKept: true,
    sentOffAt,
    notBefore: numberOr(kept['notBefore'], 0),
    isPrompt: kept['isPrompt'] === true,
    attempts,
    // Earlier versions did not keep it: it was not tried before it was sent off.
    triedAt: attempts === 0 ? null : numberOr(kept['triedAt'], sentOffAt),
    state: stateOf(kept['state'], hindrance),
    hindrance,
    trouble: isText(trouble) ? trouble : null,
  };
}
