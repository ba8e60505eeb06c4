import type { TFunction } from 'i18next';
import type { z } from 'zod';
import { ApiError } from '../../lib/api/api-error.ts';
import { spoken } from '../../lib/i18n-language.ts';
import { inNumber } from '../../lib/time.ts';

/** One thing that is wrong with what a form sends. */
export interface Fault {
  /** The path of the field in the body: `queues.0.rank`; empty: the whole of it. */
  readonly path: string;
  /** A sentence for people. */
  readonly text: string;
  /** Whether it is the API's English on a page in another language. */
  readonly isForeign?: boolean;
}

type T = TFunction<'ui'>;
type Issue = z.core.$ZodIssue;
/** What each field has to look like, by its path, where the shape of it is not clear from its name. */
export type ShapeWords = Readonly<Record<string, string>>;

/** What a schema finds wrong with a body, each in words. One fault a field: the first. */
export function faultsOfSchema(error: z.core.$ZodError, body: unknown, t: T, shapes: ShapeWords): readonly Fault[] {
  const found = new Map<string, Fault>();
  for (const { path, issue } of error.issues.flatMap(each => flat(each, []))) {
    const name = path.join('.');
    if (!found.has(name)) found.set(name, { path: name, text: words(issue, valueAt(body, path), t, shapes[name]) });
  }
  return [...found.values()];
}

/**
 * What the API says is wrong. Without a field it is about the whole. What it lists it says in English alone, and without
 * a kind that words could be found for.
 */
export function faultsOfAnswer(error: unknown): readonly Fault[] {
  const isForeign = spoken().language !== 'en';
  const text = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ApiError)) return [{ path: '', text, isForeign }];
  const listed = Array.isArray(error.more['errors']) ? error.more['errors'].filter(isListed) : [];
  if (listed.length > 0)
    return listed.map(({ field, message }) => ({ path: pathOf(field), text: sentence(message), isForeign }));
  return [{ path: pathOf(error.field ?? ''), text, isForeign: error.isForeign }];
}

/** The API's name for the whole of a body is `body`. */
const pathOf = (field: string): string => (field === 'body' ? '' : field);

interface Listed {
  readonly field: string;
  readonly message: string;
}
const isListed = (value: unknown): value is Listed =>
  typeof value === 'object' &&
  value !== null &&
  'field' in value &&
  'message' in value &&
  typeof value.field === 'string' &&
  typeof value.message === 'string';

/** The API's messages go on after the field's name: `must not be blank`. */
const sentence = (message: string): string => `${message.slice(0, 1).toUpperCase()}${message.slice(1)}`;

interface Found {
  readonly path: readonly PropertyKey[];
  readonly issue: Issue;
}

/** Of a union, the alternative with the fewest faults: most likely the one that was meant. */
function flat(issue: Issue, before: readonly PropertyKey[]): readonly Found[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map(key => ({ path: [...path, key], issue }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, issue }];
  const alternatives = issue.errors.map(each => each.flatMap(inner => flat(inner, path)));
  // Null is an alternative of whatever may be left out, and never what was meant by something that is there.
  const meant = alternatives.filter(each => !each.some(found => isAboutNull(found.issue)));
  const [nearest] = (meant.length > 0 ? meant : alternatives).sort((a, b) => a.length - b.length);
  return nearest === undefined || nearest.length === 0 ? [{ path, issue }] : nearest;
}

const isAboutNull = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.expected === 'null';

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path) value = (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[part];
  return value;
}

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

function words(issue: Issue, value: unknown, t: T, shape: string | undefined): string {
  if (isNothing(value)) return t('fault.required');
  switch (issue.code) {
    case 'too_small':
      return limit(issue.origin, Number(issue.minimum), t, 'least');
    case 'too_big':
      return limit(issue.origin, Number(issue.maximum), t, 'most');
    case 'invalid_format':
      if (issue.format === 'email') return t('fault.email');
      if (issue.format === 'url') return t('fault.address');
      return issue.format === 'uuid' ? t('fault.choose') : (shape ?? t('fault.wrong'));
    case 'invalid_type':
      return issue.expected === 'int' ? t('fault.whole') : (shape ?? t('fault.wrong'));
    case 'invalid_value':
      return t('fault.choose');
    default:
      return shape ?? t('fault.wrong');
  }
}

function limit(origin: string, count: number, t: T, which: 'least' | 'most'): string {
  const isLeast = which === 'least';
  if (origin === 'string') return isLeast ? t('fault.too_short', { count }) : t('fault.too_long', { count });
  if (origin === 'array') return isLeast ? t('fault.too_few', { count }) : t('fault.too_many', { count });
  return isLeast ? t('fault.too_small', { limit: inNumber(count) }) : t('fault.too_big', { limit: inNumber(count) });
}
