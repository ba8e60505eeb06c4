import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { INT_MAX, anyText, many, matching, text } from '../../api/http/input.ts';
import { ROUTES } from '../../api/system/routes.ts';

type Schema = z.core.$ZodType;
interface Leaf {
  readonly path: string;
  readonly schema: Schema;
}

/**
 * Every schema in a schema, with its place. A union's forms are all gone into; what is transformed is looked at as it
 * comes.
 */
function* parts(schema: Schema, path: string, seen = new Set<Schema>()): Generator<Leaf> {
  if (seen.has(schema)) return;
  const inside = new Set(seen).add(schema);
  yield { path, schema };
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'object':
      for (const [name, each] of Object.entries(def.shape)) yield* parts(each, `${path}.${name}`, inside);
      break;
    case 'array':
      yield* parts(def.element, `${path}[]`, inside);
      break;
    case 'record':
      yield* parts(def.keyType, `${path}{name}`, inside);
      yield* parts(def.valueType, `${path}{}`, inside);
      break;
    case 'union':
      for (const [at, each] of def.options.entries()) yield* parts(each, `${path}|${at}`, inside);
      break;
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'default':
    case 'prefault':
      yield* parts(def.innerType, path, inside);
      break;
    case 'pipe':
      yield* parts(def.in, path, inside);
      yield* parts(def.out, path, inside);
      break;
    default:
  }
}

const found = ROUTES.flatMap(route =>
  (['params', 'query', 'body'] as const).flatMap(where => {
    const schema = route[where];
    return schema === undefined ? [] : [...parts(schema, `${route.method} ${route.path} ${where}`)];
  }),
);
/** What several routes share is looked at once. */
const REQUESTS: Leaf[] = [...new Map(found.map(leaf => [leaf.schema, leaf])).values()];
const typed = (type: string): Leaf[] =>
  REQUESTS.filter(({ schema }) => (schema as z.core.$ZodTypes)._zod.def.type === type);
const takes = (schema: Schema, value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;
const faulty = (leaves: readonly Leaf[], wrong: (schema: Schema) => boolean): string[] =>
  leaves.filter(({ schema }) => wrong(schema)).map(({ path }) => path);

/** Texts that most forms would take, to put something into. */
const EXAMPLES = [
  'a',
  'abcdef',
  'ab',
  'en',
  '12345',
  '123456',
  'a.example',
  'https://a.example/',
  'ann@a.example',
  'correct horse battery staple',
  '09:00',
  'Europe/Berlin',
];

describe('requests of every route', () => {
  test('there are some', () => {
    expect(typed('string').length).toBeGreaterThan(100);
    expect(typed('object').length).toBeGreaterThan(80);
  });

  test('no text holds U+0000', () => {
    expect(
      faulty(typed('string'), schema =>
        EXAMPLES.some(each => takes(schema, `${each}\u0000`) || takes(schema, `\u0000${each}`)),
      ),
    ).toEqual([]);
  });

  test('every text is well-formed', () => {
    expect(
      faulty(typed('string'), schema =>
        EXAMPLES.some(each => {
          const parsed = (schema as z.ZodType).safeParse(`${each}\ud800`);
          return parsed.success && !(parsed.data as string).isWellFormed();
        }),
      ),
    ).toEqual([]);
  });

  test('every text has an end', () => {
    expect(
      faulty(typed('string'), schema =>
        ['a', '1', 'https://a.example/'].some(each => takes(schema, each + each.repeat(250_000))),
      ),
    ).toEqual([]);
  });

  test('a text shows something, but where it may be empty or is only compared', () => {
    const nothing = ['\u200b', '\u2060\u00ad', '\u3164', '\ufe0f', '\u2800', '\u202e ', '\u{e0041}'];
    expect(faulty(typed('string'), schema => nothing.some(each => takes(schema, each.repeat(12)))).sort()).toEqual([
      'post /agents body.password',
      'post /ai/trials body.policy.instructions',
      'post /auth/login body.email',
      'post /auth/login body.password',
      'post /auth/password body.currentPassword',
      'post /auth/password body.newPassword',
      'post /conversations/{id}/messages body|10.template.components[]|4.cards[].components[]|2.parameters[]|3.action.flow_action_data{name}',
      'post /conversations/{id}/messages body|8.interactive|3.action.parameters.flow_action_payload.data{name}',
      'post /offers/{id}/reject body.reason',
      'post /routing/simulate body.policy.rules[].when.pattern',
      'post /routing/simulate body.text',
      'put /conversations/{id}/draft body.text',
      'put /me/presence body.reason',
    ]);
  });

  test('every number fits its column', () => {
    const numbers = [...typed('number'), ...typed('int')];
    expect(numbers.length).toBeGreaterThan(50);
    expect(
      faulty(numbers, schema =>
        [NaN, Infinity, -Infinity, 1e308, -1e308, Number.MAX_SAFE_INTEGER + 1].some(each => takes(schema, each)),
      ),
    ).toEqual([]);
    const large = (schema: Schema): boolean =>
      (schema as z.ZodType).meta()?.['format'] !== 'int64' &&
      (takes(schema, INT_MAX + 1) || takes(schema, -INT_MAX - 2));
    expect(faulty(numbers, large)).toEqual([]);
  });

  test('every time is in years that people mean', () => {
    const wild = ['0000-01-01', '0001-01-01', '1899-12-31', '2101-01-01', '9999-12-31'].flatMap(day => [
      day,
      `${day}T00:00:00Z`,
      `${day}T00:00:00+01:00`,
    ]);
    const times = typed('string').filter(
      ({ schema }) =>
        takes(schema, '2027-01-31') !== takes(schema, '2027-01-31T10:00:00Z') &&
        !['2027-13-45', '2027-13-45T10:00:00Z'].some(each => takes(schema, each)),
    );
    expect(times.length).toBeGreaterThan(3);
    expect(faulty(times, schema => wild.some(each => takes(schema, each)))).toEqual([]);
  });

  test('every list has an end', () => {
    expect(
      faulty(
        typed('array'),
        schema =>
          !(schema as z.core.$ZodArray)._zod.def.checks?.some(
            check => check._zod.def.check === 'max_length' || check._zod.def.check === 'length_equals',
          ),
      ),
    ).toEqual([]);
  });

  test('every object is strict', () => {
    expect(
      faulty(typed('object'), schema => (schema as z.core.$ZodObject)._zod.def.catchall?._zod.def.type !== 'never'),
    ).toEqual([]);
  });

  test('nothing is taken as it comes', () => {
    const kinds = ['any', 'unknown', 'lazy', 'map', 'set', 'bigint', 'date', 'file', 'custom', 'catch'];
    expect(
      kinds
        .flatMap(kind => typed(kind).map(({ path }) => path))
        .filter(path => !/flow_action_(payload\.data|data)\{\}$/.test(path)),
    ).toEqual([]);
  });
});

test('what is too long is not looked at further', () => {
  let looks = 0;
  const look = (): boolean => ++looks > 0;
  const long = 'x'.repeat(11);
  for (const schema of [
    text(10).refine(look),
    anyText(10).refine(look),
    matching(/^x+$/, 'must be x', 10).refine(look),
  ])
    expect(takes(schema, long)).toBe(false);
  expect(takes(many(z.literal('x'), 10).refine(look), long.split(''))).toBe(false);
  expect(looks).toBe(0);
});
