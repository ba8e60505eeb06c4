/** Corrupts webhook bodies at random places. */
import { createHash } from 'node:crypto';
import { fc } from './fast-check.ts';

/** A text of this length that does not compress well; the same each time. */
export const incompressible = (length: number): string =>
  Array.from({ length: Math.ceil(length / 44) }, (_, at) => createHash('sha256').update(String(at)).digest('base64'))
    .join('')
    .slice(0, length);

/** Prefix of a string that stands for JSON that JSON.stringify cannot produce; `jsonOf` inserts it. */
const LITERAL = 'literal:';
const literal = (json: string): string => `${LITERAL}${json}`;
const nested = (levels: number, open: string, close: string): string =>
  `${open.repeat(levels)}0${close.repeat(levels)}`;

const HOSTILE: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  -0,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e-300,
  literal('12345678901234567890123'),
  literal('1e999'),
  literal('-1e999'),
  '',
  ' ',
  'x',
  '0',
  '-1',
  '1e3',
  '999999999999',
  '9999999999999999',
  '1970-01-01',
  'constructor',
  '__proto__',
  'toString',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'half \ud83d',
  '\udc00\ud800',
  '\u202e\u200b\ufeff',
  '😀'.repeat(2_000),
  'x'.repeat(3_000),
  incompressible(600),
  incompressible(6_000),
  'z'.repeat(300_000),
  "'; DROP TABLE message; --",
  '{"a":1}',
  '\\u0000',
  '%00',
  '<script>',
  [],
  [[]],
  [null],
  ['x'],
  Array.from({ length: 5_000 }, () => null),
  Array.from({ length: 300 }, (_, at) => ({ id: `${at}` })),
  {},
  { 0: 'x', length: 1 },
  { toString: 1, valueOf: null, toJSON: 'x', constructor: { prototype: 1 } },
  { $type: 'Json', value: '1' },
  { set: null, equals: 1, path: ['a'] },
  literal('{"__proto__":{"body":"x","id":"y"},"a\\u0000":1,"\\ud800":2}'),
  literal('{"a":1,"a":2,"":3}'),
  literal(nested(40, '[', ']')),
  literal(nested(3_000, '{"a":', '}')),
  literal(nested(60_000, '[', ']')),
];

/** One corruption of a value: at which place, and what is done there. */
export const spoiling = fc.record({
  place: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'replace', 'remove', 'rename', 'wrap', 'double'),
  with: fc.nat(HOSTILE.length - 1),
});
export type Spoiling = typeof spoiling extends fc.Arbitrary<infer T> ? T : never;

type Node = { readonly holder: Record<string | number, unknown>; readonly key: string | number };

function nodesOf(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? value.slice(0, 50).map((_, at) => at) : Object.keys(value).slice(0, 50);
  const holder = value as Record<string | number, unknown>;
  return keys.flatMap(key => [{ holder, key }, ...nodesOf(holder[key])]);
}

/** Corrupts a value. @param value is changed in place. */
export function spoil(value: unknown, { place, how, with: hostile }: Spoiling): void {
  const nodes = nodesOf(value);
  const node = nodes[place % Math.max(nodes.length, 1)];
  if (node === undefined) return;
  const { holder, key } = node;
  const before = holder[key];
  switch (how) {
    case 'replace':
      return void (holder[key] = structuredClone(HOSTILE[hostile]));
    case 'remove':
      return void (Array.isArray(holder) ? holder.splice(Number(key), 1) : Reflect.deleteProperty(holder, key));
    case 'rename':
      if (Array.isArray(holder)) return;
      Reflect.deleteProperty(holder, key);
      holder[`${String(key)}\u0000`] = before;
      return;
    case 'wrap':
      return void (holder[key] = hostile % 2 === 0 ? [before] : { [String(key)]: before });
    case 'double':
      return void (Array.isArray(holder) ? holder.push(structuredClone(before)) : (holder[key] = [before, before]));
  }
}

/** A corrupted body as bytes of JSON, with the literals inserted. */
export function jsonOf(body: unknown): Buffer {
  return Buffer.from(
    JSON.stringify(body ?? null).replaceAll(/"literal:((?:[^"\\]|\\.)*)"/g, (_, escaped: string) =>
      String(JSON.parse(`"${escaped}"`)),
    ),
  );
}
