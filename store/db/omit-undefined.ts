type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** A copy of an object without the fields that are undefined. */
export const omitUndefined = <T extends object>(all: T): Given<T> =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
