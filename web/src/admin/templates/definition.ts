import type { TemplatePart } from '../../lib/template-slots.ts';

/** A file above the text, as the example that WhatsApp's reviewers see. */
export interface ExampleFile {
  readonly uploadId: string;
  readonly format: 'IMAGE' | 'VIDEO' | 'DOCUMENT';
  readonly name: string;
}

/**
 * The common kind of template: words with parameters, a file above them if wanted, a footer. All else is in the API.
 */
export interface Definition {
  /** Empty: of the first account there is. */
  readonly numberId: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly file: ExampleFile | null;
  readonly text: string;
  /** An example by parameter. */
  readonly examples: Readonly<Record<string, string>>;
  readonly footer: string;
}

export const NOTHING: Definition = {
  numberId: '',
  name: '',
  language: 'en_US',
  category: 'UTILITY',
  file: null,
  text: '',
  examples: {},
  footer: '',
};

/** WhatsApp's limits of what is written, in letters. */
export const MOST = { text: 1024, footer: 60 } as const;

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;
const isPositional = (names: readonly string[]): boolean => names.every(name => /^\d+$/.test(name));

/** The parameters of a text, each once: numbers by size, as WhatsApp counts them; names as they come. */
export function parametersOf(text: string): readonly string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(match => match[1] ?? ''))];
  return isPositional(names) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

/** The text with the examples in the place of its parameters. */
export const withExamples = (text: string, examples: Definition['examples']): string =>
  text.replaceAll(PLACEHOLDER, (whole, name: string) => examples[name] || whole);

interface Component extends TemplatePart {
  readonly type: 'HEADER' | 'BODY' | 'FOOTER';
  readonly example?: object;
}

/** The template's parts, as the API takes them. */
export function componentsOf({ file, text, examples, footer }: Definition): readonly Component[] {
  const names = parametersOf(text);
  const example = isPositional(names)
    ? { body_text: [names.map(name => examples[name] ?? '')] }
    : { body_text_named_params: names.map(name => ({ param_name: name, example: examples[name] ?? '' })) };
  return [
    ...(file === null ? [] : [{ type: 'HEADER' as const, format: file.format, example: { uploadId: file.uploadId } }]),
    { type: 'BODY', text, ...(names.length === 0 ? {} : { example }) },
    ...(footer === '' ? [] : [{ type: 'FOOTER' as const, text: footer }]),
  ];
}

/** An example within the part with the words: `example.body_text.0.1`, `example.body_text_named_params.1.example`. */
const EXAMPLE = /^example\.(?:body_text\.0|body_text_named_params)\.(\d+)/;

/** The form's field for one that the API names. @param path such as `components.1.example.body_text.0.0`. */
export function fieldOfPath(path: string, definition: Definition): string {
  const [, place, inside = ''] = /^components\.(\d+)(?:\.(.+))?$/.exec(path) ?? [];
  if (place === undefined) return path;
  switch (componentsOf(definition)[Number(place)]?.type) {
    case 'HEADER':
      return 'file';
    case 'FOOTER':
      return 'footer';
    case 'BODY': {
      const name = parametersOf(definition.text)[Number(EXAMPLE.exec(inside)?.[1] ?? -1)];
      return name === undefined ? 'text' : `examples.${name}`;
    }
    default:
      return path;
  }
}
