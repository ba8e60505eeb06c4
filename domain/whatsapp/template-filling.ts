/**
 * A template as filled by a message: whether the parameters are right, and what the contact will read.
 * Source: as of template-slots.ts, and error codes 132000 to 132018.
 */
import type { ButtonSubType, Slot, TemplateComponent } from './template-slots.ts';
import { cardsOf, fillText, isPosition, slotsOf } from './template-slots.ts';

/** A section of a multi-product message, with products by their ids in the catalogue. */
interface ProductSection {
  readonly title?: string | undefined;
  readonly product_items: readonly { readonly product_retailer_id: string }[];
}

/** A parameter as WhatsApp's API takes it in a message; `currency` and `date_time` show their `fallback_value`. */
export interface GivenParameter {
  readonly type: string;
  readonly text?: string | undefined;
  readonly parameter_name?: string | undefined;
  readonly currency?: { readonly fallback_value: string } | undefined;
  readonly date_time?: { readonly fallback_value: string } | undefined;
  readonly location?: { readonly name?: string | undefined; readonly address?: string | undefined } | undefined;
  readonly action?:
    | {
        readonly flow_token?: string | undefined;
        readonly flow_action_data?: unknown;
        readonly thumbnail_product_retailer_id?: string | undefined;
        readonly sections?: readonly ProductSection[] | undefined;
      }
    | undefined;
}
/** A component of a template message that fills slots; `index`: the button's position, from 0. */
export interface GivenPart {
  readonly type: 'header' | 'body' | 'button' | 'limited_time_offer';
  readonly sub_type?: string | undefined;
  readonly index?: string | number | undefined;
  readonly parameters?: readonly GivenParameter[] | undefined;
}
export interface GivenCarousel {
  readonly type: 'carousel';
  readonly cards: readonly { readonly card_index: number; readonly components: readonly GivenPart[] }[];
}
export type GivenComponent = GivenPart | GivenCarousel;

export interface TemplateFault {
  /** Path of the field at fault: `components`, or below it. */
  readonly field: string;
  readonly message: string;
}

/** Lengths in characters, with the parameters filled in. */
const HEADER_LIMIT = 60;
const BODY_LIMIT = 1024;
/** Of a limited-time offer, and of a carousel's card. */
const OFFER_BODY_LIMIT = 600;
const CARD_BODY_LIMIT = 160;
const PRODUCTS = 30;

const componentOf = (components: readonly TemplateComponent[], type: string): TemplateComponent | undefined =>
  components.find(component => component.type.toUpperCase() === type);
const partsOf = (given: readonly GivenComponent[]): GivenPart[] =>
  given.filter(component => component.type !== 'carousel');
const carouselOf = (given: readonly GivenComponent[]): GivenCarousel | undefined =>
  given.find(component => component.type === 'carousel');

/**
 * Checks a message's parameters against its template.
 * @param given the components of the message to be sent.
 * @returns the first fault, with its field, or null.
 */
export function faultOf(
  components: readonly TemplateComponent[],
  given: readonly GivenComponent[],
): TemplateFault | null {
  const slots = slotsOf(components);
  const own = partsFault(
    slots.filter(slot => slot.card === null),
    given,
    '',
    'template',
  );
  if (own !== null) return own;
  const rendered = render(components, given);
  return (
    lengthFault(components, rendered, rendered.offer === null ? BODY_LIMIT : OFFER_BODY_LIMIT, 'components') ??
    carouselFault(components, slots, given)
  );
}

/**
 * @param prefix of field paths: `''` for the message itself, otherwise such as `components.0.cards.1.components`.
 * @param whole what the parts belong to, for the message: `template` or `card 1`.
 */
function partsFault(
  slots: readonly Slot[],
  given: readonly GivenComponent[],
  prefix: string,
  whole: string,
): TemplateFault | null {
  const keyOf = (place: string, index: number | null): string => (index === null ? place : `${place} ${index}`);
  const named = (key: string): string => key.replaceAll('_', ' ');
  const seen = new Set<string>();
  for (const [at, component] of given.entries()) {
    const field = prefix === '' ? `components.${at}` : `${prefix}.${at}`;
    const key = keyOf(component.type, component.type === 'button' ? Number(component.index) : null);
    if (seen.has(key)) return { field, message: `the ${named(key)} is there twice` };
    seen.add(key);
    if (component.type === 'carousel') continue;
    const own = slots.filter(slot => keyOf(slot.place, slot.index) === key);
    if (own.length === 0) return { field, message: `the ${whole}’s ${named(key)} takes no parameters` };
    if (component.type === 'button' && own[0]?.subType !== component.sub_type?.toLowerCase())
      return { field: `${field}.sub_type`, message: `must be ${own[0]?.subType ?? ''}` };
    const fault = parametersFault(own, component.parameters ?? []);
    if (fault !== null) return { field: `${field}.${fault.field}`, message: fault.message };
  }
  const missing = slots.find(slot => slot.required && !seen.has(keyOf(slot.place, slot.index)));
  return missing === undefined
    ? null
    : {
        field: prefix === '' ? 'components' : prefix,
        message: `the ${whole}’s ${named(keyOf(missing.place, missing.index))} needs parameters`,
      };
}

