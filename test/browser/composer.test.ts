/** What else goes into a reply than typed words, what goes out instead of it, and how it is taken back. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { publishArticle, setPolicy } from '../support/ai.ts';
import { agentsOf } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { goToPlace, hides, openBrowser, pending, reply, shows, stands } from '../support/browser.ts';
import { attached, beginAt, choose, pictureBytes, send, stored } from '../support/composing.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
/** The first agent's. */
let page: Page;
let picture: Buffer;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
  picture = await pictureBytes();
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors();
});
afterAll(() => stack.close());

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: picture });

describe('a message that was sent off', () => {
  const setUndo = async (seconds: number): Promise<void> => {
    const admin = await stack.admin();
    expect((await admin.put('/api/v1/settings', { undoSendSeconds: seconds })).body.undoSendSeconds).toBe(seconds);
    const told = page.waitForResponse(/\/me\/settings$/);
    await page.reload();
    // A conversation has to be open.
    await (await told).finished();
  };
  afterAll(async () => void (await (await stack.admin()).put('/api/v1/settings', { undoSendSeconds: 0 })));

  test('is taken back by its button or by the key, with its files, and is not sent', async () => {
    const { sent } = await beginAt(stack, page);
    await setUndo(10);
    await choose(page, png('front.png'), png('back.png'));
    for (const name of ['front.png', 'back.png']) await shows(attached(page, name));
    await reply(page).fill('Here it is.');
    await reply(page).press('Enter');
    await shows(pending(page).getByText(/Goes out in \d+ seconds?/));
    await pending(page).getByRole('button', { name: 'Undo' }).first().click();
    await stands(reply(page), 'Here it is.');
    for (const name of ['front.png', 'back.png']) await shows(attached(page, name));
    await hides(pending(page));
    await reply(page).fill('Here they are.');
    await reply(page).press('Enter');
    await shows(pending(page));
    await reply(page).press('Control+Z');
    await stands(reply(page), 'Here they are.');
    await setUndo(0);
    await stands(reply(page), 'Here they are.');
    for (const name of ['front.png', 'back.png']) await shows(attached(page, name));
    await send(page);
    const messages = await stored(sent, 2);
    expect(messages.map(({ content }) => content['caption'] ?? null)).toEqual(['Here they are.', null]);
  });

  test('goes out by itself, also while one looks at another talk', async () => {
    const { sent } = await beginAt(stack, page);
    await setUndo(1);
    await reply(page).fill('On its way.');
    await reply(page).press('Enter');
    await beginAt(stack, page);
    expect((await stored(sent, 1)).map(({ content }) => content['body'])).toEqual(['On its way.']);
  });

  test('stays for as long as an administrator says', async () => {
    const { page: admin } = await browser.sit(stack.tenants[0]!.users[0]!);
    await goToPlace(admin, 'Settings');
    await admin.getByRole('link', { name: 'Sending' }).click();
    await admin.getByRole('combobox', { name: 'Taking back what was sent' }).click();
    const saved = admin.waitForResponse(answer => answer.request().method() === 'PUT');
    await admin.getByRole('option', { name: '5 seconds' }).click();
    await (await saved).finished();
    const read = await (await stack.agent(0)).get('/api/v1/me/settings');
    expect(read.body).toEqual({ undoSendSeconds: 5 });
    await admin.close();
  });
});

