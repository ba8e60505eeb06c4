/**
 * Pages of administrators: the AI, the knowledge and the board (defects 18 to 20 and 24 of the workbench's audit), and
 * that nothing is destroyed without a question.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, publishArticle, writes } from '../support/ai.ts';
import type { Workbenches } from '../support/browser.ts';
import { goToPlace, hides, openBrowser, paste, shows, spoil, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
let admin: HttpClient;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  admin = await stack.admin();
  page = (await browser.sit(stack.tenants[0]!.users[0]!)).page;
});
afterEach(() => browser.noErrors(/status of (400|409|502)/));
afterAll(() => stack.close());

const policies = async (): Promise<number> => (await admin.get('/api/v1/ai/policies')).body.items.length;

test('before there is a policy the AI is off, and the page says so (18)', async () => {
  await goToPlace(page, 'AI');
  await shows(page.getByText('No policy is in force: the AI is off.'));
  await stands(page.getByRole('combobox', { name: 'What it does' }), 'Off');
});

test('what is wrong with a policy stands at its field, and nothing is saved (19)', async () => {
  const sites = page.getByRole('combobox', { name: 'Sites it may link to' });
  await sites.fill('not a site');
  await sites.press('Enter');
  await page.getByRole('button', { name: 'Save as the next version' }).click();
  await shows(page.getByText('A site is a host name, such as www.example.com.'));
  expect(await sites.getAttribute('aria-invalid')).toBe('true');
  expect(await policies()).toBe(0);
  await page.getByRole('button', { name: 'Discard' }).click();
  await hides(page.getByText('A site is a host name'));
});

test('a policy is tried before it is saved, and what came of it is still there later', async () => {
  await publishArticle(admin, 'Opening hours', 'We are open from nine to five on weekdays.');
  const panel = page.getByRole('complementary', { name: 'Try it' });
  await page.getByRole('textbox', { name: 'Instructions' }).fill('Be brief.');
  await panel.getByRole('textbox', { name: 'Questions, one in a line' }).fill('When are you open?');
  await panel.getByRole('button', { name: 'Try', exact: true }).click();
  await shows(panel.getByRole('region', { name: 'Result' }).getByText('nine to five'));
  await goToPlace(page, 'Board');
  await goToPlace(page, 'AI');
  await shows(panel.getByRole('region', { name: 'Result' }).getByText('nine to five'));
  await stands(panel.getByRole('textbox', { name: 'Questions, one in a line' }), 'When are you open?');
  expect(await policies()).toBe(0);
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('the part of the AI’s page is in the address, and goes back and forth', async () => {
  await page.getByRole('tab', { name: 'Model' }).click();
  await page.getByRole('button', { name: 'Use this model' }).click();
  await shows(page.getByText('Fill this in.'));
  await page.reload();
  await shows(page.getByRole('textbox', { name: 'Address' }));
  await page.goBack();
  await shows(page.getByRole('textbox', { name: 'Instructions' }));
});

test('what is longer than an article may be is said, and not cut off (24)', async () => {
  await goToPlace(page, 'Knowledge');
  await page.getByRole('button', { name: 'New article' }).click();
  const title = page.getByRole('textbox', { name: 'Title' });
  await paste(title, 'x'.repeat(201));
  const text = page.getByRole('textbox', { name: 'Text (Markdown)' });
  await paste(text, 'x'.repeat(5_000));
  await stands(text, 'x'.repeat(5_000));
  await text.fill('We repair every bike.');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await shows(page.getByText('At most 200 characters.'));
  expect(await title.inputValue()).toHaveLength(201);
  await title.fill('Repairs');
  await page.getByRole('button', { name: 'Publish', exact: true }).last().click();
  await shows(page.getByRole('listitem', { name: 'Article Repairs' }).getByText('published', { exact: true }));
  // The focus is where it was before the article was opened.
  expect(await page.evaluate('document.activeElement.textContent')).toBe('New article');
});

test('what the API refuses stands at its field, too (19)', async () => {
  const address = page.getByRole('textbox', { name: 'Bring in a site, or a file' });
  await address.fill('https://10.0.0.1/help');
  await page.getByRole('button', { name: 'Bring in the site' }).click();
  await shows(page.getByText('The address is not one of the public Internet.'));
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  await address.fill('');
});

test('an article that somebody else changes meanwhile is not overwritten unseen', async () => {
  const row = page.getByRole('listitem', { name: 'Article Repairs' });
  await row.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByRole('textbox', { name: 'Text (Markdown)' });
  await stands(text, 'We repair every bike.');
  await text.fill('Mine.');
  const { items } = (await admin.get('/api/v1/knowledge/documents')).body;
  const { id } = items.find(each => each.title === 'Repairs')!;
  await admin.put(`/api/v1/knowledge/documents/${id}`, { version: 1, title: 'Repairs', body: 'Theirs.' });
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await shows(page.getByText('There is a newer version.'));
  await shows(page.getByText('somebody has saved others meanwhile'));
  await stands(text, 'Mine.');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await hides(text);
  await shows(row.getByText('published, newer draft'));
});

test('an article is taken back only after a question', async () => {
  const row = page.getByRole('listitem', { name: 'Article Repairs' });
  const question = page.getByRole('dialog', { name: 'Unpublish “Repairs”?' });
  await row.getByRole('button', { name: 'Unpublish' }).click();
  await shows(question);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await hides(question);
  await shows(row.getByText('published, newer draft'));
  await row.getByRole('button', { name: 'Unpublish' }).click();
  await question.getByRole('button', { name: 'Unpublish' }).click();
  await hides(question);
  await shows(row.getByText('draft', { exact: true }));
});

test('a source says what is gone with it', async () => {
  const file = { name: 'returns.md', mimeType: 'text/markdown', buffer: Buffer.from('# Returns\n\nWithin 30 days.') };
  await page.locator('input[type=file]').setInputFiles(file);
  await shows(page.getByRole('listitem', { name: 'Article Returns' }));
  const row = page.getByRole('listitem').filter({ hasText: 'returns.md' });
  await shows(row.getByText('done'));
  await row.getByRole('button', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: 'Remove returns.md with all its articles?' });
  await shows(question.getByText('1 article is gone'));
  await question.getByRole('button', { name: 'Remove' }).click();
  await hides(row);
  await hides(page.getByRole('listitem', { name: 'Article Returns' }));
});

test('the board says how old it is, and that it is stale when it cannot be read', async () => {
  await writes(stack, newContact(), 'Where is my bike?');
  await goToPlace(page, 'Board');
  const queues = page.getByRole('table', { name: 'Queues' });
  await shows(queues.getByRole('rowheader'));
  await shows(page.getByText(/^Updated /));
  const broken = await spoil(page, 'GET', /\/api\/v1\/board/, { status: 502, body: '<html>' });
  await eventually(broken.calls, 'the board is read again');
  await shows(page.getByText(/^Stale since /));
  await shows(queues.getByRole('rowheader'));
  await broken.end();
  await hides(page.getByText(/^Stale since /));
});
