/** What was changed in a form, and upon what. */
export interface Changed<V extends object> {
  /** Of a form whose fields are saved each by itself, those alone that were changed. */
  readonly values: Partial<V>;
  /** What was saved of the same fields when they were first changed. */
  readonly base: string;
  /** Whether it was written while what stood there before was being saved. */
  readonly isRest?: true;
}

interface Upon<V extends object> {
  /** What is saved. */
  readonly initial: V;
  /** Whether a field that was not changed follows what is saved, instead of being saved with the others. */
  readonly separately: boolean;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const namesIn = <V extends object>(values: Partial<V>): (keyof V)[] => Object.keys(values) as (keyof V)[];

const only = <V extends object>(values: V, names: readonly (keyof V)[]): Partial<V> =>
  Object.fromEntries(names.map(name => [name, values[name]])) as Partial<V>;

/**
 * The changes that these values are; null: they are what is saved.
 * @param before the changes up to now.
 * @param sent what is being saved right now: going back from it is a change, too.
 */
export function changesOf<V extends object>(
  next: V,
  { initial, separately }: Upon<V>,
  before: Changed<V> | null,
  sent: V | null,
): Changed<V> | null {
  const names = namesIn<V>(next);
  const differing = names.filter(
    name => !isSame(next[name], initial[name]) || (sent !== null && !isSame(next[name], sent[name])),
  );
  if (differing.length === 0 && sent === null) return null;
  const changed = separately ? differing : names;
  const base = before === null ? initial : { ...initial, ...(JSON.parse(before.base) as Partial<V>) };
  return {
    values: only(next, changed),
    base: JSON.stringify(only(base, changed)),
    ...(before?.isRest === true ? { isRest: true } : {}),
  };
}

/** What of these changes is still to be saved, now that these values are; null: nothing. */
export function restOf<V extends object>(changed: Changed<V> | null, saved: V, separately: boolean): Changed<V> | null {
  if (changed === null) return null;
  const names = namesIn(changed.values);
  const differing = names.filter(name => !isSame(changed.values[name], saved[name]));
  if (differing.length === 0) return null;
  const left = separately ? differing : names;
  return {
    values: only({ ...saved, ...changed.values }, left),
    base: JSON.stringify(only(saved, left)),
    isRest: true,
  };
}

/** Whether something else was saved of the fields that were changed, since they were. */
export const isOutdated = <V extends object>({ values, base, isRest }: Changed<V>, initial: V): boolean =>
  // What one has saved oneself may come back written differently.
  isRest !== true && base !== JSON.stringify(only(initial, namesIn(values)));

/** Whether these values are something else than what is saved. */
export const differs = (values: object, initial: object): boolean => !isSame(values, initial);
