import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/fast-check.ts';
import { LONG_FORMS_LIKE, formsOf, phoneKey, readPhoneNumber } from '../../domain/whatsapp/phone-number.ts';

describe('a phone number', () => {
  test.each([
    ['Brazil’s ninth digit', '5511987654321', '551187654321'],
    ['Brazil, another area', '5561999998888', '556199998888'],
    ['Mexico’s 1', '5215512345678', '525512345678'],
    ['Argentina’s 9', '5491123456789', '541123456789'],
  ])('%s: both forms are one person', (_, long, short) => {
    expect([phoneKey(long), phoneKey(short)]).toEqual([short, short]);
    expect([formsOf(long), formsOf(short)]).toEqual([
      [long, short],
      [short, long],
    ]);
  });

  test.each(['4917012345678', '12025550123', '551133334444', '447700900123', '5511', '919876543210', '5219'])(
    '%s has one form',
    digits => expect([phoneKey(digits), formsOf(digits)]).toEqual([digits, [digits]]),
  );

  test('whatever number: its forms have one key, and each has all of them', () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.constantFrom('55', '521', '52', '549', '54', '49', '1'), fc.stringMatching(/^\d{7,11}$/))
          .map(parts => parts.join('')),
        digits => {
          const forms = formsOf(digits);
          expect(forms[0]).toBe(digits);
          expect(new Set(forms.map(phoneKey)).size).toBe(1);
          for (const form of forms) expect(formsOf(form).toSorted()).toEqual(forms.toSorted());
          const isLong = forms.length === 2 && digits.length > phoneKey(digits).length;
          if (isLong)
            expect(LONG_FORMS_LIKE.some(pattern => new RegExp(`^${pattern.replaceAll('_', '.')}$`).test(digits))).toBe(
              true,
            );
        },
      ),
    );
  });

  test.each([
    ['+49 171 1234567', '+1 555 0000', '491711234567'],
    ['0049 171 1234567', '+1 555 0000', '491711234567'],
    ['+49 (0)171 1234567', '+1 555 0000', '491711234567'],
    ['0171 1234567', '+49 30 1234501', '491711234567'],
    ['(11) 98765-4321', '+55 11 3333-4444', '5511987654321'],
    ['+55 11 8765-4321', '+49 30 1234501', '551187654321'],
    ['+52 1 55 1234 5678', '+49 30 1234501', '5215512345678'],
    ['491711234567', '+1 555 0000', '491711234567'],
    ['491720000002', '+49 30 1234501', '491720000002'],
    ['49 171 1234567', '+49 30 1234501', '491711234567'],
    ['5511987654321', '+49 30 1234501', 'ambiguous'],
    ['12025550123', '+49 30 1234501', 'ambiguous'],
    ['5215512345678', '+55 11 3333-4444', '5215512345678'],
    ['551187654321', '+55 11 3333-4444', '551187654321'],
    ['1234', '+49 30 1234501', null],
    ['171 1234567', '+49 30 1234501', '491711234567'],
    ['202-555-0123', '+1 202 555 0100', '12025550123'],
    ['+1 (202) 555-0123', '+49 30 1234501', '12025550123'],
    ['hello', '+49 30 1234501', null],
    ['+49', '+49 30 1234501', null],
    ['12', '+49 30 1234501', null],
    ['+999 123456789', '+49 30 1234501', null],
  ])('%s beside %s is read as %s', (written, beside, expected) =>
    expect(readPhoneNumber(written, beside)).toEqual(
      expected === null || expected === 'ambiguous' ? expected : { digits: expected },
    ),
  );
});
