import type { ReactNode } from 'react';
import { useId, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { ZodType } from 'zod';
import { useKept } from '../../lib/kept.ts';
import { newKey } from '../../lib/new-key.ts';
import type { Changed } from './changes.ts';
import { changesOf, differs, isOutdated, restOf } from './changes.ts';
import { faultLines, faultText } from './fault-text.tsx';
import type { Fault, ShapeWords } from './faults.ts';
import { faultsOfAnswer, faultsOfSchema } from './faults.ts';
import type { Fields } from './fields.ts';
import { fieldsOf } from './fields.ts';
import type { FaultsAt } from './place.ts';
import { fieldId, focusField, placed } from './place.ts';
import { useTabGuard } from './use-tab-guard.ts';

export interface Attempt<V> {
  readonly values: V;
  /** An Idempotency-Key: the same as long as the values are the same, so that nothing is done twice. */
  readonly key: string;
}

export interface FormOptions<V extends object, B> {
  /** What is saved, or what a new one begins with. It may come anew while the form is open. */
  readonly initial: V;
  /** What the body has to be: `requestSchema('postTeams')`. Without it the API alone decides. */
  readonly schema?: ZodType<B>;
  /** The body of these values, where they differ. */
  readonly toBody?: (values: V) => unknown;
  /**
   * Whether the API leaves alone what the body lacks, so that fields are saved each by itself: one that was not changed
   * follows what is saved, and `toBody` has to leave it out.
   */
  readonly separately?: boolean;
  /**
   * Saves. When it resolves, what it was given is forgotten: what was saved has to be in `initial` by then, or come
   * soon. What was written meanwhile stays, to be saved next. What it rejects with is shown, at its field if it names
   * one.
   */
  readonly onSubmit: (body: B, attempt: Attempt<V>) => Promise<unknown>;
  /** Keeps changes under this name until they are saved or thrown away, also when the form is closed (lib/kept.ts). */
  readonly keep?: string;
  /** Kept in memory alone. */
  readonly secret?: boolean;
  /** What fields have to look like, by path. */
  readonly shapes?: ShapeWords;
  /** The form's path for one of the body, where `toBody` gives things other names. */
  readonly fieldOf?: (path: string) => string;
}

export interface Form<V> {
  readonly values: V;
  /** Changes some of the values. What is changed at the same moment has to come in one call. */
  readonly set: (part: Partial<V>) => void;
  readonly fields: Fields<V>;
  /** Whatever else has a place in the form: id and error of a path, such as `queues.0.rank`. */
  readonly at: (path: string) => { readonly id: string; readonly error: ReactNode };
  /** What is wrong at a path, to be said within a sentence. */
  readonly wordsAt: (path: string) => string | null;
  /** What is wrong with no field in particular, a line each. */
  readonly problem: ReactNode;
  /** Whether it differs from what is saved. */
  readonly isDirty: boolean;
  /** Whether its changes are still there when it is closed. */
  readonly keeps: boolean;
  /** Whether something else was saved since the changes began. */
  readonly isOutdated: boolean;
  /** Whether what is not saved was written while the rest was being saved. */
  readonly isRest: boolean;
  readonly isPending: boolean;
  /** @returns whether all that stands in it was saved. */
  readonly submit: () => Promise<boolean>;
  /** Throws the changes away. */
  readonly discard: () => void;
}

function useChanged<V extends object>(keep: string | undefined, secret: boolean) {
  const [here, setHere] = useState<Changed<V> | null>(null);
  const [kept, setKept, , forget] = useKept<Changed<V> | null>(keep ?? '', null, secret);
  return keep === undefined
    ? { changed: here, change: setHere, forget: () => setHere(null) }
    : { changed: kept, change: setKept, forget };
}

interface Wrong {
  readonly atFields: FaultsAt;
  readonly problem: ReactNode;
}
const NOTHING_WRONG: Wrong = { atFields: {}, problem: null };

/**
 * The state of a form: its values, what is wrong with them by the schema that the API has, too, and by its answer, and
 * whether they are saved. Nothing is said to be wrong before one tries to save it; then the first field that is wrong
 * is gone to. As long as something is not saved, the browser asks before the tab is closed.
 */
export function useForm<V extends object, B = V>(options: FormOptions<V, B>): Form<V> {
  const { initial, schema, toBody, separately = false, onSubmit, keep, secret = false, shapes = {}, fieldOf } = options;
  const { t } = useTranslation('ui');
  const id = useId();
  const { changed, change, forget } = useChanged<V>(keep, secret);
  const [wrong, setWrong] = useState(NOTHING_WRONG);
  const [isPending, setPending] = useState(false);
  const [key, setKey] = useState(newKey);
  /** What is being saved. */
  const sent = useRef<V | null>(null);
  /** What stands there by the time it is saved. */
  const newest = useRef(changed);
  useLayoutEffect(() => {
    newest.current = changed;
  }, [changed]);
  const values: V = { ...initial, ...changed?.values };
  const isDirty = changed !== null && differs(values, initial);
  useTabGuard(isDirty);

  const settle = (next: Changed<V> | null): void => {
    if (next === null) forget();
    else change(next);
  };
  const set = (part: Partial<V>): void => {
    settle(changesOf({ ...values, ...part }, { initial, separately }, changed, sent.current));
    setKey(newKey());
    setWrong({ ...wrong, atFields: without(wrong.atFields, Object.keys(part)) });
  };
  const discard = (): void => {
    forget();
    setWrong(NOTHING_WRONG);
  };
  const show = (faults: readonly Fault[]): void => {
    const named = faults.map(fault => ({ ...fault, path: fieldOf?.(fault.path) ?? fault.path }));
    const { atFields, others, first } = placed(id, named);
    const lines = others.map(fault =>
      fault.path === '' ? fault : { ...fault, text: t('form.elsewhere', { field: fault.path, fault: fault.text }) },
    );
    // Before one goes there: a screen reader reads the field with what is wrong with it.
    flushSync(() => setWrong({ atFields, problem: faultLines(lines) }));
    if (first !== null) focusField(first);
  };
  const submit = async (): Promise<boolean> => {
    if (sent.current !== null) return false;
    const whole = toBody === undefined ? values : toBody(values);
    const parsed = schema?.safeParse(whole);
    if (parsed?.success === false) {
      show(faultsOfSchema(parsed.error, whole, t, shapes));
      return false;
    }
    sent.current = values;
    setPending(true);
    setWrong(NOTHING_WRONG);
    try {
      await onSubmit((parsed === undefined ? whole : parsed.data) as B, { values, key });
    } catch (error) {
      show(faultsOfAnswer(error));
      return false;
    } finally {
      sent.current = null;
      setPending(false);
    }
    const rest = restOf(newest.current, values, separately);
    settle(rest);
    setKey(newKey());
    return rest === null;
  };
  return {
    values,
    set,
    fields: fieldsOf(id, values, wrong.atFields, set),
    at: path => ({ id: fieldId(id, path), error: faultText(wrong.atFields[path]) }),
    wordsAt: path => wrong.atFields[path]?.text ?? null,
    problem: wrong.problem,
    isDirty,
    keeps: keep !== undefined,
    isOutdated: changed !== null && isOutdated(changed, initial),
    isRest: changed?.isRest === true,
    isPending,
    submit,
    discard,
  };
}

/** Errors that are about none of these fields. */
const without = (errors: FaultsAt, names: readonly string[]): FaultsAt =>
  Object.fromEntries(
    Object.entries(errors).filter(([path]) => !names.some(name => path === name || path.startsWith(`${name}.`))),
  );
