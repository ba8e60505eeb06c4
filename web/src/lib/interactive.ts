/**
 * Messages with something to choose from, as they are written: reply buttons, or a list. Source of the limits: Cloud API
 * reference, "Interactive" objects; test/unit/interactive-form.test.ts compares them with what the server takes.
 */
export const LIMITS = {
  header: 60,
  body: 1024,
  footer: 60,
  buttonTitle: 20,
  opener: 20,
  sectionTitle: 24,
  rowTitle: 24,
  rowDescription: 72,
  buttons: 3,
  rows: 10,
} as const;

interface FormButton {
  /** Comes back with what the customer taps on. */
  readonly id: string;
  readonly title: string;
}
export interface FormRow extends FormButton {
  readonly description: string;
}
export interface FormSection {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly FormRow[];
}
export interface InteractiveForm {
  readonly kind: 'button' | 'list';
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  readonly buttons: readonly FormButton[];
  /** What stands on the button that opens the list. */
  readonly opener: string;
  readonly sections: readonly FormSection[];
}

/** Why a form cannot be sent as it stands. `twice`: another one beside it is called the same. */
export type Fault = { readonly why: 'missing' | 'twice' } | { readonly why: 'too_long'; readonly count: number };
/** The faults of a form by the place of each: `body`, `button:<id>`, `section:<id>`, `row:<id>`, `description:<id>`. */
export type Faults = ReadonlyMap<string, Fault>;

export const countRows = ({ sections }: InteractiveForm): number =>
  sections.reduce((sum, { rows }) => sum + rows.length, 0);

/** @param make gives ids that nothing else has. */
export const emptyForm = (make: () => string): InteractiveForm => ({
  kind: 'button',
  header: '',
  body: '',
  footer: '',
  buttons: [{ id: make(), title: '' }],
  opener: '',
  sections: [{ id: make(), title: '', rows: [{ id: make(), title: '', description: '' }] }],
});

/** What is checked of a text: how long it may be, and whether it may be left out. */
interface Checked {
  readonly place: string;
  readonly text: string;
  readonly most: number;
  readonly isOptional?: boolean;
}

function faultOf({ text, most, isOptional = false }: Checked): Fault | null {
  const { length } = text.trim();
  if (length === 0) return isOptional ? null : { why: 'missing' };
  return length > most ? { why: 'too_long', count: length - most } : null;
}

function placesOf(form: InteractiveForm): readonly Checked[] {
  const { kind, header, body, footer, buttons, opener, sections } = form;
  const around: Checked[] = [
    { place: 'header', text: header, most: LIMITS.header, isOptional: true },
    { place: 'body', text: body, most: LIMITS.body },
    { place: 'footer', text: footer, most: LIMITS.footer, isOptional: true },
  ];
  if (kind === 'button')
    return [
      ...around,
      ...buttons.map(({ id, title }) => ({ place: `button:${id}`, text: title, most: LIMITS.buttonTitle })),
    ];
  return [
    ...around,
    { place: 'opener', text: opener, most: LIMITS.opener },
    ...sections.flatMap(({ id, title, rows }): Checked[] => [
      // One section needs no title.
      { place: `section:${id}`, text: title, most: LIMITS.sectionTitle, isOptional: sections.length < 2 },
      ...rows.flatMap((row): Checked[] => [
        { place: `row:${row.id}`, text: row.title, most: LIMITS.rowTitle },
        { place: `description:${row.id}`, text: row.description, most: LIMITS.rowDescription, isOptional: true },
      ]),
    ]),
  ];
}

/** What stands in the way of sending a form; nothing: it can be sent. */
export function faultsOf(form: InteractiveForm): Faults {
  const faults = new Map<string, Fault>();
  for (const checked of placesOf(form)) {
    const fault = faultOf(checked);
    if (fault !== null) faults.set(checked.place, fault);
  }
  if (form.kind !== 'button') return faults;
  const titles = form.buttons.map(({ title }) => title.trim());
  form.buttons.forEach(({ id }, at) => {
    const title = titles[at] ?? '';
    if (title !== '' && titles.indexOf(title) < at) faults.set(`button:${id}`, { why: 'twice' });
  });
  return faults;
}

const given = (name: string, text: string): object => (text.trim() === '' ? {} : { [name]: text.trim() });

/** A form without faults, as the API takes it. */
export function interactiveOf({ kind, header, body, footer, ...form }: InteractiveForm): object {
  const around = {
    ...(header.trim() === '' ? {} : { header: { type: 'text', text: header.trim() } }),
    body: { text: body.trim() },
    ...(footer.trim() === '' ? {} : { footer: { text: footer.trim() } }),
  };
  if (kind === 'button') {
    const buttons = form.buttons.map(({ id, title }) => ({ type: 'reply', reply: { id, title: title.trim() } }));
    return { type: 'button', ...around, action: { buttons } };
  }
  const sections = form.sections.map(({ title, rows }) => ({
    ...given('title', title),
    rows: rows.map(row => ({ id: row.id, title: row.title.trim(), ...given('description', row.description) })),
  }));
  return { type: 'list', ...around, action: { button: form.opener.trim(), sections } };
}

/** What is shown of a form that was sent off: its words, and what can be chosen. */
export function formText({ kind, header, body, footer, buttons, opener, sections }: InteractiveForm): string {
  const choices = kind === 'button' ? buttons.map(({ title }) => title) : [opener];
  const rows = kind === 'button' ? [] : sections.flatMap(each => each.rows.map(({ title }) => title));
  const words = [header, body, footer].map(text => text.trim()).filter(text => text !== '');
  return [...words, ...choices.map(each => `[${each.trim()}]`), ...rows.map(each => `• ${each.trim()}`)].join('\n');
}
