/**
 * A body of these values without the texts that are empty: what is left out may be missing, while an empty text is
 * refused.
 */
export const filled = <V extends object>(values: V): Partial<V> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<V>;
