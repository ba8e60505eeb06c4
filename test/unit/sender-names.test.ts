/** Which of a change's contacts sent a message, where the names they are given by do not agree. */
import { describe, expect, test } from '@jest/globals';
import { SenderNames } from '../../api/webhooks/sender-names.ts';

const ADA = { wa_id: '491700000001', user_id: 'DE.A', profile: { name: 'Ada' } };
const NOBODY_KNOWN = { waId: null, profileName: null, username: null };

describe('one contact beside messages', () => {
  test('is their sender, however its number is written', () => {
    const names = new SenderNames([{ wa_id: '5511987654321', profile: { name: 'Ana' } }], [{ from: '551187654321' }]);
    expect(names.of({ from: '551187654321' })).toMatchObject({ waId: '551187654321', profileName: 'Ana' });
  });

  test('is their sender, where one of them names a user id too', () => {
    const messages = [{ from: '0491700000001' }, { from: '0491700000001', from_user_id: 'DE.A' }];
    const names = new SenderNames([ADA], messages);
    expect(messages.map(message => names.of(message).userId)).toEqual(['DE.A', 'DE.A']);
  });

  test.each([
    ['two user ids', [{ from_user_id: 'DE.A' }, { from_user_id: 'DE.B' }]],
    [
      'two user ids and one number',
      [
        { from: '1', from_user_id: 'DE.A' },
        { from: '1', from_user_id: 'DE.B' },
      ],
    ],
    ['a number and a user id', [{ from: '2' }, { from_user_id: 'DE.B' }]],
    ['one user id, and it is another’s', [{ from_user_id: 'DE.B' }]],
  ])('gives its names to nobody else: %s', (_, messages) => {
    const names = new SenderNames([ADA], messages);
    expect(names.of({ from_user_id: 'DE.B' })).toMatchObject({ ...NOBODY_KNOWN, userId: 'DE.B' });
  });

  test('gives its names to nobody where no message names anybody', () => {
    expect(new SenderNames([ADA], []).of({})).toMatchObject({ ...NOBODY_KNOWN, userId: null });
  });
});
