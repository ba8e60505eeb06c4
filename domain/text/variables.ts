/** Places in a text for what is known only when it is used, such as `{{contact.first_name}}`. */

/** What a place can name, besides `attributes.` and the name of one of the contact's attributes. */
export const VARIABLES = [
  'contact.name',
  'contact.first_name',
  'agent.name',
  'agent.first_name',
  'number.name',
  'company.name',
] as const;
type Variable = (typeof VARIABLES)[number];

/** Beginning of the name of a variable that is one of the contact's attributes. */
const ATTRIBUTE = 'attributes.';
const ATTRIBUTE_NAME = /^[\w.-]{1,50}$/;
/** Whatever stands between two pairs of braces on one line: what is no variable is not to be sent unseen either. */
const PLACE = /\{\{([^{}\n]{1,100})\}\}/g;

/** Whether the name is one that texts may use; an attribute may be, whether or not any contact has it. */
export const isVariable = (name: string): boolean =>
  (VARIABLES as readonly string[]).includes(name) ||
  (name.startsWith(ATTRIBUTE) && ATTRIBUTE_NAME.test(name.slice(ATTRIBUTE.length)));

/** The names of all places in a text, each once, in the order in which they first occur. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(PLACE)].map(([, name = '']) => name.trim())),
];

/** What is put into the places of a text; null or blank: nothing is known. */
export interface VariableValues extends Readonly<Record<Variable, string | null>> {
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A place that stays as it is: `unknown`: nothing is called so; `empty`: nothing is known here. */
interface Unresolved {
  readonly name: string;
  readonly why: 'unknown' | 'empty';
}

/** A text with what is known put in, and the places that are left, each name once. */
export interface FilledText {
  readonly text: string;
  readonly unresolved: readonly Unresolved[];
}

/** Puts values into the places of a text. Values are put in as they are: places in them are not filled. */
export function filledWith(text: string, values: VariableValues): FilledText {
  const known = new Map(variablesIn(text).map(name => [name, valueOf(name, values)] as const));
  return {
    text: text.replace(PLACE, (place, name: string) => known.get(name.trim()) ?? place),
    unresolved: [...known]
      .filter(([, value]) => value === null)
      .map(([name]) => ({ name, why: isVariable(name) ? 'empty' : 'unknown' })),
  };
}

function valueOf(name: string, values: VariableValues): string | null {
  if (!isVariable(name)) return null;
  const attribute = name.startsWith(ATTRIBUTE) ? name.slice(ATTRIBUTE.length) : null;
  if (attribute !== null && !Object.hasOwn(values.attributes, attribute)) return null;
  const value = attribute === null ? values[name as Variable] : values.attributes[attribute];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The first of the names of a person, as far as spaces tell; null: there is none. */
export const firstName = (name: string | null): string | null => name?.trim().split(/\s+/)[0] ?? null;
