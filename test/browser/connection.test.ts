/** Errors between page and server are shown, with a way to continue (defects 9, 10 and 16 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import {
  hides,
  hold,
  loadAgain,
  logIn,
  openBrowser,
  openChat,
  reply,
  sendAgain,
  shows,
  spoil,
  stands,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;

const agentOf = (place = 0) => stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[place]!;
const adminOf = () => stack.tenants[0]!.users[0]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(
    /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION|status of (401|403|500|502|503)|WebSocket/,
  );
});
afterAll(() => stack.close());

/** @param read whether its messages are waited for. */
async function begin(read = true): Promise<{ id: string; from: string; sent: () => Promise<number> }> {
  const from = newContact();
  const id = await writes(stack, from, 'Where is my bike?');
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf().id })).status).toBe(200);
  await openChat(page, from, read);
  return {
    id,
    from,
    sent: async () =>
      (await stack.db.admin.query("SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'outbound'", [id]))
        .rowCount ?? 0,
  };
}

describe('offline', () => {
  test('is said, and nothing goes later by itself: not although the customer wrote meanwhile (9)', async () => {
    const { id, from, sent } = await begin();
    await seat.context.setOffline(true);
    await shows(page.getByText('You are offline.').first());
    await reply(page).fill('Tomorrow at ten?');
    await reply(page).press('Enter');
    await shows(sendAgain(page));
    await stands(reply(page), 'Tomorrow at ten?');
    await writes(stack, from, 'Please cancel it');
    await seat.context.setOffline(false);
    await hides(page.getByText('You are offline. What you write'));
    await shows(page.getByRole('log').getByText('Please cancel it'));
    // The draft is kept by now: whatever the page does by itself when it is back, it has done.
    await eventually(
      async () =>
        (
          await stack.db.admin.query(
            "SELECT 1 FROM message_draft WHERE conversation_id = $1 AND text = 'Tomorrow at ten?'",
            [id],
          )
        ).rowCount,
      'the draft',
    );
    expect(await sent()).toBe(0);
    await sendAgain(page).click();
    await shows(page.getByText('The customer has written since.'));
    expect(await sent()).toBe(0);
    await page.getByRole('button', { name: 'Send it anyway' }).click();
    await eventually(async () => (await sent()) === 1, 'the message');
  });

  test('what could not be sent is sent with one press where nothing came between', async () => {
    const { sent } = await begin();
    await seat.context.setOffline(true);
    await reply(page).fill('At ten.');
    await reply(page).press('Enter');
    await shows(sendAgain(page));
    await seat.context.setOffline(false);
    await sendAgain(page).click();
    await eventually(async () => (await sent()) === 1, 'the message');
  });

  test('what was written before the conversation was shown asks to be read first, and says why', async () => {
    const thread = await hold(page, 'GET', /\/messages\?limit=/);
    const { sent } = await begin(false);
    await seat.context.setOffline(true);
    await reply(page).fill('At ten.');
    await reply(page).press('Enter');
    await shows(sendAgain(page));
    await seat.context.setOffline(false);
    thread.letGo();
    await shows(page.getByRole('log').getByText('Where is my bike?'));
    await sendAgain(page).click();
    await shows(page.getByText('You wrote this before the conversation was shown.'));
    expect(await sent()).toBe(0);
    await page.getByRole('button', { name: 'Send it anyway' }).click();
    await eventually(async () => (await sent()) === 1, 'the message');
  });
});

