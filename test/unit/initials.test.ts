import { expect, test } from '@jest/globals';
import { initialsOf } from '../../web/src/ui/initials.ts';

test.each([
  ['Ada Lindqvist', 'AL'],
  ['Gustavo de la Herrera', 'GH'],
  ['åsa', 'Å'],
  ['李雯', '李'],
  ['رانيا حداد', 'ر'],
  ['(VIP) o’Neill', 'VO'],
  ['ßen Zu', 'SZ'],
  ['+46 70 123 45 67', null],
  ['🦊', null],
  ['', null],
])('%p is shown as %p', (name, letters) => {
  expect(initialsOf(name)).toBe(letters);
});