test('emoji are found by words, and put where one writes; those that were used come first', async () => {
  await beginAt(stack, page);
  await reply(page).fill('See you!');
  await reply(page).press('Home');
  await button('Emoji').click();
  const search = page.getByRole('combobox', { name: 'Search emoji' });
  await search.fill('bicycle');
  await shows(page.getByRole('option', { name: 'bicycle', exact: true, selected: true }));
  await search.press('Enter');
  await stands(reply(page), '🚲See you!');
  await search.fill('smiling');
  await shows(page.getByRole('option', { name: /smiling/ }));
  await search.press('ArrowRight');
  await search.press('ArrowDown');
  await search.press('ArrowLeft');
  await search.press('ArrowUp');
  await search.press('Enter');
  await eventually(() => reply(page).inputValue(), 'another one', { until: written => written.length > 11 });
  await search.press('Escape');
  await hides(search);
  expect(await page.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
  await button('Emoji').click();
  await shows(page.getByRole('button', { name: 'Recently used', pressed: true }));
  expect(await page.getByRole('option').nth(1).getAttribute('aria-label')).toBe('bicycle');
  await page.getByRole('button', { name: 'Flags' }).click();
  await shows(page.getByRole('option', { name: 'flag: Spain' }));
  // Whoever goes on elsewhere does not want it any more.
  await reply(page).click();
  await hides(search);
  await reply(page).fill('');
});

describe('something to choose from', () => {
  const preview = () => page.getByRole('region', { name: 'As the customer sees it' });
  const box = (name: string): Locator => page.getByRole('textbox', { name, exact: true });

  test('is shown as the customer will see it, with what is wrong; buttons are sent, and what was begun is kept', async () => {
    const { sent } = await beginAt(stack, page);
    await button('Buttons or a list').click();
    await box('Text').fill('Which day suits you?');
    await box('Button 1').fill('Monday');
    await button(/^Add a button/).click();
    await box('Button 2').fill('A day that is much too long');
    await shows(page.getByText('7 characters too many for WhatsApp'));
    await shows(preview().getByText('Monday'));
    await send(page);
    await shows(page.getByText('1 field is not right yet.'));
    await page.reload();
    await button('Buttons or a list').click();
    await box('Button 2').fill('Tuesday');
    await send(page);
    const [message] = await stored(sent, 1);
    expect(message).toMatchObject({
      kind: 'interactive',
      content: {
        type: 'button',
        body: { text: 'Which day suits you?' },
        action: { buttons: [{ reply: { title: 'Monday' } }, { reply: { title: 'Tuesday' } }] },
      },
    });
    await shows(reply(page));
    await button('Buttons or a list').click();
    await stands(box('Text'), '');
    await button('Cancel').click();
  });

  test('can be a list in sections', async () => {
    const { sent } = await beginAt(stack, page);
    await button('Buttons or a list').click();
    await page.getByRole('combobox', { name: 'What the customer chooses from' }).click();
    await page.getByRole('option', { name: 'List', exact: true }).click();
    await box('Text').fill('Which day suits you?');
    await box('Button that opens the list').fill('Days');
    await box('Row 1').fill('Monday');
    await box('Description of row 1').fill('From nine to five');
    await button('Add a section').click();
    await box('Heading of section 1').fill('This week');
    await box('Heading of section 2').fill('Next week');
    await page
      .getByRole('group', { name: 'Section 2' })
      .getByRole('textbox', { name: 'Row 1', exact: true })
      .fill('Tuesday');
    await shows(preview().getByText('Next week'));
    await send(page);
    const [message] = await stored(sent, 1);
    expect(message?.content).toMatchObject({
      type: 'list',
      action: {
        button: 'Days',
        sections: [
          { title: 'This week', rows: [{ title: 'Monday', description: 'From nine to five' }] },
          { title: 'Next week', rows: [{ title: 'Tuesday' }] },
        ],
      },
    });
  });
});

describe('another wording by the AI', () => {
  beforeAll(async () => {
    const admin = await stack.admin();
    await publishArticle(admin, 'Our shop', 'We sell bicycles.');
    await setPolicy(admin, { mode: 'suggest' });
  });
  /** Of the wording, and not of what was drafted before. */
  const use = () =>
    page
      .getByRole('region', { name: 'Draft by the AI' })
      .filter({ hasText: 'Your text, put differently' })
      .getByRole('button', { name: 'Use', exact: true });

  test('takes the place of the text, which can be had back', async () => {
    await beginAt(stack, page);
    await reply(page).fill('First. Second. Third.');
    await button('Ask the AI').click();
    await page.getByRole('menuitem', { name: 'Make my text shorter' }).click();
    await use().click();
    await stands(reply(page), 'First. Second.');
    await button('Swap them back').click();
    await stands(reply(page), 'First. Second. Third.');
    await button('Swap them back').click();
    await stands(reply(page), 'First. Second.');
    await reply(page).press('Enter');
    await stands(reply(page), '');
    await hides(button('Swap them back'));
  });

  test('can be in another language', async () => {
    await beginAt(stack, page);
    await reply(page).fill('It is ready.');
    await button('Ask the AI').click();
    const asked = page.waitForRequest(request => request.method() === 'POST' && /\/suggestions$/.test(request.url()));
    await page.getByRole('menuitem', { name: 'Translate my text into …' }).hover();
    await page.getByRole('menuitem', { name: 'Spanish' }).click();
    expect((await asked).postDataJSON()).toMatchObject({ kind: 'rewrite', how: 'translate', language: 'es' });
    await use().click();
    await hides(use());
    // The demo model understands no language: there is nothing to go back from.
    await stands(reply(page), 'It is ready.');
    await hides(button('Swap them back'));
    await reply(page).fill('');
  });
});