describe('a failing server', () => {
  const BROKEN = {
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'Something went wrong on our side.', status: 500, code: 'internal' }),
  };

  /** Pressed while it still fails: it asks again. Then the server is back, and tells of something new. */
  async function tryAgain(button: Locator, failing: Awaited<ReturnType<typeof spoil>>): Promise<void> {
    const before = failing.calls();
    await button.click();
    await eventually(() => failing.calls() > before, 'another try');
    await failing.end();
    await writes(stack, newContact(), 'news');
  }

  test.each([
    ['500', BROKEN, 'Something went wrong on our side.'],
    [
      '502 of a proxy',
      { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' },
      'The server does not answer as it should (HTTP 502).',
    ],
    [
      'an answer that is no JSON',
      { status: 200, body: '<html>maintenance</html>' },
      'The server does not answer as it should (HTTP 200).',
    ],
  ])('%s on the list is a reason with a retry, and not blank (16)', async (_, how, words) => {
    const list = await spoil(page, 'GET', /\/api\/v1\/conversations\?limit=100/, how);
    await page.reload();
    const navigation = page.getByRole('navigation', { name: 'Conversations' });
    await shows(navigation.getByText(words));
    await tryAgain(loadAgain(page, 'The conversations'), list);
    await shows(navigation.getByRole('link'));
    await hides(page.getByText(words));
  });

  test('503 on /me is no log-in page (16)', async () => {
    const me = await spoil(page, 'GET', /\/api\/v1\/me$/, { status: 503, body: 'upstream connect error' });
    await page.reload();
    await shows(page.getByText('The workbench could not be loaded.'));
    expect(await page.locator('input[name=password]').count()).toBe(0);
    await tryAgain(loadAgain(page, 'The workbench'), me);
    await shows(page.getByRole('navigation', { name: 'Conversations' }));
  });

  test('502 while something is shown keeps it, says so, and ends by itself', async () => {
    await begin();
    const all = await spoil(page, 'GET', /\/api\/v1\/(conversations|offers|me|agents)/, {
      status: 502,
      body: '<html>',
    });
    // What tells the page to read again.
    await writes(stack, newContact(), 'news');
    await shows(page.getByText('Not everything could be loaded; what is shown may be old.'));
    await shows(page.getByRole('log').getByText('Where is my bike?'));
    await all.end();
    await writes(stack, newContact(), 'more news');
    await hides(page.getByText('Not everything could be loaded'));
  });

  test.each([
    ['board', '/board', 'The board'],
    ['numbers', '/numbers', 'The numbers'],
    ['templates', '/templates', 'The templates'],
    ['knowledge', '/knowledge/documents', 'The articles'],
    ['ai', '/ai/policies', 'The policy'],
  ])('the page %s is no blank either', async (place, path, what) => {
    const admin = (await administrator()).page;
    const broken = await spoil(admin, 'GET', new RegExp(`/api/v1${path}(\\?|$)`), BROKEN);
    await admin.goto(`${stack.baseUrl}/#/${place}`);
    await shows(admin.getByText(`${what} could not be loaded.`));
    await tryAgain(loadAgain(admin, what), broken);
    await hides(admin.getByText(`${what} could not be loaded.`));
  });

  let seated: Promise<Seat> | undefined;
  /** One administrator for all pages. */
  const administrator = (): Promise<Seat> => (seated ??= browser.sit(adminOf()));
});

describe('a session that has ended', () => {
  test('is said at once, and one goes on where one was', async () => {
    const { id, sent } = await begin();
    await reply(page).fill('Half a sentence');
    // In another browser of the same person.
    await seat.context.clearCookies();
    await reply(page).press('Enter');
    await shows(page.getByRole('dialog', { name: 'Log in again' }));
    expect(await sent()).toBe(0);
    await logIn(page, agentOf());
    await hides(page.getByRole('dialog', { name: 'Log in again' }));
    await stands(reply(page), 'Half a sentence');
    await eventually(
      async () =>
        (
          await stack.db.admin.query(
            "SELECT 1 FROM message_draft WHERE conversation_id = $1 AND text = 'Half a sentence'",
            [id],
          )
        ).rowCount,
      'the draft',
    );
    await reply(page).press('Enter');
    await eventually(async () => (await sent()) === 1, 'the message');
  });

  test('is said without anything being pressed, by the socket', async () => {
    await begin();
    const session = (await seat.context.cookies()).find(cookie => cookie.name === 'sid')!;
    // Ended on the server, as logging out elsewhere does.
    const csrf = await page.evaluate<string>("sessionStorage.getItem('sigfollow-csrf')");
    expect(
      (
        await new HttpClient(stack.baseUrl, { cookie: `sid=${session.value}`, 'x-csrf-token': csrf }).post(
          '/api/v1/auth/logout',
          {},
        )
      ).status,
    ).toBeLessThan(300);
    await shows(page.getByRole('dialog', { name: 'Log in again' }));
    await logIn(page, agentOf());
    await hides(page.getByRole('dialog', { name: 'Log in again' }));
  });

  test('leaves nothing to whoever logs in next', async () => {
    const { id } = await begin();
    await reply(page).fill('Not for your eyes');
    await eventually(
      async () =>
        (
          await stack.db.admin.query(
            "SELECT 1 FROM message_draft WHERE conversation_id = $1 AND text = 'Not for your eyes'",
            [id],
          )
        ).rowCount,
      'the draft',
    );
    await seat.context.clearCookies();
    await reply(page).fill('Not for your eyes either');
    await shows(page.getByRole('dialog', { name: 'Log in again' }));
    await logIn(page, agentOf(1));
    await hides(page.getByRole('dialog', { name: 'Log in again' }));
    await shows(page.getByText('Agent Two'));
    await hides(page.getByText('Not for your eyes'));
    expect(
      (
        await stack.db.admin.query('SELECT 1 FROM message_draft WHERE conversation_id = $1 AND author_id <> $2', [
          id,
          agentOf().id,
        ])
      ).rowCount,
    ).toBe(0);
  });
});
