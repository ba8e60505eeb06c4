/** The form for a new template: what it makes of what is written, and where it shows what the API finds wrong. */
import { expect, test } from '@jest/globals';
import { newTemplate } from '../../api/templates/definition.ts';
import type { Definition } from '../../web/src/admin/templates/definition.ts';
import {
  NOTHING,
  componentsOf,
  fieldOfPath,
  parametersOf,
  withExamples,
} from '../../web/src/admin/templates/definition.ts';

const file = { uploadId: '0199b9f0-0000-7000-8000-000000000001', format: 'IMAGE', name: 'bike.png' } as const;
const written = (part: Partial<Definition>): Definition => ({ ...NOTHING, text: 'Hello.', ...part });

test('parameters are each asked for once: names as they come, numbers by size', () => {
  expect(parametersOf('Hi {{name}}, {{ order }} for {{name}} is here')).toEqual(['name', 'order']);
  expect(parametersOf('{{10}}, {{2}} and {{1}}')).toEqual(['1', '2', '10']);
  expect(parametersOf('Nothing to fill in')).toEqual([]);
});

test.each<[string, Definition]>([
  ['words', written({})],
  ['all parts', written({ file, text: 'Hi {{name}}!', examples: { name: 'Ada' }, footer: 'Bye' })],
  ['numbers out of order', written({ text: 'Hi {{2}}, your {{1}}.', examples: { 1: 'bike', 2: 'Ada' } })],
])('what is made of %s is a definition that the API takes', (_, definition) => {
  const { language, category } = definition;
  const body = { name: 'a_template', language, category, components: componentsOf(definition) };
  expect(newTemplate.safeParse(body).error).toBeUndefined();
});

test('numbered examples stand in the order of the numbers, not of the text', () => {
  expect(componentsOf(written({ text: 'Hi {{2}}, your {{1}}.', examples: { 1: 'bike', 2: 'Ada' } }))).toEqual([
    { type: 'BODY', text: 'Hi {{2}}, your {{1}}.', example: { body_text: [['bike', 'Ada']] } },
  ]);
});

test.each([
  ['name', 'name'],
  ['components', 'components'],
  ['components.0.example.uploadId', 'file'],
  ['components.1.text', 'text'],
  ['components.1.example.body_text.0', 'text'],
  ['components.1.example.body_text.0.1', 'examples.2'],
  ['components.2.text', 'footer'],
])('what is wrong with %s is shown at %s', (path, field) => {
  const definition = written({ file, text: 'Hi {{2}}, your {{1}}.', footer: 'Bye' });
  expect(fieldOfPath(path, definition)).toBe(field);
});

test('what is wrong with a named example is shown at it, also without a header', () => {
  const definition = written({ text: 'Hi {{name}}, your {{what}}.' });
  expect(fieldOfPath('components.0.example.body_text_named_params.1.example', definition)).toBe('examples.what');
});

test('the preview has the examples in it, and what has none as it stands', () => {
  expect(withExamples('Hi {{ name }}, {{order}}', { name: 'Ada' })).toBe('Hi Ada, {{order}}');
});
