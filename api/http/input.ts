/**
 * The building blocks of every request schema: what they accept can be stored, compared, shown and sent on. Texts are
 * well-formed Unicode without U+0000, numbers fit their columns, times lie in plausible years, lists and objects are
 * limited in size. `test/api/input-kit.test.ts` walks all routes and reports schemas that use anything else.
 */
import { z } from 'zod';
import { cut } from '../../domain/text/cut.ts';

/** The largest value of PostgreSQL's `integer`. */
export const INT_MAX = 2 ** 31 - 1;
/** No honest JSON is nested deeper. A limit is needed because what reads, compares or stores JSON is recursive. */
const MOST_LEVELS = 32;

/**
 * A character that shows something: not white space, not invisible by definition (Unicode:
 * Default_Ignorable_Code_Point), not a control character, and none of those that fonts draw as nothing.
 */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\uFFF9-\uFFFB]/u;
const NO_NUL = 'must not contain U+0000';

/** Stops checking at a violated length limit: the other checks would cost work in proportion to the input's length. */
const AT_ONCE = { abort: true } as const;
const plain = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max, AT_ONCE)
    .overwrite(value => value.toWellFormed())
    .refine(value => !value.includes('\u0000'), { error: NO_NUL, abort: true });

/**
 * A text that is not blank, of one line or several; lengths in UTF-16 code units. Lone surrogates become U+FFFD.
 */
export const text = (max: number, min = 1) =>
  plain(min, max)
    .refine(value => VISIBLE.test(value), 'must not be blank')
    .meta({ format: 'text' });

/** A text that may be empty or blank: where that means “none”, or where it is only compared (passwords). */
export const anyText = (max: number, min = 0) => plain(min, max).meta({ format: 'any-text' });

/** A text that matches a pattern. The pattern must be anchored and must exclude U+0000 and lone surrogates itself. */
export const matching = (pattern: RegExp, message: string, max = 2_000) =>
  z.string().max(max, AT_ONCE).regex(pattern, { error: message, abort: true });

/** The primary language subtag of BCP 47: `en`, `fil`. */
export const languageTag = matching(/^[a-z]{2,3}$/, 'must be a code of ISO 639-1', 3);

export const email = z.string().max(200, AT_ONCE).check(z.email());

const NO_ADDRESS = 'must be an http or https address';
/** Checked before parsing: `new URL` silently drops or encodes white space, control characters and lone surrogates. */
const isPlain = (value: string): boolean => !/[\s\p{Cc}\p{Cs}]/u.test(value);
/** An http or https URL. */
export const address = (max: number, hostname?: RegExp) =>
  z
    .string()
    .max(max, AT_ONCE)
    .refine(isPlain, { error: NO_ADDRESS, abort: true })
    .check(z.url({ protocol: /^https?$/, ...(hostname === undefined ? {} : { hostname }), error: NO_ADDRESS }));

/** A whole number for a column of type `integer`. */
export const int = (min: number, max = INT_MAX) => z.int().min(min).max(max);

/**
 * A whole number for a column of type `bigint`, such as money in millionths. `z.int` limits it to JavaScript's safe
 * integers, since larger JSON numbers are not exact.
 */
export const bigInt = (min: number, max: number) => z.int().min(min).max(max).meta({ format: 'int64' });

/** A finite number from `min` to `max`, with fractions. */
export const real = (min: number, max: number) => z.number().min(min).max(max);

/** A list of `min` to `max` items. */
export const many = <T extends z.ZodType>(item: T, max: number, min = 0) => z.array(item).min(min).max(max, AT_ONCE);

export const id = z.uuid();

const CLOCK = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?';
const DAY = '(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])';
const YEARS = '(?:20[0-9]{2}|2100)';
/** A date or time that exists in the calendar, limited to plausible years. The OpenAPI document gives the pattern. */
const inYears = <T extends z.ZodType<string, string>>(known: T, pattern: string, years: string) =>
  // eslint-disable-next-line no-restricted-syntax -- the pattern is anchored and made of constants in this file
  known.refine(value => new RegExp(pattern).test(value), `must be in the years ${years}`).meta({ pattern });

/** A moment in UTC (`2027-01-31T09:30:00Z`), from 2000 to 2100; fractions of a second to nanoseconds. */
export const instant = inYears(z.iso.datetime(), `^${YEARS}-${DAY}T${CLOCK}Z$`, '2000 to 2100');
/** As `instant`, with any offset from UTC. */
export const zonedInstant = inYears(
  z.iso.datetime({ offset: true }),
  `^${YEARS}-${DAY}T${CLOCK}(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$`,
  '2000 to 2100',
);
/** A day (`2027-01-31`) from 2000 to 2100. */
export const date = inYears(z.iso.date(), `^${YEARS}-${DAY}$`, '2000 to 2100');
/** A day from 1900 to 2100, such as a date of birth. */
export const pastDate = inYears(z.iso.date(), `^(?:19[0-9]{2}|20[0-9]{2}|2100)-${DAY}$`, '1900 to 2100');

/**
 * A JSON object whose fields the tenant chooses.
 * @param names at most so many values on all levels together, the object itself and the items of lists included.
 * @param longest at most so many UTF-16 code units in each text and each field's name.
 */
export const json = ({ names, longest }: { readonly names: number; readonly longest: number }) =>
  z
    .record(anyText(200, 1), z.unknown())
    .transform((value, context) => {
      const fault = jsonFault(value, names, longest);
      if (fault === null) return wellFormed(value) as Record<string, unknown>;
      context.addIssue({ code: 'custom', message: fault.message, path: [...fault.path] });
      return z.NEVER;
    })
    .meta({ override: { type: 'object', additionalProperties: true, maxProperties: names } });

