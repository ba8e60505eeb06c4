/** Generates inputs from the zod schemas that validate them: valid ones, and ones with a single hostile place. */
import { fc } from '../fast-check.ts';
import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** Existing ids that suit a field, by the field's name. */
export type Known = (field: string) => readonly string[];

const deep = (levels: number): unknown => JSON.parse(`${'{"a":['.repeat(levels)}${']}'.repeat(levels)}`);

/** Sample texts; nearly every kind of text field accepts at least one of them. */
const WORDS = [
  'a',
  'hello there',
  'ab',
  'en',
  '12345',
  '123456',
  'a.example',
  'https://a.example/x',
  'ann@a.example',
  'correct horse battery',
  '09:00',
  '17:30',
  'Europe/Berlin',
  '😀',
  'a_b',
  'en_US',
  '7',
  'US',
  'EUR',
  '+4915112345',
  'x'.repeat(30),
  'שלום',
  'e\u0301',
];

/** Texts, numbers and shapes that tend to break code. */
const HOSTILE: readonly unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfff b',
  '\u200b\u2060',
  '\u202e\u202e',
  '\ufeff',
  '\u3164',
  'x'.repeat(70_000),
  '\u{10ffff}',
  '%00',
  '../../etc/passwd',
  "'; DROP TABLE x; --",
  '${7*7}',
  '\r\nx: y',
  'null',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2027-02-30T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '[a]('.repeat(2_000),
  '(a+)+$',
  '[',
  '\\',
  'https://\ud800.example/',
  'https://a.example/\u0000',
  'http://user:pass@a.example/',
  'https://a.example:99999/',
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  1e308,
  -1e308,
  5e-324,
  true,
  false,
  null,
  [],
  {},
  [[]],
  [null],
  { __proto__x: 1 },
  deep(10),
  deep(20),
  deep(300),
];
const NAMES = ['unknown', '__proto__', 'constructor', 'toString', '\u0000', '\ud800', '', 'x'.repeat(300)];

/** One generated input. */
export interface Attempt {
  readonly value: unknown;
  /** Path of the place that was made hostile; null when the input is generated as the schema wants it. */
  readonly at: readonly (string | number)[] | null;
}

/**
 * Generates values that a schema accepts, as JSON values. Rules across fields are not considered, so the schema may
 * refuse some of them.
 * @param known existing ids for fields that take one.
 * @param field name of the field that the schema belongs to.
 */
export function valid(schema: Schema, known: Known, field = ''): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(def.shape).map(([name, each]) => [name, valid(each, known, name)])),
        {
          requiredKeys: Object.entries(def.shape)
            .filter(([, each]) => !(each as z.ZodType).safeParse(undefined).success)
            .map(([name]) => name),
        },
      );
    case 'array':
      return fc.array(valid(def.element, known, field), {
        minLength: lengthOf(def.checks, 'min_length', 0),
        maxLength: Math.min(3, lengthOf(def.checks, 'max_length', 3)),
        size: 'small',
      });
    case 'record':
      return fc.dictionary(
        valid(def.keyType, known, field) as fc.Arbitrary<string>,
        valid(def.valueType, known, field),
        { maxKeys: 3 },
      );
    case 'union':
      return fc.oneof(...def.options.map(each => valid(each, known, field)));
    case 'optional':
      return fc.option(valid(def.innerType, known, field), { nil: undefined, freq: 2 });
    case 'nullable':
      return fc.option(valid(def.innerType, known, field), { nil: null, freq: 4 });
    case 'nonoptional':
      return valid(def.innerType, known, field);
    case 'default':
    case 'prefault':
      return fc.option(valid(def.innerType, known, field), { nil: undefined, freq: 3 });
    // A pipe takes the input of its first schema; when it begins with a transform (preprocess), that of its second.
    case 'pipe':
      return valid((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in, known, field);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries));
    case 'literal':
      return fc.constantFrom(...def.values);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numbers(schema as z.ZodNumber);
    case 'string':
      return texts(schema as z.ZodString, known, field);
    case 'unknown':
      return fc.jsonValue({ maxDepth: 3 });
    default:
      throw new Error(`no inputs are known for a schema of the type ${def.type}`);
  }
}

/**
 * All places where a schema takes an id, as dotted paths of field names without list indexes, such as
 * `rules.route.queueId`.
 */
