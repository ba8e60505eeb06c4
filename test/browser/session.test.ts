/**
 * A session that ends is said and lost nothing by (defect 10 of the workbench's audit); what one person wrote is never
 * shown to, or sent as, another one who logs in in the same browser.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { agentsOf, assign, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, hold, logIn, openBrowser, openChat, pending, reply, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;

/** Who may answer anything: no right of theirs keeps another person's words back. */
const adminOf = () => stack.tenants[0]!.users[0]!;
const agentOf = (place = 0) => agentsOf(stack)[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
});
beforeEach(async () => {
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  await browser.leave();
  browser.noErrors(/status of (401|403)|WebSocket/);
});
afterAll(() => stack.close());

interface Begun {
  readonly id: string;
  readonly from: string;
  /** What was sent to the contact, with who sent it. */
  readonly sent: () => Promise<readonly { readonly body: string; readonly author_id: string }[]>;
}

async function begin(on = page): Promise<Begun> {
  const { id, from } = await assigned(stack, agentOf());
  await openChat(on, from);
  const sent = async () =>
    (
      await stack.db.admin.query<{ body: string; author_id: string }>(
        `
          SELECT content ->> 'body' AS body, author_id
          FROM message
          WHERE conversation_id = $1 AND direction <> 'inbound'
          ORDER BY received_at, id`,
        [id],
      )
    ).rows;
  return { id, from, sent };
}

const question = (on = page) => on.getByRole('dialog', { name: 'Log in again' });
/** Whose picture is at the end of the rail. */
const isHere = (on: Page, name: string): Promise<void> => shows(on.getByRole('button', { name: new RegExp(name) }));
/** Ends the session on the server, as logging out elsewhere does. */
async function endOnServer(): Promise<void> {
  const session = (await seat.context.cookies()).find(cookie => cookie.name === 'sid')!;
  const csrf = await page.evaluate<string>("localStorage.getItem('sigfollow-csrf')");
  const here = new HttpClient(stack.baseUrl, { cookie: `sid=${session.value}`, 'x-csrf-token': csrf });
  expect((await here.post('/api/v1/auth/logout', {})).status).toBeLessThan(300);
}

/** Sends off something that comes to the server when the session has ended. */
async function sendTooLate(on: Page, text: string): Promise<void> {
  const held = await hold(on, 'POST', /\/messages$/);
  await reply(on).fill(text);
  await reply(on).press('Enter');
  await eventually(() => held.calls() === 1, 'the call');
  await endOnServer();
  await shows(question(on));
  held.letGo();
  await shows(pending(on).getByText(text));
}