function lengthFault(
  components: readonly TemplateComponent[],
  { header, body }: RenderedPart,
  bodyLimit: number,
  field: string,
): TemplateFault | null {
  if (header !== null && header.length > HEADER_LIMIT && componentOf(components, 'HEADER')?.text !== undefined)
    return {
      field,
      message: `the header has ${header.length} characters with its parameters, at most ${HEADER_LIMIT} are allowed`,
    };
  return body.length > bodyLimit
    ? { field, message: `the body has ${body.length} characters with its parameters, at most ${bodyLimit} are allowed` }
    : null;
}

/**
 * Every card of the template must be given, even one without parameters ("Must include a card for every card defined on
 * the template").
 */
function carouselFault(
  components: readonly TemplateComponent[],
  slots: readonly Slot[],
  given: readonly GivenComponent[],
): TemplateFault | null {
  const cards = cardsOf(components);
  const carousel = carouselOf(given);
  if (carousel === undefined)
    return cards.length === 0
      ? null
      : { field: 'components', message: `the template’s carousel needs its ${cards.length} cards` };
  const field = `components.${given.indexOf(carousel)}`;
  if (cards.length === 0) return { field, message: 'the template has no carousel' };
  if (carousel.cards.length !== cards.length)
    return { field: `${field}.cards`, message: `must be ${cards.length}, not ${carousel.cards.length}` };
  for (const [at, { card_index: index, components: parts }] of carousel.cards.entries()) {
    const here = `${field}.cards.${at}`;
    if (index >= cards.length) return { field: `${here}.card_index`, message: `must be 0 to ${cards.length - 1}` };
    if (carousel.cards.findIndex(each => each.card_index === index) !== at)
      return { field: `${here}.card_index`, message: `card ${index} is there twice` };
    const fault =
      partsFault(
        slots.filter(slot => slot.card === index),
        parts,
        `${here}.components`,
        `card ${index}`,
      ) ??
      lengthFault(cards[index] ?? [], renderParts(cards[index] ?? [], parts), CARD_BODY_LIMIT, `${here}.components`);
    if (fault !== null) return fault;
  }
  return null;
}

/** Parameter types for text slots of a header or body. */
const WORDS: ReadonlySet<string> = new Set(['text', 'currency', 'date_time']);

function parametersFault(slots: readonly Slot[], parameters: readonly GivenParameter[]): TemplateFault | null {
  const [first] = slots;
  // These buttons must be named, but their parameter is optional.
  if (parameters.length === 0 && (first?.subType === 'flow' || first?.subType === 'catalog')) return null;
  if (parameters.length !== slots.length)
    return { field: 'parameters', message: `must be ${slots.length}, not ${parameters.length}` };
  const wanted = new Map(slots.map(slot => [slot.name, slot]));
  for (const [at, parameter] of parameters.entries()) {
    const slot = slots[at];
    if (slot === undefined) continue;
    const field = `parameters.${at}`;
    const name = parameter.parameter_name ?? null;
    if (slot.name !== null ? !wanted.delete(name) : name !== null)
      return {
        field: `${field}.parameter_name`,
        message:
          slot.name === null
            ? 'the template’s parameters have no names'
            : `must be one of ${slots.map(each => each.name).join(', ')}, each once`,
      };
    const takesWords = slot.kind === 'text' && slot.place !== 'button';
    if (takesWords ? !WORDS.has(parameter.type) : parameter.type !== slot.kind)
      return {
        field: `${field}.type`,
        message: takesWords ? 'must be text, currency or date_time' : `must be ${slot.kind}`,
      };
    if (slot.place === 'body' && /[\n\t]| {5,}/.test(wordsOfParameter(parameter) ?? ''))
      return {
        field: `${field}.${parameter.type === 'text' ? 'text' : `${parameter.type}.fallback_value`}`,
        message: 'must not contain line breaks, tabs or more than four spaces in a row',
      };
    const fault = slot.subType === null ? null : actionFault(slot.subType, parameter);
    if (fault !== null)
      return { field: `${field}.action${fault.field === '' ? '' : `.${fault.field}`}`, message: fault.message };
  }
  return null;
}

/** Fields that the `action` of each type of button may (`takes`) and must (`needs`) have. */
const ACTIONS: Readonly<
  Partial<Record<ButtonSubType, { readonly takes: readonly string[]; readonly needs: readonly string[] }>>
