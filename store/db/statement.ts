/**
 * Statements of the flows that every conversation passes: written as SQL, named, and so planned once per connection,
 * with the types of what they take and give declared beside them. `test/database/statements.test.ts` has PostgreSQL
 * describe each of them and compares (decision 0026).
 */

/** A type of PostgreSQL's, and what code has for it. */
export interface SqlType<T> {
  /** As PostgreSQL names it, such as `timestamptz` or `uuid[]`. */
  readonly name: string;
  readonly nullable: boolean;
  /** Never there: it is what `T` stands in. */
  readonly value?: T;
}

const type = <T>(name: string): SqlType<T> => ({ name, nullable: false });

export const uuid = type<string>('uuid');
export const uuids = type<readonly string[]>('uuid[]');
export const text = type<string>('text');
export const texts = type<readonly string[]>('text[]');
export const int = type<number>('int4');
export const float = type<number>('float8');
export const bool = type<boolean>('bool');
export const bytes = type<Uint8Array>('bytea');
export const time = type<Date>('timestamptz');
/** Whole numbers that may be larger than a number can tell apart: node-postgres gives them as text. */
export const bigint = type<string>('int8');
/**
 * JSON that code knows the shape of, since code wrote it. Arrays are given as text: node-postgres would make them
 * PostgreSQL's.
 */
export const json = <T>(): SqlType<T> => type<T>('jsonb');

/** The same, or null. */
export const nullable = <T>({ name }: SqlType<T>): SqlType<T | null> => ({ name, nullable: true });
/** Names a column's text as one of a few words. */
export const words = <T extends string>(): SqlType<T> => type<T>('text');

export type Shape = Readonly<Record<string, SqlType<unknown>>>;
type ValueOf<S> = S extends SqlType<infer T> ? T : never;
/** What a shape's values are. */
export type Values<S extends Shape> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

export interface Statement<Takes extends Shape = Shape, Gives extends Shape = Shape> {
  /** Of the prepared statement: unique in a process, at most 63 bytes. */
  readonly name: string;
  /** With `$1` and so on, each cast to its type. */
  readonly sql: string;
  readonly takes: Takes;
  readonly gives: Gives;
  /** Names of what is taken, in the order of the numbers. */
  readonly order: readonly string[];
}

const declared = new Map<string, Statement>();

/** All statements of the modules that have been loaded, for the tests that look at each of them. */
export const statements = (): readonly Statement[] => [...declared.values()];

/**
 * Declares a statement. In its text `$name` stands for the value taken by that name, cast to its type.
 * @throws when a name is declared twice, or the text and what it takes do not agree.
 */
export function statement<const Takes extends Shape, const Gives extends Shape>(
  name: string,
  { takes, gives, sql }: { readonly takes: Takes; readonly gives: Gives; readonly sql: string },
): Statement<Takes, Gives> {
  if (declared.has(name)) throw new Error(`two statements are called ${name}`);
  const order: string[] = [];
  const numbered = sql.replaceAll(/\$([a-z]\w*)/gi, (_, taken: string) => {
    const type = takes[taken];
    if (type === undefined) throw new Error(`the statement ${name} does not take $${taken}`);
    if (!order.includes(taken)) order.push(taken);
    return `$${order.indexOf(taken) + 1}::${type.name}`;
  });
  const unused = Object.keys(takes).filter(taken => !order.includes(taken));
  if (unused.length > 0) throw new Error(`the statement ${name} does not use ${unused.join(', ')}`);
  const made: Statement<Takes, Gives> = { name, sql: numbered, takes, gives, order };
  declared.set(name, made);
  return made;
}

/** The columns of a shape, for a SELECT, of the table with this alias. */
export const columns = (shape: Shape, alias: string): string =>
  Object.keys(shape)
    .map(name => `${alias}.${name}`)
    .join(', ');

/** The values of a statement in the order of its numbers. */
export const inOrder = (statement: Statement, values: Readonly<Record<string, unknown>>): unknown[] =>
  statement.order.map(name => valueFor(statement.takes[name], values[name]));

const valueFor = (type: SqlType<unknown> | undefined, value: unknown): unknown =>
  type?.name === 'jsonb' && value !== null ? JSON.stringify(value) : value;
