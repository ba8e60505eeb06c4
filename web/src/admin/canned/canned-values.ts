import type { CannedResponse } from '../../lib/api/index.ts';
import { placesIn } from '../../lib/places.ts';

/** What a response can have put in; the API has the same list (`CannedResponse.text` in docs/openapi.json). */
export const VARIABLES = [
  'contact.name',
  'contact.first_name',
  'agent.name',
  'agent.first_name',
  'number.name',
  'company.name',
] as const;
const ATTRIBUTE = /^attributes\.[\w.-]{1,50}$/;

/** The places of a text that nothing is ever put into, as nothing is called so. */
export const unknownPlaces = (text: string) =>
  placesIn(text).filter(({ name }) => !(VARIABLES as readonly string[]).includes(name) && !ATTRIBUTE.test(name));

export interface CannedValues {
  readonly scope: CannedResponse['scope'];
  readonly teamIds: readonly string[];
  readonly queueIds: readonly string[];
  readonly shortcut: string;
  readonly title: string;
  readonly text: string;
  readonly language: string | null;
}

const NOTHING = { teamIds: [], queueIds: [], shortcut: '', title: '', text: '', language: null } as const;

/** What the form begins with. @param response what there is; null: nothing yet. */
export function valuesOf(response: CannedResponse | null, isAdmin: boolean): CannedValues {
  if (response === null) return { ...NOTHING, scope: isAdmin ? 'tenant' : 'own' };
  const { scope, teamIds, queueIds, shortcut, title, text, language } = response;
  return { scope, teamIds, queueIds, shortcut, title, text, language };
}

/** The body of the request; whoever types the slash means what comes after it. */
export const bodyOf = ({ shortcut, title, teamIds, queueIds, language, ...values }: CannedValues) => ({
  ...values,
  shortcut: shortcut.trim().replace(/^\//, ''),
  title: title.trim(),
  language: language === '' ? null : language,
  teamIds: values.scope === 'groups' ? teamIds : [],
  queueIds: values.scope === 'groups' ? queueIds : [],
});
