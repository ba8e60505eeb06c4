/** What a message shows after an attempt to send it. */
import { expect, test } from '@jest/globals';
import { endOf } from '../../store/sending/end-attempt.ts';

const attempt = { attemptId: 'a', messageId: 'm', at: 0 };
const answer = { errorCode: '131056', errorText: 'Too many messages' };

test.each([
  ['accepted', { kind: 'accepted' }, null],
  ['throttled: it waits for another attempt', { kind: 'throttled', nextAttemptId: 'b', notBefore: 1 }, null],
  ['rejected', { kind: 'rejected', code: '131056' }, '131056'],
] as const)('%s', (_, outcome, shown) => {
  const end = endOf(attempt, outcome, answer);
  expect([end.errorCode, end.shownCode, end.shownText === null]).toEqual(['131056', shown, shown === null]);
});