test('that a session has ended is said at once, and one goes on where one was (10)', async () => {
  // What is saved and read by itself would tell it before Enter does.
  await hold(page, 'PUT', /\/draft$/);
  await hold(page, 'GET', /\/conversations\/counts$/);
  const { sent } = await begin();
  await reply(page).fill('Half a sentence');
  await seat.context.clearCookies();
  await reply(page).press('Enter');
  await shows(question());
  expect(await sent()).toEqual([]);
  await logIn(page, agentOf());
  await hides(question());
  // What was sent off goes on.
  await shows(page.getByRole('log').getByText('Half a sentence'));
  await hides(pending(page));
  expect(await sent()).toEqual([{ body: 'Half a sentence', author_id: agentOf().id }]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('it is said without anything being pressed, by the socket (10)', async () => {
  await begin();
  // No call can tell.
  await page.route(/\/api\/v1\//, route => (route.request().method() === 'GET' ? undefined : route.fallback()));
  await endOnServer();
  await shows(question());
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await logIn(page, agentOf());
  await hides(question());
});

test('of two tabs, logging in again in one frees the other at once, with what stands in it', async () => {
  await begin();
  const second = await seat.tab();
  const other = await begin(second);
  await reply(second).fill('Half a sen');
  await endOnServer();
  await shows(question());
  await shows(question(second));
  await logIn(page, agentOf());
  await hides(question());
  await hides(question(second));
  await stands(reply(second), 'Half a sen');
  await reply(second).focus();
  await second.keyboard.press('End');
  await second.keyboard.type('tence');
  await second.keyboard.press('Enter');
  await shows(second.getByRole('log').getByText('Half a sentence'));
  await hides(pending(second));
  expect(await other.sent()).toEqual([{ body: 'Half a sentence', author_id: agentOf().id }]);
});

test('nothing is left to whoever logs in next', async () => {
  const secret = 'Not for your eyes';
  const { id, from, sent } = await begin();
  await reply(page).fill(`${secret} 1`);
  await eventually(
    async () =>
      (
        await stack.db.admin.query('SELECT 1 FROM message_draft WHERE conversation_id = $1 AND text = $2', [
          id,
          `${secret} 1`,
        ])
      ).rowCount,
    'the draft',
  );
  await sendTooLate(page, `${secret} 2`);
  await logIn(page, agentOf(1));
  await hides(question());
  await isHere(page, 'Agent Two');
  // The conversation is theirs now, and they read it.
  await assign(stack, id, agentOf(1));
  await openChat(page, from);
  await reply(page).fill('Mine');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('Mine'));
  await hides(pending(page));
  expect(await sent()).toEqual([{ body: 'Mine', author_id: agentOf(1).id }]);
  await page.getByRole('tab', { name: 'Note' }).click();
  await stands(page.getByRole('textbox', { name: 'Note' }), '');
  await page.getByRole('tab', { name: 'Reply' }).click();
  await stands(reply(page), '');
  expect(await seenOf(page, secret)).toEqual([]);
  expect(await namesOf(page, secret)).toEqual(expect.arrayContaining([expect.stringContaining(agentOf().id)]));
  expect((await namesOf(page, secret)).filter(name => !name.includes(agentOf().id))).toEqual([]);
  expect(await draftsOfOthers(secret)).toBe(0);
});

/** How many drafts with these words the server keeps that are not the first agent's. */
const draftsOfOthers = async (text: string): Promise<number | null> =>
  (
    await stack.db.admin.query('SELECT 1 FROM message_draft WHERE author_id <> $1 AND text LIKE $2', [
      agentOf().id,
      `%${text}%`,
    ])
  ).rowCount;

/** Where a page shows something: in its text, or in a box that one writes in. */
const seenOf = (on: Page, text: string): Promise<readonly string[]> =>
  on.evaluate<readonly string[]>(`(() => {
    const boxes = [...document.querySelectorAll('input, textarea')].map(({ value }) => value);
    return [document.documentElement.outerHTML, ...boxes].filter(each => each.includes(${JSON.stringify(text)}));
  })()`);

/** The names under which something is kept in a browser. */
const namesOf = (on: Page, text: string): Promise<readonly string[]> =>
  on.evaluate<readonly string[]>(`[localStorage, sessionStorage]
    .flatMap(storage => Object.entries(storage))
    .filter(([, value]) => value.includes(${JSON.stringify(text)}))
    .map(([name]) => name)`);

test('whoever logs in in one tab sends nothing that another person wrote in the other one', async () => {
  const { from, sent } = await begin();
  const second = await seat.tab();
  const theirs = await begin(second);
  await reply(page).fill('Not sent off');
  await sendTooLate(second, 'Written by the first');
  await shows(question());
  await logIn(page, adminOf());
  await isHere(page, 'Admin');
  // The other tab is still the first one's: it asks who is there, and does nothing.
  await shows(question(second));
  await openChat(page, theirs.from);
  await reply(page).fill('By the second');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('By the second'));
  await hides(pending(page));
  expect(await theirs.sent()).toEqual([{ body: 'By the second', author_id: adminOf().id }]);
  expect(await seenOf(page, 'Written by the first')).toEqual([]);
  await openChat(page, from);
  await stands(reply(page), '');
  // The first logs in again where theirs waits. Meanwhile somebody has answered: it goes when they have seen that.
  await logIn(second, agentOf());
  await hides(question(second));
  await shows(second.getByRole('log').getByText('By the second'));
  await hides(pending(second));
  expect(await theirs.sent()).toEqual([
    { body: 'By the second', author_id: adminOf().id },
    { body: 'Written by the first', author_id: agentOf().id },
  ]);
  // Now it is the other tab that asks.
  await shows(question());
  expect([await sent(), await draftsOfOthers('Not sent off')]).toEqual([[], 0]);
});

test('a tab that has not heard yet that somebody else has logged in changes nothing in their name', async () => {
  // What another tab tells comes later than anything that is pressed here.
  await page.addInitScript("window.addEventListener('storage', event => event.stopImmediatePropagation())");
  await page.reload();
  const { sent } = await begin();
  const second = await seat.tab();
  await reply(page).fill('Half a sentence');
  const { email, password } = adminOf();
  await second.evaluate(`(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = ${JSON.stringify(JSON.stringify({ email, password }))};
    const answer = await fetch('/api/v1/auth/login', { method: 'POST', headers, body });
    localStorage.setItem('sigfollow-csrf', (await answer.json()).csrfToken);
  })()`);
  await reply(page).press('Enter');
  await shows(question());
  await shows(pending(page).getByText('Half a sentence'));
  expect(await sent()).toEqual([]);
});
