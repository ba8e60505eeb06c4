/**
 * Fills a template with a message's parameters as Meta does, with Meta's error codes for what it refuses. Written from
 * Meta's reference of each kind of template, and deliberately independent of the engine's own check
 * (`domain/whatsapp/template.ts`), so that an error there shows.
 */
export const COMPONENT_TYPES = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'LIMITED_TIME_OFFER', 'CAROUSEL'] as const;

export interface Component {
  readonly type: (typeof COMPONENT_TYPES)[number];
  readonly format?: string;
  readonly text?: string;
  readonly buttons?: readonly { readonly type: string; readonly text?: string; readonly url?: string }[];
  readonly limited_time_offer?: { readonly text: string; readonly has_expiration?: boolean };
  readonly cards?: readonly { readonly components: readonly Component[] }[];
}

export interface SimulatedTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  category: string;
  status: string;
  rejected_reason: string;
  quality_score: { score: string };
  components: readonly Component[];
}

/** The distinct variables of a text, without braces: `{{1}}` gives `1`. */
export const variables = (text: string): string[] =>
  [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].map(each => each.slice(2, -2));

type Parameter = Readonly<Record<string, unknown>>;
interface SentPart {
  readonly type: string;
  readonly sub_type?: string | undefined;
  readonly index?: string | number | undefined;
  readonly parameters?: readonly Parameter[] | undefined;
  readonly cards?: readonly { readonly card_index: number; readonly components: readonly SentPart[] }[] | undefined;
}
export interface SentTemplate {
  readonly name: string;
  readonly language: { readonly code: string };
  readonly components?: readonly SentPart[];
}

export interface TemplateError {
  readonly code: number;
  readonly details: string;
}

interface FilledPart {
  readonly header: string | null;
  readonly image: string | null;
  readonly body: string;
  readonly footer: string | null;
  readonly buttons: readonly string[];
}
/** What the customer sees. */
export interface FilledTemplate extends FilledPart {
  readonly offer: string | null;
  readonly cards: readonly FilledPart[];
}

/** Carries Meta's error out of the nested checks; never leaves this file. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly error: TemplateError;
  constructor(code: number, details: string) {
    super(details);
    this.error = { code, details };
  }
}

const FORMAT = 132_012;
const COUNT = 132_000;
/** "There's an issue with the parameters in your template." */
const PARAMETERS = 132_018;
const MISSING = 131_008;
const WRONG = 131_009;
const INVALID = 100;

/** Fills a template. @returns what the customer reads, or Meta's error. */
export function fillTemplate(all: readonly SimulatedTemplate[], sent: SentTemplate): FilledTemplate | TemplateError {
  const template = all.find(each => each.name === sent.name && each.language === sent.language.code);
  if (template === undefined || ['PENDING', 'REJECTED', 'DELETED'].includes(template.status))
    return { code: 132_001, details: `template name (${sent.name}) does not exist in ${sent.language.code}` };
  if (template.status === 'PAUSED') return { code: 132_015, details: 'template is paused' };
  if (template.status !== 'APPROVED') return { code: 132_016, details: 'template is disabled' };
  try {
    return fillComponents(template.components, sent.components ?? []);
  } catch (error) {
    if (error instanceof Refusal) return error.error;
    throw error;
  }
}

function fillComponents(components: readonly Component[], sent: readonly SentPart[]): FilledTemplate {
  const offer = components.find(each => each.type === 'LIMITED_TIME_OFFER')?.limited_time_offer;
  const filled = fillPart(components, sent, { body: offer === undefined ? 1024 : 600 });
  if (offer !== undefined) checkOffer(offer, sent);
  else if (sent.some(each => each.type === 'limited_time_offer'))
    throw new Refusal(PARAMETERS, 'limited_time_offer: the template has no limited-time offer');
  return { ...filled, offer: offer?.text ?? null, cards: fillCards(components, sent) };
}

function checkOffer(offer: { readonly has_expiration?: boolean }, sent: readonly SentPart[]): void {
  const [parameter] = sent.find(each => each.type === 'limited_time_offer')?.parameters ?? [];
  if (parameter === undefined && offer.has_expiration === true)
    throw new Refusal(MISSING, 'limited_time_offer: expiration_time_ms is required');
  if (parameter === undefined) return;
  const at = (parameter['limited_time_offer'] as { expiration_time_ms?: unknown } | undefined)?.expiration_time_ms;
  if (parameter['type'] !== 'limited_time_offer' || !Number.isInteger(at))
    throw new Refusal(FORMAT, 'limited_time_offer: expiration_time_ms must be a UNIX timestamp in milliseconds');
}