export function placesOfIds(schema: Schema, at: readonly string[] = []): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, each]) => placesOfIds(each, [...at, name]));
    case 'array':
      return placesOfIds(def.element, at);
    case 'union':
      return [...new Set(def.options.flatMap(each => placesOfIds(each, at)))];
    case 'record':
      return placesOfIds(def.valueType, at);
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'default':
    case 'prefault':
      return placesOfIds(def.innerType, at);
    case 'pipe':
      return placesOfIds((def.in as z.core.$ZodTypes)._zod.def.type === 'transform' ? def.out : def.in, at);
    default:
      return (schema as z.ZodString).format === 'uuid' ? [at.join('.')] : [];
  }
}

function lengthOf(
  checks: readonly z.core.$ZodCheck[] | undefined,
  kind: 'min_length' | 'max_length',
  otherwise: number,
): number {
  for (const check of checks ?? []) {
    const { def } = check._zod as { def: { check: string; minimum?: number; maximum?: number } };
    if (def.check === kind) return def.minimum ?? def.maximum ?? otherwise;
  }
  return otherwise;
}

function numbers(schema: z.ZodNumber): fc.Arbitrary<number> {
  const [min, max] = [schema.minValue ?? -1e9, schema.maxValue ?? 1e9];
  return schema.format !== null && schema.format !== undefined
    ? fc.oneof(fc.constantFrom(min, max), fc.integer({ min: Math.ceil(min), max: Math.min(max, min + 200) }))
    : fc.double({ min, max, noNaN: true });
}

function texts(schema: z.ZodString, known: Known, field: string): fc.Arbitrary<unknown> {
  if (schema.format === 'uuid')
    return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known(field)) }, { weight: 1, arbitrary: fc.uuid() });
  const times = [60_000, 86_400_000, 40 * 86_400_000].map(ms => new Date(Date.now() + ms).toISOString());
  const words = [...WORDS, ...times, ...times.map(time => time.slice(0, 10))].filter(
    each => schema.safeParse(each).success,
  );
  if (words.length === 0) throw new Error(`no word fits ${field}: ${String(schema.format)}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...words) },
    {
      weight: 1,
      arbitrary: fc
        .string({ unit: 'binary', maxLength: 40 })
        .map(each => (schema.safeParse(each).success ? each : words[0]!)),
    },
  );
}

/** Paths of all places in a JSON value: the value itself, and recursively whatever its objects and lists contain. */
export function placesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value).filter(([, each]) => each !== undefined);
  return [path, ...inside.flatMap(([name, each]) => placesOf(each, [...path, name]))];
}

/** A copy of a value with `by` at a path. */
export function replaced(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((each, at) => (at === first ? replaced(each, rest, by) : (each as unknown)));
  const entries = Object.entries(value as object);
  const inner = (value as Record<string, unknown>)[first];
  // Object.fromEntries, so that `__proto__` becomes an ordinary field.
  return Object.fromEntries([...entries.filter(([name]) => name !== first), [first, replaced(inner, rest, by)]]);
}

const asSent = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

/** Valid inputs with one hostile place: its value replaced, or an unknown field added. */
function hostile(schema: Schema, known: Known): fc.Arbitrary<Attempt> {
  // Converted to what is sent: fields that are undefined are then missing, and rules across fields see that.
  const base = valid(schema, known)
    .map(asSent)
    .filter(value => value === undefined || (schema as z.ZodType).safeParse(value).success);
  const change = fc.oneof(
    fc.record({ by: fc.constantFrom(...HOSTILE), place: fc.nat() }),
    fc.record({ by: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), place: fc.nat() }),
    fc.record({ name: fc.constantFrom(...NAMES), by: fc.constantFrom(...HOSTILE), place: fc.nat() }),
  );
  return fc.tuple(base, change).map(([value, { place, by, ...more }]) => {
    const places = placesOf(value);
    const at = places[place % places.length]!;
    const holder = at.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown>)[step], value);
    const name =
      'name' in more && typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? [more.name] : [];
    return { value: replaced(value, [...at, ...name], by), at: [...at, ...name] };
  });
}

/** Inputs for a schema: a quarter of them without a hostile place, the others with one. */
export const attempts = (schema: Schema, known: Known): fc.Arbitrary<Attempt> =>
  fc.oneof(
    { weight: 1, arbitrary: valid(schema, known).map(value => ({ value, at: null })) },
    { weight: 3, arbitrary: hostile(schema, known) },
  );
