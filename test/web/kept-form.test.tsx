import { beforeEach, expect, jest, test } from '@jest/globals';
import { dropAllKept, keep, keepFor, readKept } from '../../web/src/lib/kept.ts';
import { templateForms } from '../../web/src/features/composer/template-forms.ts';

const filled = (day: string) => ({ id: 'order_update', values: { day }, sentId: 'order_update' });
const kept = (conversationId: string) => readKept<unknown>(templateForms.nameIn(conversationId))?.value;

beforeEach(() => dropAllKept());

test('a form that was taken back is there after the page is loaded again, for whoever took it back', async () => {
  keepFor('ana');
  templateForms.rewrite('c', { form: filled('Monday'), key: 'k' });
  jest.resetModules();
  const [again, kept2] = await Promise.all([
    import('../../web/src/features/composer/template-forms.ts'),
    import('../../web/src/lib/kept.ts'),
  ]);
  expect(again.templateForms).not.toBe(templateForms);
  kept2.keepFor('ana');
  expect(again.templateForms.isBack('c')).toBe(true);
  kept2.keepFor('ben');
  expect(again.templateForms.isBack('c')).toBe(false);
});

test('it is told, and takes nothing away: neither from another conversation nor from what is being filled', () => {
  const told = jest.fn();
  const stop = templateForms.wanted.subscribe(told);
  keep(templateForms.nameIn('a'), { form: filled('half'), key: null, later: null });
  expect(templateForms.isBack('a')).toBe(false);
  templateForms.rewrite('a', { form: filled('Monday'), key: 'k' });
  templateForms.rewrite('b', { form: filled('Friday'), key: 'l' });
  stop();
  expect(told).toHaveBeenCalledTimes(2);
  expect(kept('a')).toEqual({
    form: filled('Monday'),
    key: 'k',
    later: { form: filled('half'), key: null, later: null },
  });
  expect(kept('b')).toEqual({ form: filled('Friday'), key: 'l', later: null });
  expect([templateForms.isBack('a'), templateForms.isBack('b'), templateForms.isBack('c')]).toEqual([
    true,
    true,
    false,
  ]);
});