/** "Must include a card for every card defined on the template." */
function fillCards(components: readonly Component[], sent: readonly SentPart[]): FilledPart[] {
  const cards = components.find(each => each.type === 'CAROUSEL')?.cards ?? [];
  const given = sent.find(each => each.type === 'carousel')?.cards ?? [];
  if (given.length !== cards.length)
    throw new Refusal(
      PARAMETERS,
      `carousel: number of cards (${given.length}) does not match the template’s (${cards.length})`,
    );
  return cards.map((card, at) => {
    const own = given.filter(each => each.card_index === at);
    if (own.length !== 1) throw new Refusal(PARAMETERS, `carousel: card ${at} must be there once`);
    return fillPart(card.components, own[0]?.components ?? [], { body: 160 });
  });
}

function fillPart(
  components: readonly Component[],
  sent: readonly SentPart[],
  limits: { readonly body: number },
): FilledPart {
  const head = components.find(each => each.type === 'HEADER');
  const text = (type: 'BODY' | 'FOOTER'): string | undefined => components.find(each => each.type === type)?.text;
  const given = (type: string): readonly Parameter[] => sent.find(each => each.type === type)?.parameters ?? [];
  const shown =
    head === undefined || (head.format ?? 'TEXT') === 'TEXT'
      ? { header: head?.text === undefined ? null : fillText('header', head.text, given('header')), image: null }
      : fillHeader(head.format ?? '', given('header'));
  const body = fillText('body', text('BODY') ?? '', given('body'));
  checkButtons(
    components.flatMap(each => each.buttons ?? []),
    sent.filter(each => each.type === 'button'),
  );
  if (body.length > limits.body || (head?.text !== undefined && (shown.header ?? '').length > 60))
    throw new Refusal(132_005, 'Translated text too long');
  return {
    ...shown,
    body,
    footer: text('FOOTER') ?? null,
    buttons: components.flatMap(each => (each.buttons ?? []).flatMap(button => button.text ?? [])),
  };
}

/** A header that is not text: a file, a location or a product. */
function fillHeader(
  format: string,
  parameters: readonly Parameter[],
): { readonly header: string | null; readonly image: string | null } {
  const kind = format.toLowerCase();
  const [parameter] = parameters;
  if (parameters.length !== 1 || parameter?.['type'] !== kind)
    throw new Refusal(
      FORMAT,
      `header: Format mismatch, expected ${format}, received ${parameter === undefined ? 'UNKNOWN' : String(parameter['type']).toUpperCase()}`,
    );
  const value = (parameter[kind] ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === 'location') {
    if (![value['latitude'], value['longitude']].every(each => each !== undefined && Number.isFinite(Number(each))))
      throw new Refusal(FORMAT, 'header: location needs latitude and longitude');
    return {
      header: [value['name'], value['address']].filter(each => typeof each === 'string').join(', ') || null,
      image: null,
    };
  }
  if (kind === 'product') {
    if (typeof value['product_retailer_id'] !== 'string' || typeof value['catalog_id'] !== 'string')
      throw new Refusal(FORMAT, 'header: product needs product_retailer_id and catalog_id');
    return { header: null, image: null };
  }
  const { id, link } = value as { id?: string; link?: string };
  if ((id === undefined) === (link === undefined))
    throw new Refusal(FORMAT, 'header: exactly one of id and link is needed');
  return { header: null, image: kind !== 'image' ? null : (link ?? `/control/media/${id ?? ''}`) };
}

function fillText(place: string, text: string, parameters: readonly Parameter[]): string {
  const names = variables(text);
  if (parameters.length !== names.length)
    throw new Refusal(
      COUNT,
      `${place}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    );
  let filled = text;
  const left = new Set(names);
  for (const [index, parameter] of parameters.entries()) {
    const name = (parameter['parameter_name'] as string | undefined) ?? String(index + 1);
    const value = wordsOf(parameter);
    if (!left.delete(name) || value === null)
      throw new Refusal(
        FORMAT,
        `${place}: parameter ${name} is not one of the template, or of a type it does not take`,
      );
    if (/[\n\t]| {5}/.test(value))
      throw new Refusal(
        PARAMETERS,
        `${place}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
      );
    filled = filled.replaceAll(`{{${name}}}`, value);
  }
  return filled;
}

/**
 * The text of a parameter; null when it is of another type or malformed. "For Cloud API, the fallback value is always
 * used": amounts and times are not localised.
 */