/** The body of a request that needs none: absent, or `{}`. */
export const nothing = z.strictObject({}).optional();

const FLAGS = new Map([
  ...['true', '1', 'yes', 'on', 'y', 'enabled'].map(word => [word, true] as const),
  ...['false', '0', 'no', 'off', 'n', 'disabled'].map(word => [word, false] as const),
]);

/**
 * Query parameters. Express gives each as a text, or as a list when it is repeated; only `several` accepts a list.
 */
export const inAddress = {
  /** A whole number in digits. */
  int: (min: number, max = INT_MAX) =>
    z
      .preprocess(
        value => (typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value),
        int(min, max),
      )
      .meta({ override: { type: 'integer', minimum: min, maximum: max } }),
  /** As `int`, with `otherwise` as its default. */
  intOr: (otherwise: number, min: number, max = INT_MAX) =>
    z
      .preprocess(
        value => (typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value),
        int(min, max),
      )
      .default(otherwise)
      .meta({ override: { type: 'integer', minimum: min, maximum: max, default: otherwise } }),
  /** A boolean in any of the spellings in `FLAGS`; `otherwise` is the default. */
  flag: (otherwise: boolean) =>
    z
      .preprocess(value => (typeof value === 'string' ? (FLAGS.get(value.toLowerCase()) ?? value) : value), z.boolean())
      .default(otherwise)
      .meta({ override: { type: 'boolean', default: otherwise } }),
  /** As `flag`, without a default: left out, it is not asked about. */
  choice: () =>
    z
      .preprocess(value => (typeof value === 'string' ? (FLAGS.get(value.toLowerCase()) ?? value) : value), z.boolean())
      .optional()
      .meta({ override: { type: 'boolean' } }),
  /** A parameter that may be repeated. Gives one value or a list. */
  several: <T extends z.ZodType>(item: T, max: number) => z.union([item, many(item, max, 1)]),
};

interface JsonFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Why a value from JSON.parse cannot be accepted; null when it can. Not recursive: the value may be nested deeply. */
function jsonFault(value: unknown, names: number, longest: number): JsonFault | null {
  let count = 0;
  for (const { at, path, levels } of everything(value)) {
    if (levels > MOST_LEVELS) return { path, message: `must not be nested deeper than ${MOST_LEVELS} levels` };
    if (path.length > 0 && ++count > names) return { path, message: `must not hold more than ${names} values` };
    const texts = [
      ...(typeof at === 'string' ? [at] : []),
      ...(typeof path.at(-1) === 'string' ? [path.at(-1) as string] : []),
    ];
    if (texts.some(each => each.includes('\u0000'))) return { path, message: NO_NUL };
    if (texts.some(each => each.length > longest))
      return { path, message: `must not be longer than ${longest} characters` };
  }
  return null;
}

/**
 * Whether a parsed body may be given to its schema: nothing nested too deeply, and no field named `__proto__`.
 * @returns the place and what is wrong with it; null when nothing is.
 */
export function bodyFault(value: unknown): JsonFault | null {
  for (const { path, levels } of everything(value)) {
    if (levels > MOST_LEVELS)
      return { path: path.slice(0, MOST_LEVELS), message: `must not be nested deeper than ${MOST_LEVELS} levels` };
    if (path.at(-1) === '__proto__') return { path, message: 'is no name a field can have' };
  }
  return null;
}

interface Place {
  readonly at: unknown;
  readonly path: readonly (string | number)[];
  /** How many objects and lists it lies in, plus one when it is one itself. */
  readonly levels: number;
}

/**
 * A value and everything in it, without recursion. A value beyond `MOST_LEVELS` is yielded, but not descended into.
 */
function* everything(value: unknown): Generator<Place> {
  const open: Place[] = [{ at: value, path: [], levels: isHolder(value) ? 1 : 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    yield place;
    const { at, path, levels } = place;
    if (!isHolder(at) || levels > MOST_LEVELS) continue;
    for (const [name, each] of Array.isArray(at) ? at.entries() : Object.entries(at))
      open.push({ at: each, path: [...path, name], levels: isHolder(each) ? levels + 1 : levels });
  }
}

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The same value with well-formed texts. Recursive: its depth has been checked by `jsonFault`. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  return isHolder(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toWellFormed(), wellFormed(each)]))
    : value;
}

/** One thing that is wrong with an input, as problems list them in `errors`. */
export interface InputFault {
  /** The path of the field: `rules.0.name`. */
  readonly field: string;
  readonly message: string;
}

/**
 * What is wrong with an input, each with its field; at most 100 faults.
 * @param whole the field's name for faults of the value as a whole: `body`, `query`.
 */
export function faultsOf(error: z.core.$ZodError, whole: string): InputFault[] {
  return error.issues.flatMap(issue => issueFaults(issue, [], whole)).slice(0, 100);
}

function issueFaults(issue: z.core.$ZodIssue, before: readonly PropertyKey[], whole: string): InputFault[] {
  const path = [...before, ...issue.path];
  const named = (at: readonly PropertyKey[], message: string): InputFault => ({
    field: cut(at.map(String).join('.'), 500).toWellFormed() || whole,
    message,
  });
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => named([...path, key], 'is no field that is known here'));
  if (issue.code === 'invalid_key') return [named(path, issue.issues[0]?.message ?? issue.message)];
  // Of a union, report the alternative with the fewest faults: most likely the one that was meant.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [nearest] = issue.errors
      .map(each => each.flatMap(inner => issueFaults(inner, path, whole)))
      .sort((a, b) => a.length - b.length);
    if (nearest !== undefined && nearest.length > 0) return nearest;
  }
  return [named(path, issue.message)];
}
