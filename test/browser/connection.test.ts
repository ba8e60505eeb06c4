/** Errors between page and server are shown, with a way to continue (defects 9 and 16 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import {
  goToView,
  hides,
  hold,
  loadAgain,
  openBrowser,
  openChat,
  pending,
  reply,
  rows,
  shows,
  spoil,
  stands,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;

const agentOf = (place = 0) => agentsOf(stack)[place]!;
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
  const { id, from } = await assigned(stack, agentOf());
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
  const isSaid = () => page.getByText('You are offline.').first();

  test('is said at once, and nothing that the customer wrote after goes by itself later (9)', async () => {
    const { from, sent } = await begin();
    // No call can tell: only the browser does.
    const unanswered = await hold(page, 'GET', /\/api\/v1\//);
    await seat.context.setOffline(true);
    await shows(isSaid());
    await reply(page).fill('Tomorrow at ten?');
    await reply(page).press('Enter');
    await shows(pending(page).getByText('Waits to be sent'));
    await stands(reply(page), '');
    await writes(stack, from, 'Please cancel it');
    await seat.context.setOffline(false);
    unanswered.letGo();
    await hides(page.getByText('You are offline. What you write'));
    await shows(page.getByRole('log').getByText('Please cancel it'));
    await shows(pending(page).getByText('the customer has written since'));
    expect(await sent()).toBe(0);
    await page.getByRole('button', { name: 'Send it anyway' }).click();
    await eventually(async () => (await sent()) === 1, 'the message');
  });

  test('what is sent has a clock, goes in order and once, and what was missed is there (line 27)', async () => {
    const idle = await begin();
    await stack.db.admin.query(
      "UPDATE conversation SET last_message_at = last_message_at - interval '5 days' WHERE id = $1",
      [idle.id],
    );
    const { sent } = await begin();
    await page.evaluate('window.isNotReloaded = true');
    await seat.context.setOffline(true);
    await shows(isSaid());
    for (const text of ['At ten.', 'Or at eleven.']) {
      await reply(page).fill(text);
      await reply(page).press('Enter');
      await shows(pending(page).filter({ hasText: text }).getByText('Waits to be sent'));
    }
    await writes(stack, idle.from, 'I am back');
    await seat.context.setOffline(false);
    await hides(pending(page));
    await shows(page.getByRole('log').getByText('Or at eleven.'));
    expect(await page.getByRole('log').getByRole('article').allInnerTexts()).toEqual([
      expect.stringContaining('Where is my bike?'),
      expect.stringContaining('At ten.'),
      expect.stringContaining('Or at eleven.'),
    ]);
    expect(await sent()).toBe(2);
    await shows(rows(page).filter({ hasText: 'I am back' }));
    await openChat(page, idle.from);
    await shows(page.getByRole('log').getByText('I am back'));
    expect(await page.evaluate('window.isNotReloaded')).toBe(true);
  });

  test('what was written before the conversation was shown asks to be read first, and says why', async () => {
    const thread = await hold(page, 'GET', /\/messages\?limit=/);
    const { sent } = await begin(false);
    await seat.context.setOffline(true);
    await reply(page).fill('At ten.');
    await reply(page).press('Enter');
    await shows(pending(page).getByText('Waits to be sent'));
    await seat.context.setOffline(false);
    thread.letGo();
    await shows(page.getByRole('log').getByText('Where is my bike?'));
    await shows(pending(page).getByText('you wrote this before the conversation was shown'));
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

  /** Pressed while it still fails, it asks again; pressed when the server is back, it shows what there is. */
  async function tryAgain(button: Locator, failing: Awaited<ReturnType<typeof spoil>>): Promise<void> {
    const before = failing.calls();
    await button.click();
    await eventually(() => failing.calls() > before, 'another try');
    await failing.end();
    await eventually(async () => {
      await button.evaluateAll((found: readonly { click: () => void }[]) => found.forEach(each => each.click()));
      return (await button.count()) === 0;
    }, 'what there is');
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
    const list = await spoil(page, 'GET', /\/api\/v1\/conversations\?/, how);
    await page.reload();
    const navigation = page.getByRole('navigation', { name: 'Conversations' });
    await shows(navigation.getByText(words));
    await tryAgain(navigation.getByRole('button', { name: 'Try again' }), list);
    await shows(rows(page));
    await hides(navigation.getByText(words));
  });

  test('503 on /me is no log-in page (16)', async () => {
    const me = await spoil(page, 'GET', /\/api\/v1\/me$/, { status: 503, body: 'upstream connect error' });
    await page.reload();
    await shows(page.getByText('The workbench could not be loaded.'));
    expect(await page.locator('input[name=password]').count()).toBe(0);
    await tryAgain(loadAgain(page, 'The workbench'), me);
    await shows(page.getByRole('navigation', { name: 'Conversations' }));
  });

  test('502 while something is shown keeps it, goes on by what is told, says so, and ends by itself (16)', async () => {
    const { from } = await begin();
    const all = await spoil(page, 'GET', /\/api\/v1\/(conversations|offers|me)/, { status: 502, body: '<html>' });
    const log = page.getByRole('log');
    // Nothing can be read: it is the socket that tells.
    await writes(stack, from, 'And my lock?');
    await shows(log.getByText('And my lock?'));
    await shows(rows(page).filter({ hasText: 'And my lock?' }));
    // A list that was not looked at before has to be read.
    await goToView(page, 'Closed');
    await shows(page.getByText('Not everything could be loaded; what is shown may be old.'));
    await shows(log.getByText('Where is my bike?'));
    await writes(stack, from, 'And my key?');
    await shows(log.getByText('And my key?'));
    await all.end();
    await hides(page.getByText('Not everything could be loaded'));
    await shows(log.getByText('And my key?'));
  });

  test.each([
    ['board', '/board', 'The board'],
    ['settings/numbers', '/numbers', 'The numbers'],
    ['settings/templates', '/templates', 'The templates'],
    ['knowledge', '/knowledge/documents', 'The articles'],
    ['ai', '/ai/policies', 'The policy'],
  ])('the page %s is no blank either (16)', async (place, path, what) => {
    const admin = (await administrator()).page;
    const broken = await spoil(admin, 'GET', new RegExp(`/api/v1${path}(\\?|$)`), BROKEN);
    await admin.goto(`${stack.baseUrl}/${place}`);
    await shows(admin.getByText(`${what} could not be loaded.`));
    await tryAgain(loadAgain(admin, what), broken);
    await hides(admin.getByText(`${what} could not be loaded.`));
  });

  let seated: Promise<Seat> | undefined;
  /** One administrator for all pages. */
  const administrator = (): Promise<Seat> => (seated ??= browser.sit(adminOf()));
});
