/** Screens of the workbench with what `busyDay` leaves behind. */
import type { Page } from 'playwright-core';
import { hides, shows } from './browser.ts';
import { GUSTAVO, NOOR, WITH_EVERYTHING } from './busy-day.ts';
import type { Stack } from './stack.ts';
import type { Screen } from './screen.ts';
import { opened } from './screen.ts';
import { to } from './workbench-screens.ts';

/** A part of the AI’s page. */
const part = (name: string) => async (page: Page) => {
  await shows(page.getByRole('tab', { name, selected: true }));
  await hides(page.getByText('Loading', { exact: true }));
};
const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });
const pressed = (path: string, name: string, opens: string | RegExp) => async (page: Page, stack: Stack) => {
  await page.goto(`${stack.baseUrl}${path}`);
  await page.getByRole('button', { name, exact: true }).first().click();
  await shows(dialog(page, opens));
};
export const SCREENS_OF_A_BUSY_DAY: readonly Screen[] = [
  {
    name: 'draft-by-ai',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, WITH_EVERYTHING);
      await shows(page.getByRole('region', { name: 'Draft by the AI' }));
    },
  },
  {
    name: 'source',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, WITH_EVERYTHING);
      await page
        .getByRole('button', { name: /^\[1\]/ })
        .first()
        .click();
      await shows(dialog(page, 'Changing an order').getByText('Until an order leaves the workshop'));
    },
  },
  {
    name: 'failed-message',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, GUSTAVO.name);
      await shows(page.getByRole('log').getByRole('button', { name: 'Send again' }));
    },
  },
  {
    name: 'lightbox',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, NOOR.name);
      await page.getByRole('log').getByRole('button', { name: 'Picture from the customer' }).click();
      await shows(dialog(page, 'Pictures and videos').getByText('The label of the frame'));
    },
  },
  {
    name: 'events',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, NOOR.name);
      await page
        .getByRole('log')
        .getByRole('button', { name: /^\d+ events?$/ })
        .last()
        .click();
      await shows(page.getByRole('log').getByRole('listitem'));
    },
  },
  {
    name: 'contact-form',
    who: 'agent',
    atLeast: 1_200,
    go: async (page, stack) => {
      await opened(page, stack, WITH_EVERYTHING);
      const panel = page.getByRole('complementary', { name: 'About the contact' });
      await panel.getByRole('button', { name: 'Edit' }).click();
      await shows(panel.getByRole('button', { name: 'Save' }));
    },
  },
  {
    name: 'snooze',
    who: 'agent',
    go: async (page, stack) => {
      await opened(page, stack, WITH_EVERYTHING);
      await page.keyboard.press('s');
      await shows(page.getByRole('menuitem').first());
    },
  },
  {
    name: 'own-menu',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button').first().click();
      await shows(page.getByRole('menuitem', { name: 'Log out' }));
    },
  },
  {
    name: 'no-such-page',
    who: 'agent',
    go: to('/settings/nowhere', async page => shows(page.getByText('There is no such page.'))),
  },
  { name: 'article', who: 'administrator', go: pressed('/knowledge', 'Edit', 'Edit article') },
  { name: 'ai-model', who: 'administrator', go: to('/ai?part=model', part('Model')) },
  { name: 'ai-cost', who: 'administrator', go: to('/ai?part=cost', part('Cost')) },
  { name: 'ai-training', who: 'administrator', go: to('/ai?part=training', part('Training data')) },
  {
    name: 'connect-number',
    who: 'administrator',
    go: pressed('/settings/numbers', 'Connect a number', 'Connect a number'),
  },
  { name: 'token', who: 'administrator', go: pressed('/settings/numbers', 'Replace token', /^New token for/) },
  { name: 'new-template', who: 'administrator', go: pressed('/settings/templates', 'New template', 'New template') },
];
