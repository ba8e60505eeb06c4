/**
 * Input in dialogs and forms is not lost by Esc, another page or the AI (defects 15 and 17 of the workbench's audit).
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, publishArticle, setPolicy, writes } from '../support/ai.ts';
import { agentsOf } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { goToPlace, hides, openBrowser, openChat, reply, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;

const adminOf = () => stack.tenants[0]!.users[0]!;
const agentOf = () => agentsOf(stack)[0]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  page = (await browser.sit(adminOf())).page;
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const goTo = (place: string) => goToPlace(page, place);

test('an article is still there after Esc, another page and a reload, until it is saved (17)', async () => {
  await goTo('Knowledge');
  await page.getByRole('button', { name: 'New article' }).click();
  const [title, text] = [
    page.getByRole('textbox', { name: 'Title' }),
    page.getByRole('textbox', { name: 'Text (Markdown)' }),
  ];
  await title.fill('Repairs');
  await text.fill('We repair every bike within a week.');
  await page.keyboard.press('Escape');
  await hides(title);
  await goTo('Board');
  await page.reload();
  await goTo('Knowledge');
  await page.getByRole('button', { name: 'New article' }).click();
  await stands(title, 'Repairs');
  await stands(text, 'We repair every bike within a week.');
  await shows(page.getByText('You have changes that are not saved.'));
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await shows(page.getByLabel('Article Repairs'));
  await page.getByRole('button', { name: 'New article' }).click();
  await stands(title, '');
  await page.keyboard.press('Escape');
});

test('changes of the AI’s policy are still there after another page and a reload, and can be thrown away (17)', async () => {
  await goTo('AI');
  const instructions = page.getByRole('textbox', { name: 'Instructions' });
  await instructions.fill('Be brief.');
  await goTo('Board');
  await goTo('AI');
  await stands(instructions, 'Be brief.');
  await page.reload();
  await stands(instructions, 'Be brief.');
  await shows(page.getByText('You have changes that are not saved.'));
  await page.getByRole('button', { name: 'Discard' }).click();
  await stands(instructions, '');
  await instructions.fill('Be friendly.');
  await page.getByRole('button', { name: 'Save as the next version' }).click();
  await hides(page.getByText('You have changes that are not saved.'));
  await stands(instructions, 'Be friendly.');
});

test('what the AI drafts comes beside what is typed; another wording of it takes its place (15)', async () => {
  const admin = await stack.admin();
  await setPolicy(admin, { mode: 'suggest' });
  await publishArticle(admin, 'Opening hours', 'We are open from nine to five on weekdays.');
  const from = newContact();
  const id = await writes(stack, from, 'When are you open?');
  expect((await admin.post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf().id })).status).toBe(200);
  const agent = (await browser.sit(agentOf())).page;
  await openChat(agent, from);
  await reply(agent).fill('Dear Ms Berg,');
  await agent.getByRole('button', { name: 'Ask the AI' }).click();
  await agent.getByRole('menuitem', { name: 'Draft a reply' }).click();
  await agent
    .getByRole('region', { name: 'Draft by the AI' })
    .getByRole('button', { name: 'Use', exact: true })
    .click();
  const written = await eventually(() => reply(agent).inputValue(), 'both', {
    until: seen => seen.startsWith('Dear Ms Berg,\n\n') && seen.length > 20,
  });
  expect(written).toContain('nine to five');
});
