/** Screens of several people at one conversation, with what `busyDay` leaves behind. */
import type { Page } from 'playwright-core';
import { openChat, shows } from './browser.ts';
import { WITH_EVERYTHING } from './busy-day.ts';
import type { Stack } from './stack.ts';
import type { Screen } from './workbench-screens.ts';

const opened = async (page: Page, stack: Stack): Promise<void> => {
  await page.goto(`${stack.baseUrl}/inbox`);
  await openChat(page, WITH_EVERYTHING);
};

export const SCREENS_TOGETHER: readonly Screen[] = [
  {
    name: 'together',
    who: 'administrator',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/settings/together`);
      await shows(page.getByRole('switch', { name: 'Agents see that an administrator reads along' }));
    },
  },
  {
    name: 'transfer',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack);
      await page.keyboard.press('a');
      const dialog = page.getByRole('dialog', { name: 'Transfer the conversation' });
      await dialog.getByRole('combobox', { name: 'To' }).click();
      await shows(page.getByRole('option').first());
    },
  },
  {
    name: 'mention',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack);
      await page.getByRole('tab', { name: 'Note' }).click();
      const box = page.locator('textarea[aria-label="Note"]');
      // Left behind where the list was open before.
      await box.fill('');
      await box.pressSequentially('@');
      await shows(page.getByRole('listbox', { name: 'Colleagues' }).getByRole('option'));
    },
  },
];
