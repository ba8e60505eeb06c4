/** What an agent opens to write: responses, templates, emoji, buttons and lists. */
import { shows } from './browser.ts';
import { CANNED_SAMPLES } from './canned-samples.ts';
import type { Screen } from './screen.ts';
import { TEMPLATE, answers, opened } from './screen.ts';

export const COMPOSER_SCREENS: readonly Screen[] = [
  {
    name: 'canned-response',
    who: 'agent',
    go: async (page, stack, contact) => {
      await answers(page, /\/api\/v1\/canned-responses\?/, { items: CANNED_SAMPLES, nextCursor: null });
      await opened(page, stack, contact);
      await page.getByRole('tab', { name: 'Reply' }).click();
      const box = page.getByRole('textbox', { name: 'Reply' });
      // Left behind where the list was open before.
      await box.fill('');
      await box.pressSequentially('/');
      await shows(page.getByRole('option', { name: /Refund/ }));
    },
  },
  {
    name: 'template-picker',
    who: 'agent',
    go: async (page, stack, contact) => {
      await answers(page, /\/api\/v1\/templates\?/, { items: [TEMPLATE], nextCursor: null });
      await opened(page, stack, contact);
      await page.keyboard.press('t');
      await page.getByRole('combobox', { name: 'Template' }).click();
      await page.getByRole('option', { name: /delivery/ }).click();
      await shows(page.getByRole('region', { name: 'Preview' }));
      await page.getByRole('combobox', { name: 'Template' }).click();
      await shows(page.getByRole('option', { name: /delivery/ }));
    },
  },
  {
    name: 'emoji',
    who: 'agent',
    go: async (page, stack, contact) => {
      await opened(page, stack, contact);
      await page.getByRole('button', { name: 'Emoji' }).click();
      await shows(page.getByRole('option', { name: 'grinning face', exact: true }));
    },
  },
  {
    name: 'interactive',
    who: 'agent',
    go: async (page, stack, contact) => {
      await opened(page, stack, contact);
      await page.getByRole('button', { name: 'Buttons or a list' }).click();
      await page.getByRole('textbox', { name: 'Text' }).fill('Which day suits you?');
      await page.getByRole('textbox', { name: 'Button 1' }).fill('Monday');
      await shows(page.getByRole('region', { name: 'As the customer sees it' }).getByText('Monday'));
    },
  },
];
