/**
 * JSON values from outside: repaired where possible, and checked for depth and size before recursive code processes
 * them (decision 0022).
 */
import { repairedText } from '../text/cut.ts';

/**
 * Maximum levels of nested arrays and objects in one item. PostgreSQL and JavaScript fail between 5,000 and 10,000;
 * WhatsApp's items have about 8.
 */
const DEEPEST = 32;
/**
 * Maximum size of one item: characters of texts and member names; every other value counts as one. WhatsApp's longest
 * text has 4,096 characters, and a page of 100 messages is read at once.
 */
const LONGEST = 256 * 1024;

type Container = Record<string | number, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/**
 * The value with every string and member name repaired (`repairedText`); in place and without recursion, so it works at
 * any depth that JSON.parse produces. A member named `__proto__`, which is special in JavaScript objects, is renamed
 * `[__proto__]`. Of two members that get the same name the later one is kept, as in JSON.
 */
export function repaired(value: unknown): unknown {
  const top: Container = { value };
  const open: Container[] = [top];
  for (let container = open.pop(); container !== undefined; container = open.pop()) {
    const places = Array.isArray(container) ? container.keys() : Object.keys(container);
    for (const place of places) {
      const part = container[place];
      const mended = repairedPart(part);
      if (mended !== part) container[place] = mended;
      if (isContainer(mended)) open.push(mended);
    }
  }
  return top['value'];
}

function repairedPart(part: unknown): unknown {
  if (typeof part === 'string') return repairedText(part);
  if (!isContainer(part) || Array.isArray(part) || Object.keys(part).every(name => nameOf(name) === name)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, each]) => [nameOf(name), each]));
}

function nameOf(name: string): string {
  const whole = repairedText(name);
  return whole === '__proto__' ? '[__proto__]' : whole;
}

/**
 * Why a value is rejected: nested too deeply or too large; null if it is acceptable. The work is bounded by the limits,
 * not by the value's size.
 */
export function whyUnfit(value: unknown): 'too_deep' | 'too_large' | null {
  const open: unknown[] = [value];
  const depths: number[] = [1];
  let length = 0;
  while (open.length > 0) {
    const next = open.pop();
    const depth = depths.pop() ?? 0;
    length += typeof next === 'string' ? next.length : 1;
    if (isContainer(next)) {
      if (depth > DEEPEST) return 'too_deep';
      const parts: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
      if (!Array.isArray(next)) for (const name of Object.keys(next)) length += name.length;
      // Every part counts for at least one, so the parts of an array that is too long are not visited.
      if (length + open.length + parts.length > LONGEST) return 'too_large';
      for (const part of parts) open.push(part);
      for (let at = 0; at < parts.length; at++) depths.push(depth + 1);
    }
    if (length > LONGEST) return 'too_large';
  }
  return null;
}

/**
 * The value as an API response may contain it: one that is nested too deeply for JSON libraries is returned as
 * `{ json: … }`, its JSON text.
 */
export function shown(value: unknown): unknown {
  const open: { readonly part: unknown; readonly depth: number }[] = [{ part: value, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isContainer(next.part)) continue;
    if (next.depth > DEEPEST) return { json: jsonTextOf(value) };
    for (const part of Object.values(next.part)) if (isContainer(part)) open.push({ part, depth: next.depth + 1 });
  }
  return value;
}

/** An array or object that is being serialised. */
interface Frame {
  readonly of: Container;
  /** Null: it is an array. */
  readonly names: readonly string[] | null;
  readonly size: number;
  at: number;
}

/** The JSON text of a value of any depth; JSON.stringify is recursive and overflows the stack. */
export function jsonTextOf(value: unknown): string {
  const pieces: string[] = [];
  const open: Frame[] = [];
  const begin = (part: unknown): void => {
    if (!isContainer(part)) return void pieces.push(JSON.stringify(part ?? null));
    const names = Array.isArray(part) ? null : Object.keys(part);
    open.push({ of: part, names, size: Array.isArray(part) ? part.length : (names?.length ?? 0), at: 0 });
    pieces.push(names === null ? '[' : '{');
  };
  begin(value);
  for (let frame = open.at(-1); frame !== undefined; frame = open.at(-1)) {
    if (frame.at === frame.size) {
      pieces.push(frame.names === null ? ']' : '}');
      open.pop();
    } else {
      const place = frame.names?.[frame.at] ?? frame.at;
      if (frame.at++ > 0) pieces.push(',');
      if (frame.names !== null) pieces.push(JSON.stringify(place), ':');
      begin(frame.of[place]);
    }
  }
  return pieces.join('');
}
