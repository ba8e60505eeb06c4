import type { ChangeEvent, ReactNode } from 'react';
import { faultText } from './fault-text.tsx';
import type { FaultsAt } from './place.ts';
import { fieldId } from './place.ts';

/** Names of the values that are of a type. */
type NamesOf<V, Type> = { readonly [K in keyof V]-?: V[K] extends Type ? K : never }[keyof V] & string;

interface Field {
  readonly id: string;
  readonly name: string;
  /** What is wrong with it, in words. */
  readonly error: ReactNode;
}

/** What an input of Mantine is given to be a field of the form: `<TextInput label={…} {...form.fields.text('name')} />`. */
export interface Fields<V> {
  /** TextInput, Textarea, PasswordInput. */
  readonly text: (name: NamesOf<V, string>) => Field & {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
  /** NumberInput. An empty one is `''`. */
  readonly number: (name: NamesOf<V, number | ''>) => Field & {
    readonly value: number | '';
    readonly onChange: (value: number | string) => void;
  };
  /** Select, SegmentedControl, Radio.Group. Nothing chosen is null, and `''` where the values have no null. */
  readonly choice: (name: NamesOf<V, string | null>) => Field & {
    readonly value: string | null;
    readonly onChange: (value: string | null) => void;
  };
  /** MultiSelect, TagsInput. */
  readonly list: (name: NamesOf<V, readonly string[]>) => Field & {
    readonly value: string[];
    readonly onChange: (value: string[]) => void;
  };
  /** Switch, Checkbox. */
  readonly flag: (name: NamesOf<V, boolean>) => Field & {
    readonly checked: boolean;
    readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
  };
}

/** Fields for these values, and what is wrong with them. */
export function fieldsOf<V extends object>(
  formId: string,
  values: V,
  faults: FaultsAt,
  set: (part: Partial<V>) => void,
): Fields<V> {
  const field = (name: string): Field => ({ id: fieldId(formId, name), name, error: faultText(faults[name]) });
  const read = (name: string): unknown => (values as Readonly<Record<string, unknown>>)[name];
  const write = (name: string, value: unknown): void => set({ [name]: value } as Partial<V>);
  return {
    text: name => ({
      ...field(name),
      value: read(name) as string,
      onChange: event => write(name, event.currentTarget.value),
    }),
    number: name => ({
      ...field(name),
      value: read(name) as number | '',
      // Mantine gives a text where it is no number yet (`-`), or one that is too long to be exact.
      onChange: value => write(name, value === '' || Number.isNaN(Number(value)) ? '' : Number(value)),
    }),
    choice: name => ({
      ...field(name),
      value: read(name) as string | null,
      onChange: value => write(name, value ?? (typeof read(name) === 'string' ? '' : null)),
    }),
    list: name => ({
      ...field(name),
      value: [...(read(name) as readonly string[])],
      onChange: value => write(name, value),
    }),
    flag: name => ({
      ...field(name),
      checked: read(name) as boolean,
      onChange: event => write(name, event.currentTarget.checked),
    }),
  };
}
