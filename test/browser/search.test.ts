/** The search page: what is found is opened where it stands. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newId } from '../../store/db/ids.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, reply, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let browser: Workbenches;
let stack: Stack;
let page: Page;
let id: string;
let from: string;
beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], search: true });
  ({ id, from } = await assigned(stack, agentsOf(stack)[0]!, 'The beginning'));
  // Far more than are loaded at once.
  const begin = Date.now() - 1_000_000;
  const texts = Array.from({ length: 150 }, (_, place) => (place === 30 ? 'My chinstrap came loose' : `Line ${place}`));
  await postWebhook(
    stack.baseUrl,
    messagesBody(stack.tenants[0]!.phoneNumberId, {
      contacts: [{ profile: { name: 'Ingrid Solberg' }, wa_id: from }],
      messages: texts.map((body, place) => ({
        from,
        id: `wamid.${newId()}`,
        timestamp: String(Math.floor(begin / 1_000) + place),
        type: 'text',
        text: { body },
      })),
    }),
  );
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const box = (): Locator => page.getByRole('searchbox', { name: 'Name, number or words' });
const group = (name: string): Locator => page.getByRole('region', { name, exact: true });
/** Types anew until the search, which is filled a moment after a message came, finds it. */
async function find(words: string, hit: Locator): Promise<void> {
  await eventually(async () => {
    await box().fill('');
    await box().fill(words);
    return hit.waitFor({ timeout: 2_000 }).then(
      () => true,
      () => false,
    );
  }, words);
}

test('search finds a phone typed with spaces and + (line 31)', async () => {
  await page.keyboard.press('/');
  await shows(page.getByRole('heading', { name: 'Search', exact: true }));
  const digits = from.match(/^(..)(...)(...)(.*)$/)!.slice(1);
  const hit = group('Contacts').getByRole('link', { name: /Ingrid Solberg/ });
  await find(`+${digits.join(' ')}`, hit);
  expect(await hit.locator('mark').allTextContents()).toEqual([from]);
  await hit.click();
  await shows(page.getByRole('heading', { level: 2, name: /Ingrid Solberg/ }));
});

test('a hit opens at and highlights the message, by keys alone, and the way back keeps what was looked for (line 31)', async () => {
  await page.goto(`${stack.baseUrl}/search`);
  await find('chinstraps', group('Messages').getByRole('link'));
  expect(await group('Messages').locator('mark').allTextContents()).toEqual(['chinstrap']);
  await box().press('ArrowDown');
  await page.keyboard.press('Enter');
  const message = page.getByRole('article').filter({ hasText: 'My chinstrap came loose' });
  await shows(message);
  expect(new URL(page.url()).pathname).toBe(`/inbox/${id}`);
  await eventually(async () => (await message.getAttribute('aria-current')) === 'true', 'the message marked');
  await eventually(() => isInView(message), 'the message in view');
  await hides(page.getByRole('log').getByText('Line 149', { exact: true }));
  // Read again, the address opens at it, too.
  await page.reload();
  await shows(message);
  await eventually(() => isInView(message), 'the message in view again');
  // On the way down newer messages are loaded.
  await eventually(async () => {
    await page.getByRole('log').evaluate((log: { scrollTop: number; scrollHeight: number }) => {
      log.scrollTop = log.scrollHeight;
    });
    return (await page.getByRole('log').getByText('Line 120', { exact: true }).count()) > 0;
  }, 'newer messages');
  await page.goBack();
  await shows(group('Messages').getByRole('link'));
  expect(await box().inputValue()).toBe('chinstraps');
});

test('from an older part the newest message is one press away, and what is written is shown', async () => {
  await page.goto(`${stack.baseUrl}/search?q=chinstrap`);
  await group('Messages').getByRole('link').click();
  const message = page.getByRole('article').filter({ hasText: 'My chinstrap came loose' });
  await eventually(() => isInView(message), 'the message in view');
  await page.getByRole('button', { name: 'To the newest' }).click();
  await shows(page.getByRole('log').getByText('Line 149', { exact: true }));
  expect(new URL(page.url()).search).toBe('');
  await page.goBack();
  await page.goto(`${stack.baseUrl}/search?q=chinstrap`);
  await group('Messages').getByRole('link').click();
  await eventually(() => isInView(message), 'the message in view');
  await reply(page).fill('We send a new one');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('We send a new one'));
});

test('nothing is said to be nothing', async () => {
  await page.goto(`${stack.baseUrl}/search?q=xylophone`);
  await shows(page.getByText('Nothing was found for “xylophone”.'));
});

const isInView = async (part: Locator): Promise<boolean> => {
  const [inner, outer] = [await part.boundingBox(), await page.getByRole('log').boundingBox()];
  return inner !== null && outer !== null && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
};
