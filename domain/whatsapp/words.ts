/**
 * The words of a message, whatever its kind: the one text representation for lists, routing rules, the AI, search and
 * pages. Shapes: Cloud API webhook and message references.
 */
import { recordOf } from './record.ts';
import { cut } from '../text/cut.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The maximum number of flow answers, contact cards or order items that are represented. */
const MOST_PARTS = 50;
const PREVIEW_LENGTH = 120;

/**
 * The words of a message, received or sent; null if it has none. A file's name does not count as words.
 * @param content the body as WhatsApp has it under the kind's name.
 */
export function wordsOf(kind: string, content: Fields | null): string | null {
  if (content === null) return null;
  const words = (WORDS[kind] ?? anyWords)(content);
  return words === null || words.trim() === '' ? null : words;
}

/**
 * The line that lists show for a message, at most 120 characters: its words, or its file's name; null if it has neither
 * (lists then show the kind).
 */
export function previewOf(kind: string, content: Fields | null): string | null {
  const words = wordsOf(kind, content) ?? (content === null ? null : textIn(content['filename']));
  if (words === null) return null;
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return line.length > PREVIEW_LENGTH ? `${cut(line, PREVIEW_LENGTH - 1)}…` : line;
}

const WORDS: Readonly<Record<string, (content: Fields) => string | null>> = {
  image: content => textIn(content['caption']),
  video: content => textIn(content['caption']),
  audio: () => null,
  document: content => textIn(content['caption']),
  sticker: () => null,
  location: ({ name, address, latitude, longitude }) =>
    joined([textIn(name), textIn(address)], ', ') ??
    (typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : null),
  contacts: ({ contacts }) => joined(listOf(contacts).map(cardOf), '; '),
  interactive: interactiveWords,
  button: ({ text, payload }) => textIn(text) ?? textIn(payload),
  reaction: ({ emoji }) => textIn(emoji),
  order: ({ text, product_items }) => joined([textIn(text), ...listOf(product_items).map(itemOf)], '\n'),
  edit: ({ message }) => messageWords(recordOf(message)),
  revoke: () => null,
  template: content => joined([anyWords(content), ...listOf(content['cards']).map(bodyOf)], '\n'),
};

/** For text, notices, and kinds that this version does not know. */
const anyWords = (content: Fields): string | null =>
  [
    recordOf(content['body'])?.['text'],
    content['body'],
    content['caption'],
    content['text'],
    content['title'],
    content['name'],
  ]
    .map(textIn)
    .find(text => text !== null) ?? null;

/** The body of a carousel card of a sent template. */
const bodyOf = (card: Fields): string | null => textIn(recordOf(card['body'])?.['text']);

/** Received: what the contact tapped or filled in. Sent: the text of the message. */
function interactiveWords(content: Fields): string | null {
  const chosen = recordOf(content['button_reply']) ?? recordOf(content['list_reply']);
  if (chosen !== null) return textIn(chosen['title']) ?? textIn(chosen['id']);
  const flow = recordOf(content['nfm_reply']);
  if (flow !== null)
    return (
      joined(
        flowAnswers(flow).map(({ label, answer }) => `${label}: ${answer}`),
        '\n',
      ) ?? textIn(flow['body'])
    );
  const permission = recordOf(content['call_permission_reply']);
  if (permission !== null) return textIn(permission['response']);
  return anyWords(content);
}

/** A field of a flow (form) as the contact filled it in. */
export interface FlowAnswer {
  readonly label: string;
  readonly answer: string;
}

/**
 * What a contact filled in (`nfm_reply`), in the form's order, at most 50 fields; without `flow_token`, which the
 * business sets.
 */
export function flowAnswers(reply: Fields | null): FlowAnswer[] {
  const answers = recordOf(parsed(reply?.['response_json'])) ?? {};
  const told: FlowAnswer[] = [];
  for (const [name, value] of Object.entries(answers)) if (name !== 'flow_token') tell(told, name, value, 0);
  return told;
}

/** How many levels of nested objects of an answer are read; addresses and uploads have one. */
const DEPTH = 4;

/**
 * Collects the answers in a value: of an object each field under its own name (`address_message`: `values.city` is
 * “city”); of an uploaded file its name.
 */
function tell(told: FlowAnswer[], name: string, value: unknown, depth: number): void {
  if (told.length >= MOST_PARTS || depth > DEPTH) return;
  const answer = answerIn(value);
  if (answer !== null) told.push({ label: labelOf(name), answer });
  const within = Array.isArray(value)
    ? listOf(value).filter(each => fileNameOf(each) === null)
    : [recordOf(value)].filter(each => each !== null && fileNameOf(each) === null);
  for (const each of within)
    for (const [inner, one] of Object.entries(each ?? {}).slice(0, MOST_PARTS)) tell(told, inner, one, depth + 1);
}

/** The name of a photo or document that was uploaded in a form (Flows reference, PhotoPicker and DocumentPicker). */
const fileNameOf = (value: unknown): string | null => textIn(recordOf(value)?.['file_name']);

/**
 * WhatsApp’s form builder turns “First name” into “screen_0_First_name_1”; other names are kept, with underscores
 * replaced by spaces.
 */
const labelOf = (name: string): string =>
  (/^screen_\d+_(.+?)(_\d+)?$/.exec(name)?.[1] ?? name).replaceAll('_', ' ').trim() || name;

/** The answer as filled in. A number before a choice is kept: it may be the choice's position or part of its text. */
function answerIn(value: unknown): string | null {
  if (typeof value === 'string') return textIn(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return joined(
      value.slice(0, MOST_PARTS).map(each => (Array.isArray(each) ? null : answerIn(each))),
      ', ',
    );
  return fileNameOf(value);
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Name, phone numbers and e-mail addresses of a contact card. */
function cardOf(card: Fields): string | null {
  const name = recordOf(card['name']);
  const called =
    textIn(name?.['formatted_name']) ??
    joined([textIn(name?.['first_name']), textIn(name?.['last_name'])], ' ') ??
    textIn(recordOf(card['org'])?.['company']);
  return joined(
    [
      called,
      ...listOf(card['phones']).map(({ phone, wa_id }) => textIn(phone) ?? textIn(wa_id)),
      ...listOf(card['emails']).map(({ email }) => textIn(email)),
    ],
    ', ',
  );
}

/** “2 × SKU-1 (19.9 EUR)”. */
function itemOf({ quantity, product_retailer_id, item_price, currency }: Fields): string | null {
  const product = textIn(product_retailer_id);
  if (product === null) return null;
  const price = joined([scalarIn(item_price), textIn(currency)], ' ');
  return `${scalarIn(quantity) ?? '1'} × ${product}${price === null ? '' : ` (${price})`}`;
}

/** The words of a message within a message, such as the new one of an edit. */
function messageWords(message: Fields | null): string | null {
  const kind = textIn(message?.['type']);
  return message === null || kind === null || kind === 'edit' ? null : wordsOf(kind, recordOf(message[kind]));
}

const listOf = (value: unknown): Fields[] =>
  Array.isArray(value)
    ? value
        .slice(0, MOST_PARTS)
        .map(recordOf)
        .filter(each => each !== null)
    : [];
const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);
const scalarIn = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textIn(value));

function joined(parts: readonly (string | null)[], between: string): string | null {
  const present = parts.filter(part => part !== null);
  return present.length === 0 ? null : present.join(between);
}