> = {
  flow: { takes: ['flow_token', 'flow_action_data'], needs: [] },
  catalog: { takes: ['thumbnail_product_retailer_id'], needs: [] },
  mpm: { takes: ['thumbnail_product_retailer_id', 'sections'], needs: ['thumbnail_product_retailer_id', 'sections'] },
};

function actionFault(subType: ButtonSubType, { action }: GivenParameter): TemplateFault | null {
  const rule = ACTIONS[subType];
  if (rule === undefined || action === undefined) return null;
  const given = Object.entries(action)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const foreign = given.find(name => !rule.takes.includes(name));
  if (foreign !== undefined)
    return { field: foreign, message: `the ${subType} button takes ${rule.takes.join(' and ')} only` };
  const missing = rule.needs.find(name => !given.includes(name));
  return missing === undefined
    ? sectionsFault(action.sections ?? [])
    : { field: missing, message: `the ${subType} button needs it` };
}

function sectionsFault(sections: readonly ProductSection[]): TemplateFault | null {
  const untitled = sections.findIndex(section => section.title === undefined);
  if (sections.length > 1 && untitled >= 0)
    return { field: `sections.${untitled}.title`, message: 'is needed with more than one section' };
  const count = sections.reduce((sum, section) => sum + section.product_items.length, 0);
  return count > PRODUCTS
    ? { field: 'sections', message: `must have ${PRODUCTS} products at most over all sections` }
    : null;
}

/**
 * What the contact reads for a parameter: WhatsApp does not localise amounts and times, it shows the fallback value.
 */
const wordsOfParameter = ({ text, currency, date_time: time }: GivenParameter): string | null =>
  text ?? currency?.fallback_value ?? time?.fallback_value ?? null;

/** A part of a message as the contact reads it. */
interface RenderedPart {
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
  readonly buttons: readonly string[];
}
export interface RenderedTemplate extends RenderedPart {
  /** The words of a limited-time offer. */
  readonly offer: string | null;
  readonly cards: readonly RenderedPart[];
}

/** What the contact reads; placeholders whose parameters are not given are left as they are. */
export function render(components: readonly TemplateComponent[], given: readonly GivenComponent[]): RenderedTemplate {
  const cards = carouselOf(given)?.cards ?? [];
  const offer = componentOf(components, 'LIMITED_TIME_OFFER')?.limited_time_offer;
  return {
    ...renderParts(components, partsOf(given)),
    offer: offer?.text ?? null,
    cards: cardsOf(components).map((card, at) =>
      renderParts(card, cards.find(each => each.card_index === at)?.components ?? []),
    ),
  };
}

function renderParts(components: readonly TemplateComponent[], given: readonly GivenPart[]): RenderedPart {
  const parametersOf = (place: string): readonly GivenParameter[] =>
    given.find(component => component.type === place)?.parameters ?? [];
  const fill = (text: string | undefined, place: string): string => {
    const parameters = parametersOf(place);
    return fillText(text ?? '', name => {
      const parameter = isPosition(name)
        ? parameters[Number(name) - 1]
        : parameters.find(each => each.parameter_name === name);
      return parameter === undefined ? null : wordsOfParameter(parameter);
    });
  };
  const header = componentOf(components, 'HEADER');
  return {
    header: header?.text === undefined ? placeIn(parametersOf('header')) : fill(header.text, 'header'),
    body: fill(componentOf(components, 'BODY')?.text, 'body'),
    footer: componentOf(components, 'FOOTER')?.text ?? null,
    buttons: (componentOf(components, 'BUTTONS')?.buttons ?? []).flatMap(button => button.text ?? []),
  };
}

/** The text of a location in a header. */
function placeIn([parameter]: readonly GivenParameter[]): string | null {
  const words = [parameter?.location?.name, parameter?.location?.address].filter(each => each !== undefined);
  return words.length === 0 ? null : words.join(', ');
}

/** What is stored of a template message besides its parameters, so that people can later read what was sent. */
export function shownTemplate(
  components: readonly TemplateComponent[],
  given: readonly GivenComponent[],
): Record<string, unknown> {
  const { body, offer, cards, ...around } = render(components, given);
  return {
    body: { text: body },
    ...shownAround(around),
    ...(offer === null ? {} : { offer }),
    ...(cards.length === 0
      ? {}
      : {
          cards: cards.map(({ body: words, ...rest }) => ({
            ...(words === '' ? {} : { body: { text: words } }),
            ...shownAround(rest),
          })),
        }),
  };
}

const shownAround = ({ header, footer, buttons }: Omit<RenderedPart, 'body'>): Record<string, unknown> => ({
  ...(header === null ? {} : { header }),
  ...(footer === null ? {} : { footer }),
  ...(buttons.length === 0 ? {} : { buttons }),
});
