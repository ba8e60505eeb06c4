/** What stands above the list: what it is narrowed to, saved views, and what is done with many. */
import { rows, shows } from './browser.ts';
import type { Screen } from './screen.ts';

export const LIST_SCREENS: readonly Screen[] = [
  {
    name: 'inbox-filters',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await shows(page.getByRole('textbox', { name: 'Tag of the contact' }));
    },
  },
  {
    name: 'inbox-views',
    who: 'administrator',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox?view=all`);
      await page.getByRole('button', { name: 'Saved views' }).click();
      await shows(page.getByRole('menuitem', { name: 'Save as a new view' }));
    },
  },
  {
    name: 'inbox-picked',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await page.getByRole('button', { name: 'Select conversations' }).click();
      await rows(page).first().click();
      await shows(page.getByText('1 selected'));
    },
  },
];
