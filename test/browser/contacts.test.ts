/** The page of contacts: looked for, noted, changed, blocked, imported and taken back, merged. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { violationsOn } from '../support/axe.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], search: true });
  browser = await openBrowser(stack);
  page = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
});
afterAll(() => stack.close());
afterEach(() => browser.noErrors());

const heading = (name: string): Locator => page.getByRole('heading', { name, exact: true });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const row = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });
const toContacts = async (): Promise<void> => {
  await page.goto(`${stack.baseUrl}/contacts`);
  await shows(heading('Contacts'));
};

test('a contact is noted, found by its name, changed, and found by the new one', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'Contacts', exact: true }).click();
  await shows(heading('Contacts'));
  await button('New contact').click();
  const drawer = page.getByRole('dialog', { name: 'New contact' });
  await drawer.getByRole('textbox', { name: 'Phone number' }).fill('+49 1514 0000001');
  await drawer.getByRole('textbox', { name: 'Name' }).fill('Ottilie Brand');
  await drawer.getByRole('button', { name: 'Save', exact: true }).click();
  await shows(heading('Ottilie Brand'));
  await button('Edit').click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Ottilie Neu');
  await button('Add an attribute').click();
  await page.getByRole('textbox', { name: 'Attribute', exact: true }).fill('plan');
  await page.getByRole('textbox', { name: 'Value of plan' }).fill('gold');
  await button('Save').click();
  await shows(heading('Ottilie Neu'));
  await shows(page.getByText('gold', { exact: true }));
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('link', { name: 'All contacts' }).click();
  await page.getByRole('searchbox').fill('neu');
  await eventually(() => Promise.resolve(page.url()), 'the address', { until: url => url.endsWith('/contacts?q=neu') });
  await shows(row('Ottilie Neu'));
});

test('a contact is blocked with a reason, and WhatsApp’s answer stands there; then it is unblocked', async () => {
  const { from } = await assigned(stack, agentsOf(stack)[0]!);
  await toContacts();
  await row(`+${from}`).getByRole('link').first().click();
  await button('Block').click();
  const drawer = page.getByRole('dialog', { name: 'Block at WhatsApp' });
  await drawer.getByRole('textbox', { name: 'Note' }).fill('Threats');
  await drawer.getByRole('button', { name: 'Block', exact: true }).click();
  await shows(page.getByText('Blocked: it can neither write nor be written to.', { exact: false }));
  expect(stack.simulator.state.blocked.size).toBe(1);
  expect(await violationsOn(page)).toEqual([]);
  await button('Unblock').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unblock', exact: true }).click();
  await shows(page.getByText('Not blocked any more.', { exact: false }));
});

test('a file is looked at, imported, and taken back', async () => {
  const buffer = Buffer.from('phone,name\n+4915150000001,Imported Ida\n12,Nobody\n');
  await toContacts();
  await page.getByRole('link', { name: 'Imports' }).click();
  await shows(heading('Imports of contacts'));
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  const card = page.getByRole('article', { name: 'Import people.csv' });
  await shows(card.getByText('new: 1', { exact: true }));
  await shows(card.getByText('refused: 1', { exact: true }));
  await shows(card.getByText('This is no phone number.', { exact: false }));
  expect(await violationsOn(page)).toEqual([]);
  await card.getByRole('button', { name: 'Import 1 contact' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Import 1 contact' }).click();
  await shows(card.getByText('created: 1', { exact: true }));
  await card.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
  await shows(card.getByText('undone: 1', { exact: true }));
});

test('two contacts that may be one are proposed; whoever says that they are two is not asked again', async () => {
  const admin = stack.api();
  for (const [place, name] of ['Emil Erst', 'Emil Zweit'].entries())
    await admin.post('/api/v1/contacts', {
      phone: `+49 1516 000000${place}`,
      givenName: name,
      attributes: { email: 'emil@example.com' },
    });
  await toContacts();
  await page.getByRole('region', { name: 'Proposals to merge' }).getByRole('button', { name: 'Show' }).click();
  await shows(button('Emil Erst and Emil Zweit are two people'));
  expect(await violationsOn(page)).toEqual([]);
  await button('Emil Erst and Emil Zweit are two people').click();
  await hides(page.getByRole('region', { name: 'Proposals to merge' }));
  expect((await admin.get('/api/v1/contacts/merge-proposals')).body.items).toEqual([]);
});
