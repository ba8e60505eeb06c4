/** A whole view at once (line 29 of the workbench's acceptance). At full size by `npm run chaos -- browser`. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser, rows, shows } from '../support/browser.ts';
import { deliverMany } from '../support/deliver-many.ts';
import { eventually } from '../support/eventually.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** More than the list loads at once. */
const CONVERSATIONS = size({ quick: 124, full: 1_240 });
const REFUSED = 3;

let stack: Stack;
let browser: Workbenches;
let page: Page;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ wrapUpMs: 0 }], worker: false });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(stack.tenants[0]!.users[0]!));
});
afterAll(() => stack.close());

test('all of a view are closed: how far it is, what was refused and why, and all taken back (line 29)', async () => {
  await deliverMany(
    stack,
    CONVERSATIONS,
    place => `4986300${String(place).padStart(5, '0')}`,
    () => 'Where is it?',
  );
  const closed = async (): Promise<number> =>
    (await stack.db.admin.query("SELECT 1 FROM conversation WHERE phase = 'closed'")).rows.length;
  const total = CONVERSATIONS.toLocaleString('en');
  const done = CONVERSATIONS - REFUSED;
  const tells = (text: string): Promise<unknown> =>
    eventually(() => page.getByText(text).first().isVisible(), text, {
      deadlineMs: size({ quick: 120_000, full: 900_000 }),
    });
  await page.goto(`${stack.baseUrl}/inbox?view=queue`);
  await shows(rows(page));
  const bar = page.getByRole('toolbar', { name: 'What to do with those selected' });
  await page.getByRole('button', { name: 'Select conversations' }).click();
  await bar.getByTitle('Select more').click();
  await page.getByRole('menuitem', { name: 'All of this view' }).click();
  await shows(bar.getByText(`${CONVERSATIONS} selected`));
  let calls = 0;
  await page.route(/\/close$/, route => {
    calls += 1;
    return calls > REFUSED
      ? route.continue()
      : route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: 'Internal', status: 500, code: 'internal_error' }),
        });
  });
  await bar.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Close without saying' }).click();
  await shows(page.getByText(new RegExp(`^[\\d,]+ of ${total}$`)));
  await tells(`Done with ${done} conversations.`);
  expect([calls, await closed()]).toEqual([CONVERSATIONS, done]);
  const failed = 'It could not be done with 3 conversations.';
  await page.getByRole('listitem').filter({ hasText: failed }).getByRole('button').first().click();
  const list = page.getByRole('dialog', { name: failed }).getByRole('listitem');
  await shows(list);
  expect(await list.count()).toBe(REFUSED);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await tells(`Taken back for ${done} conversations.`);
  expect(await closed()).toBe(0);
});
