/** What an import changes of a contact, and what of it can be taken back. */
import type { Refused, Wanted } from './import-line.ts';
import { MOST_ATTRIBUTES, MOST_TAGS } from './import-line.ts';

/** What is known of a contact, as far as imports touch it. */
export interface ImportedFacts {
  readonly givenName: string | null;
  readonly language: string | null;
  readonly vip: boolean;
  readonly consentSource: string | null;
  /** ISO 8601. */
  readonly consentAt: string | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

/** Of a contact that is created. */
export const NOTHING_KNOWN: ImportedFacts = {
  givenName: null,
  language: null,
  vip: false,
  consentSource: null,
  consentAt: null,
  tags: [],
  attributes: {},
};

type Single = 'givenName' | 'language' | 'vip' | 'consentSource';
const SINGLE: readonly Single[] = ['givenName', 'language', 'vip', 'consentSource'];

/** What was before, and what an import made of it; of tags those that it added. */
export interface Changes {
  readonly facts: Readonly<Record<string, readonly [before: string | boolean | null, after: string | boolean]>>;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, readonly [before: string | null, after: string]>>;
}

export const isNone = ({ facts, tags, attributes }: Changes): boolean =>
  Object.keys(facts).length === 0 && tags.length === 0 && Object.keys(attributes).length === 0;

/** What of a contact would change; a consent that is noted is proof, and stays. */
export function changesOf(known: ImportedFacts, wanted: Wanted): Changes | Refused {
  const facts: Record<string, [string | boolean | null, string | boolean]> = {};
  for (const name of SINGLE) {
    const [before, after] = [known[name], wanted[name]];
    if (after === undefined || after === before || (name === 'consentSource' && before !== null)) continue;
    facts[name] = [before, after];
  }
  const tags = (wanted.tags ?? []).filter(each => !known.tags.includes(each));
  if (known.tags.length + tags.length > MOST_TAGS) return { refused: 'too_many_tags', field: 'tags' };
  const attributes: Record<string, [string | null, string]> = {};
  for (const [name, after] of Object.entries(wanted.attributes ?? {})) {
    const before = Object.hasOwn(known.attributes, name) ? (known.attributes[name] ?? null) : null;
    if (before !== after) attributes[name] = [before, after];
  }
  const names = new Set([...Object.keys(known.attributes), ...Object.keys(attributes)]);
  return names.size > MOST_ATTRIBUTES ? { refused: 'too_many_attributes', field: null } : { facts, tags, attributes };
}

/** The changes with the time of a consent that is new. @param at epoch milliseconds. */
export const dated = (changes: Changes, { consentAt }: Pick<ImportedFacts, 'consentAt'>, at: number): Changes =>
  'consentSource' in changes.facts
    ? { ...changes, facts: { ...changes.facts, consentAt: [consentAt, new Date(at).toISOString()] } }
    : changes;

/** A contact with the changes made. */
export const changed = (known: ImportedFacts, { facts, tags, attributes }: Changes): ImportedFacts => ({
  ...known,
  ...Object.fromEntries(Object.entries(facts).map(([name, [, after]]) => [name, after])),
  tags: [...new Set([...known.tags, ...tags])].sort(),
  attributes: {
    ...known.attributes,
    ...Object.fromEntries(Object.entries(attributes).map(([name, [, after]]) => [name, after])),
  },
});

/**
 * A contact with the changes taken back, as far as nobody has changed the same since.
 * @returns `whole`: all of them were.
 */
export function takenBack(
  known: ImportedFacts,
  changes: Changes,
): { readonly facts: ImportedFacts; readonly whole: boolean } {
  let whole = true;
  const facts: Record<string, string | boolean | null> = {};
  const isAsLeft = (name: string): boolean => {
    const change = changes.facts[name];
    return change === undefined || known[name as Single | 'consentAt'] === change[1];
  };
  // Noted again with the same words it is another consent.
  const isConsentAsLeft = isAsLeft('consentSource') && isAsLeft('consentAt');
  for (const [name, [before]] of Object.entries(changes.facts)) {
    if (name.startsWith('consent') ? isConsentAsLeft : isAsLeft(name)) facts[name] = before;
    else whole = false;
  }
  // Lines of the release before say nothing of the time.
  if (facts['consentSource'] === null) facts['consentAt'] ??= null;
  if (changes.tags.some(each => !known.tags.includes(each))) whole = false;
  const attributes = new Map(Object.entries(known.attributes));
  for (const [name, [before, after]] of Object.entries(changes.attributes)) {
    if (attributes.get(name) !== after) whole = false;
    else if (before === null) attributes.delete(name);
    else attributes.set(name, before);
  }
  return {
    facts: {
      ...known,
      ...facts,
      tags: known.tags.filter(each => !changes.tags.includes(each)),
      attributes: Object.fromEntries(attributes),
    },
    whole,
  };
}

/** Nothing is known but what an import said, or not even that. */
export const isEmpty = ({ givenName, language, vip, consentSource, tags, attributes }: ImportedFacts): boolean =>
  givenName === null &&
  language === null &&
  !vip &&
  consentSource === null &&
  tags.length === 0 &&
  Object.keys(attributes).length === 0;
