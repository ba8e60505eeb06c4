/** Customer satisfaction: an administrator sets it up, the customer taps on its phone, the agent sees the rating. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { agentsOf, assigned } from '../support/assigned.ts';
import { violationsOn } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }] });
  browser = await openBrowser(stack);
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

test('it is switched on with a question, and what the page shows is what the API has', async () => {
  const { page } = await browser.sit(stack.tenants[0]!.users[0]!);
  await page.goto(`${stack.baseUrl}/settings/survey`);
  await shows(page.getByRole('heading', { name: 'Customer satisfaction' }));
  expect(await page.getByRole('switch', { name: 'Ask contacts how satisfied they are' }).isChecked()).toBe(false);
  await page.getByRole('switch', { name: 'Ask contacts how satisfied they are' }).click();
  await page.getByLabel('Minutes between closing and question').fill('0');
  const question = page.getByRole('textbox', { name: 'Question', exact: true });
  await stands(question, 'How satisfied are you with our help?');
  await question.fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(() => question.getAttribute('aria-invalid'), 'the question is marked', {
    until: is => is === 'true',
  });
  await question.fill('How did we do?');
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shows(page.getByText('Saved. It holds for conversations that are closed from now on.'));
  expect((await stack.api().get('/api/v1/survey')).body).toMatchObject({
    enabled: true,
    waitMinutes: 0,
    texts: [{ language: 'en', question: 'How did we do?', button: 'Rate' }],
  });
  await page.reload();
  await stands(question, 'How did we do?');
});

test('the customer taps on a rating and comments; the agent sees both, and nothing is open again', async () => {
  const person = agentsOf(stack)[0]!;
  const { id, from } = await assigned(stack, person);
  const { page } = await browser.sit(person);
  await page.goto(`${stack.baseUrl}/inbox/${id}?panel=true`);
  await page.getByRole('textbox', { name: 'Reply' }).fill('It comes tomorrow.');
  await page.keyboard.press('Enter');
  await shows(page.getByRole('log').getByText('It comes tomorrow.'));
  const api = stack.api();
  await eventually(
    async () => (await api.get(`/api/v1/conversations/${id}`)).body.openSends.length === 0,
    'the answer',
  );
  expect((await api.post(`/api/v1/conversations/${id}/close`)).body.state).toBe('closed');
  await shows(page.getByRole('log').getByText('How did we do?'));
  const panel = page.getByRole('complementary', { name: 'About the contact' });
  await shows(panel.getByText(/^Asked .*, not answered$/));

  const customer = await browser.visit();
  await customer.goto(`${stack.simulatorUrl}/phone`);
  const phone = customer.getByRole('region', { name: 'Phone of Ada Customer' });
  await phone.getByLabel('My number').fill(from);
  await phone.getByLabel('My number').press('Enter');
  const asked = phone.getByRole('listitem').filter({ hasText: 'How did we do?' });
  await asked.getByRole('button', { name: /Rate/ }).click();
  await customer.getByRole('dialog', { name: 'Rate' }).getByRole('button', { name: /^4/ }).click();
  await shows(panel.getByText('4 of 5'));
  await shows(page.getByRole('log').getByText('4 ⭐⭐⭐⭐'));
  await shows(phone.getByRole('listitem').filter({ hasText: 'Thank you for your rating!' }));
  const box = phone.getByRole('textbox', { name: 'Message' });
  await box.fill('Very kind people.');
  await box.press('Enter');
  await shows(page.getByRole('log').getByText('Very kind people.'));
  await panel.getByRole('link', { name: 'Show it' }).click();
  await shows(page.getByRole('log').getByText('Very kind people.'));
  expect((await api.get(`/api/v1/conversations/${id}`)).body).toMatchObject({
    state: 'closed',
    survey: { rating: 4, commentId: expect.any(String) },
  });
  expect(await violationsOn(page)).toEqual([]);
  await hides(page.getByText('Reopened'));
});
