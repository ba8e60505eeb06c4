/**
 * Declared statements, for the flows that every conversation passes: written as SQL and named, so that they are planned
 * once per connection, with the types of their parameters and columns declared beside them.
 * `test/database/statements.test.ts` compares these with what PostgreSQL says of each statement (decision 0026).
 */

/** A type of PostgreSQL, and the TypeScript type `T` of its values. */
export interface SqlType<T> {
  /** As PostgreSQL names it, such as `timestamptz` or `uuid[]`. */
  readonly name: string;
  readonly nullable: boolean;
  /** Never set: it only carries the type `T`. */
  readonly value?: T;
}

const type = <T>(name: string): SqlType<T> => ({ name, nullable: false });

export const uuid = type<string>('uuid');
export const uuids = type<readonly string[]>('uuid[]');
export const text = type<string>('text');
export const texts = type<readonly string[]>('text[]');
export const int = type<number>('int4');
export const ints = type<readonly number[]>('int4[]');
export const float = type<number>('float8');
export const bool = type<boolean>('bool');
export const bytes = type<Uint8Array>('bytea');
export const time = type<Date>('timestamptz');
/** Integers that may exceed what a JavaScript number holds exactly; node-postgres returns them as strings. */
export const bigint = type<string>('int8');
/**
 * JSON of a known shape, because our own code wrote it. As a parameter it is sent as JSON text: node-postgres would
 * turn an array into one of PostgreSQL's arrays.
 */
export const json = <T>(): SqlType<T> => type<T>('jsonb');

/** The same type, or null. */
export const nullable = <T>({ name }: SqlType<T>): SqlType<T | null> => ({ name, nullable: true });
/** A text column that only holds the literals of `T`. */
export const words = <T extends string>(): SqlType<T> => type<T>('text');

/** Names of parameters or columns, with their types. */
export type Shape = Readonly<Record<string, SqlType<unknown>>>;
type ValueOf<S> = S extends SqlType<infer T> ? T : never;
/** The values that belong to a shape. */
export type Values<S extends Shape> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

/** A declared statement; made by `statement`. */
export interface Statement<Takes extends Shape = Shape, Gives extends Shape = Shape> {
  /** Name of the prepared statement: unique in a process, at most 63 bytes. */
  readonly name: string;
  /** With numbered parameters (`$1` and so on), each cast to its type. */
  readonly sql: string;
  /** Its parameters. */
  readonly takes: Takes;
  /** Its columns. */
  readonly gives: Gives;
  /** Names of the parameters, in the order of their numbers. */
  readonly order: readonly string[];
}

const declared = new Map<string, Statement>();

/** All statements declared by modules loaded so far, for tests that check each of them. */
export const statements = (): readonly Statement[] => [...declared.values()];

/**
 * Declares a statement. In `sql`, `$name` stands for the parameter of that name, cast to its type.
 * @throws when the name is declared already, or when `sql` uses a parameter that is not in `takes`, or the other way
 * round.
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

/** The columns of a shape as a SELECT list, of the table with this alias. */
export const columns = (shape: Shape, alias: string): string =>
  Object.keys(shape)
    .map(name => `${alias}.${name}`)
    .join(', ');

/** The values of a statement's parameters in the order of their numbers, as node-postgres takes them. */
export const inOrder = (statement: Statement, values: Readonly<Record<string, unknown>>): unknown[] =>
  statement.order.map(name => valueFor(statement.takes[name], values[name]));

const valueFor = (type: SqlType<unknown> | undefined, value: unknown): unknown =>
  type?.name === 'jsonb' && value !== null ? JSON.stringify(value) : value;
