import { describe, expect, test } from '@jest/globals';
import type { VariableValues } from '../../domain/text/variables.ts';
import { filledWith, firstName, isVariable, variablesIn } from '../../domain/text/variables.ts';
import { fc } from '../support/fast-check.ts';

const VALUES: VariableValues = {
  'contact.name': 'Ana María Berg',
  'contact.first_name': 'Ana',
  'agent.name': 'Luis',
  'agent.first_name': 'Luis',
  'number.name': 'Bikes',
  'company.name': null,
  attributes: { order: '4711', blank: '  ', count: 7 },
};

describe('the places of a text', () => {
  test('are named each once, in order', () => {
    expect(variablesIn('{{b}} {{ a }} {{b}} {{attributes.order}}')).toEqual(['b', 'a', 'attributes.order']);
    expect(variablesIn('{b} {{}} {{\n}} {{{c}}} }}{{')).toEqual(['c']);
  });

  test('are filled with what is known; what is not stays, and is named with the reason', () => {
    expect(
      filledWith('Dear {{contact.first_name}}, {{ attributes.order }} by {{company.name}}, {{foo}} {{foo}}.', VALUES),
    ).toEqual({
      text: 'Dear Ana, 4711 by {{company.name}}, {{foo}} {{foo}}.',
      unresolved: [
        { name: 'company.name', why: 'empty' },
        { name: 'foo', why: 'unknown' },
      ],
    });
  });

  test.each([
    'attributes.blank',
    'attributes.count',
    'attributes.toString',
    'attributes.__proto__',
    'attributes.other',
  ])('are not filled where nothing is known: %s', name => {
    expect(filledWith(`{{${name}}}`, VALUES).unresolved).toEqual([{ name, why: 'empty' }]);
  });

  test('in a value are text like any other, and so are signs that replacing knows', () => {
    const values = { ...VALUES, 'contact.name': '{{agent.name}} $& $1' };
    expect(filledWith('{{contact.name}}', values)).toEqual({ text: '{{agent.name}} $& $1', unresolved: [] });
  });

  test('leave nothing out: a text without places is as it was', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        fc.pre(variablesIn(text).length === 0);
        expect(filledWith(text, VALUES)).toEqual({ text, unresolved: [] });
      }),
    );
  });
});

test.each([
  ['contact.name', true],
  ['attributes.a-b.c', true],
  ['attributes.', false],
  ['attributes.a b', false],
  ['contact', false],
])('%s is one that texts may use: %s', (name, is) => expect(isVariable(name)).toBe(is));

test.each([
  [' Ana  María ', 'Ana'],
  ['王小明', '王小明'],
  ['  ', ''],
  [null, null],
])('the first of the names %j is %j', (name, first) => expect(firstName(name)).toBe(first));