function wordsOf(parameter: Parameter): string | null {
  const { type } = parameter;
  if (type === 'text') return typeof parameter['text'] === 'string' ? parameter['text'] : null;
  if (type !== 'currency' && type !== 'date_time') return null;
  const value = parameter[type] as { fallback_value?: unknown; code?: unknown; amount_1000?: unknown } | undefined;
  if (type === 'currency' && (!/^[A-Z]{3}$/.test(String(value?.code)) || !Number.isInteger(value?.amount_1000)))
    return null;
  return typeof value?.fallback_value === 'string' ? value.fallback_value : null;
}

type Button = NonNullable<Component['buttons']>[number];
const titled = (type: string): string => `${type.charAt(0)}${type.slice(1).toLowerCase()}`;

function checkButtons(buttons: readonly Button[], given: readonly SentPart[]): void {
  for (const [index, button] of buttons.entries()) {
    const own = given.filter(each => String(each.index) === String(index));
    const [sent] = own;
    const where = `buttons: Button at index ${index}`;
    if (own.length > 1) throw new Refusal(PARAMETERS, `${where} is there twice`);
    if (sent !== undefined && ['PHONE_NUMBER', 'REQUEST_CONTACT_INFO', 'SPM', 'VOICE_CALL'].includes(button.type))
      throw new Refusal(INVALID, `${where} is of type ${titled(button.type)} and does not support parameters`);
    if (sent !== undefined && sent.sub_type?.toUpperCase() !== button.type)
      throw new Refusal(PARAMETERS, `${where} must be of type ${titled(button.type)}`);
    checkButton(button, sent, where);
  }
  if (given.some(each => !(Number(each.index) < buttons.length)))
    throw new Refusal(PARAMETERS, 'buttons: there is no button at this index');
}

function checkButton(button: Button, sent: SentPart | undefined, where: string): void {
  const parameters = sent?.parameters ?? [];
  const [parameter] = parameters;
  const needs = (type: string): Parameter => {
    if (parameter === undefined)
      throw new Refusal(MISSING, `${where} of type ${titled(button.type)} requires a parameter`);
    if (parameters.length > 1 || parameter['type'] !== type)
      throw new Refusal(FORMAT, `${where} of type ${titled(button.type)} takes one ${type} parameter`);
    return parameter;
  };
  const action = (): Readonly<Record<string, unknown>> =>
    (needs('action')['action'] ?? {}) as Readonly<Record<string, unknown>>;
  switch (button.type) {
    case 'URL':
      if (variables(button.url ?? '').length > 0) needs('text');
      else if (sent !== undefined) throw new Refusal(PARAMETERS, `${where} of type Url does not require parameters`);
      break;
    case 'QUICK_REPLY':
      if (sent !== undefined) needs('payload');
      break;
    case 'COPY_CODE':
      if (String(needs('coupon_code')['coupon_code']).length > 15)
        throw new Refusal(PARAMETERS, `${where}: Parameter exceeds the parameter length limit 15`);
      break;
    // The button component must be present; its parameter may be omitted.
    case 'FLOW':
      if (sent === undefined) throw new Refusal(WRONG, `${where} of type Flow requires a parameter`);
      if (parameter !== undefined) action();
      break;
    case 'CATALOG':
      if (parameter !== undefined) action();
      break;
    case 'MPM':
      checkProducts(action(), where);
      break;
    default:
  }
}

function checkProducts(
  { thumbnail_product_retailer_id: thumbnail, sections }: Readonly<Record<string, unknown>>,
  where: string,
): void {
  const all = Array.isArray(sections)
    ? (sections as { title?: unknown; product_items?: { product_retailer_id?: unknown }[] }[])
    : [];
  const items = all.flatMap(section => section.product_items ?? []);
  if (typeof thumbnail !== 'string' || all.length === 0)
    throw new Refusal(MISSING, `${where}: thumbnail_product_retailer_id and sections are required`);
  const right =
    all.length <= 10 &&
    items.length <= 30 &&
    all.every(
      section =>
        (section.product_items ?? []).length > 0 &&
        (section.title === undefined
          ? all.length === 1
          : typeof section.title === 'string' && section.title.length <= 24),
    ) &&
    items.every(item => typeof item.product_retailer_id === 'string');
  if (!right) throw new Refusal(FORMAT, `${where}: up to 10 titled sections with up to 30 products in all`);
}

/** The ids of files in a template message, those on carousel cards included. */
export function filesIn(sent: SentTemplate): string[] {
  const inside = (parts: readonly SentPart[]): string[] =>
    parts.flatMap(part => [
      ...(part.parameters ?? []).flatMap(parameter =>
        ['image', 'video', 'document'].includes(String(parameter['type']))
          ? ((parameter[String(parameter['type'])] as { id?: string } | undefined)?.id ?? [])
          : [],
      ),
      ...(part.cards ?? []).flatMap(card => inside(card.components)),
    ]);
  return inside(sent.components ?? []);
}
