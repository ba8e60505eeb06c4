import { expect, jest, test } from '@jest/globals';
import { keepFor } from '../../web/src/lib/kept.ts';
import { endSession } from '../../web/src/lib/session-end.ts';
import { wantedTemplate } from '../../web/src/features/composer/wanted-template.ts';

const filled = { conversationId: 'c', id: 'order_update', values: { day: 'Monday' }, key: 'k' };

test('a template that was taken back is there after the page is loaded again, for whoever took it back', async () => {
  keepFor('ana');
  wantedTemplate.set(filled);
  jest.resetModules();
  const [again, kept] = await Promise.all([
    import('../../web/src/features/composer/wanted-template.ts'),
    import('../../web/src/lib/kept.ts'),
  ]);
  expect(again.wantedTemplate).not.toBe(wantedTemplate);
  kept.keepFor('ana');
  expect(again.wantedTemplate.get()).toEqual(filled);
  // The same until it changes, as React wants it.
  expect(again.wantedTemplate.get()).toBe(again.wantedTemplate.get());
  kept.keepFor('ben');
  expect(again.wantedTemplate.get()).toBe(null);
});

test('it ends with the session, which is told', () => {
  const told = jest.fn();
  wantedTemplate.set(filled);
  const stop = wantedTemplate.subscribe(told);
  endSession();
  stop();
  expect(told).toHaveBeenCalled();
  expect(wantedTemplate.get()).toBe(null);
});
