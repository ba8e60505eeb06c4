/**
 * What is shown is kept up to date by events: nothing is read again, nothing moves under the pointer or away from what
 * is read, and all tabs hear of the same session.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { goToView, hides, hold, openBrowser, openChat, reply, rows, shows, spoil } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;

const agentOf = (place = 0) => agentsOf(stack)[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }, {}] });
  browser = await openBrowser(stack);
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(/status of (401|404)|ERR_INTERNET_DISCONNECTED|WebSocket/);
});
afterAll(() => stack.close());

async function begin(text = 'Where is my bike?'): Promise<{ id: string; from: string }> {
  const { id, from } = await assigned(stack, agentOf(), text);
  await openChat(page, from);
  return { id, from };
}

/** Nobody waits for the agent any more. */
async function finishAll(): Promise<void> {
  const api = stack.api();
  const { items } = (await api.get(`/api/v1/conversations?agentId=${agentOf().id}&state=active&limit=100`)).body;
  for (const { id } of items) expect((await api.post(`/api/v1/conversations/${id}/close`, {})).status).toBe(200);
}

/** The calls of a page that read something. */
function readsOf(of: Page): string[] {
  const reads: string[] = [];
  of.on('request', request => {
    if (request.method() === 'GET' && request.url().includes('/api/v1/')) reads.push(new URL(request.url()).pathname);
  });
  return reads;
}

test('twenty messages are shown and no list is read for them', async () => {
  const { from } = await begin();
  await goToView(page, 'All');
  await shows(rows(page));
  const reads = readsOf(page);
  for (let number = 1; number <= 20; number += 1) await writes(stack, from, `Message ${number}`);
  await shows(page.getByRole('log').getByText('Message 20', { exact: true }));
  await shows(rows(page).filter({ hasText: 'Message 20' }));
  expect(await page.getByRole('log').getByRole('article').count()).toBe(21);
  // Who and what there is has no events, and what moved before is counted up to two seconds later, once.
  expect(reads.filter(path => !/\/(agents|queues|counts)$/.test(path))).toEqual([]);
  expect(reads.filter(path => path.endsWith('/counts')).length).toBeLessThan(2);
});

test('what was missed without a connection is shown when it is back, also of what is not open (line 27)', async () => {
  const idle = await begin('I am another one');
  await begin();
  await seat.context.setOffline(true);
  await shows(page.getByText('You are offline.').first());
  await writes(stack, idle.from, 'While you were away');
  await seat.context.setOffline(false);
  await shows(rows(page).filter({ hasText: 'While you were away' }));
  await openChat(page, idle.from);
  await shows(page.getByRole('log').getByText('While you were away'));
});

test('the row under the pointer stays there while others write, and a click opens it (line 28)', async () => {
  const { id, from } = await begin();
  const others = [await begin('Me too'), await begin('And me')];
  await goToView(page, 'All');
  const row = rows(page).filter({ hasText: new RegExp(from) });
  await row.hover();
  const box = (await row.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  const underPointer = (): Promise<string> =>
    page.evaluate(`new URL(document.elementFromPoint(${x}, ${y}).closest('a').href).pathname`);
  expect(await underPointer()).toBe(`/inbox/${id}`);
  for (const other of others) await writes(stack, other.from, 'Are you there?');
  for (let number = 1; number <= 3; number += 1) await writes(stack, newContact(), 'A new one');
  await shows(page.getByRole('button', { name: '3 new', exact: true }));
  expect(await underPointer()).toBe(`/inbox/${id}`);
  await page.mouse.click(x, y);
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await eventually(() => new URL(page.url()).pathname, 'the address', { until: path => path === `/inbox/${id}` });
});

test('keys go along the rows as they stand on the screen', async () => {
  const [last, middle, first] = [await begin('I am last'), await begin('In the middle'), await begin('I am first')];
  await openChat(page, middle.from);
  await rows(page)
    .filter({ hasText: new RegExp(first.from) })
    .hover();
  // In the list as it is now nothing comes after the one in the middle that was before it.
  await writes(stack, last.from, 'Now I am first');
  await shows(rows(page).filter({ hasText: 'Now I am first' }));
  await page.keyboard.press('j');
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(last.from) }));
  await page.keyboard.press('k');
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(middle.from) }));
  await page.keyboard.press('k');
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(first.from) }));
  await page.mouse.move(0, 0);
});

test.each(['after the event about it', 'before the event about it'])(
  'who closes one and goes on gets to the next when the answer comes %s',
  async when => {
    await finishAll();
    const [next, closed] = [await begin('I am next'), await begin('I am done')];
    await goToView(page, 'Mine');
    await shows(rows(page).filter({ hasText: new RegExp(next.from) }));
    const isLate = when === 'after the event about it';
    const answer = isLate ? await hold(page, 'POST', /\/close$/, 'after') : null;
    await page.keyboard.press('Shift+E');
    if (isLate) {
      await hides(rows(page).filter({ hasText: new RegExp(closed.from) }));
      await hides(page.getByRole('main').getByRole('button', { name: 'Close', exact: true }));
    }
    answer?.letGo();
    await shows(page.getByRole('heading', { level: 2, name: new RegExp(next.from) }));
  },
);

test('who closes one and goes on gets to who has waited longest for an answer, wherever that stands in the list', async () => {
  await finishAll();
  const longest = await begin('I wait longest');
  const answered = await begin('I was answered');
  const closed = await begin('I am done');
  const send = { text: { body: 'Here it is' } };
  expect((await stack.api().post(`/api/v1/conversations/${answered.id}/messages`, send)).status).toBe(202);
  // Whoever writes again has not begun to wait anew, and stands above the others.
  await writes(stack, longest.from, 'Hello?');
  await goToView(page, 'Mine');
  await shows(rows(page).first().filter({ hasText: 'Hello?' }));
  await openChat(page, closed.from);
  await page.keyboard.press('Shift+E');
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(longest.from) }));
});

test('what comes is read out once, also the same words twice, and what was there never (line 5)', async () => {
  const { from } = await begin();
  for (let number = 1; number <= 60; number += 1) await writes(stack, from, `Line ${number}`);
  await page.reload();
  const log = page.getByRole('log', { name: 'Messages' });
  await shows(log.getByText('Line 60', { exact: true }));
  expect(await log.getAttribute('tabindex')).toBe('0');
  await page.evaluate(`
    window.readOut = [];
    const look = changes => changes.forEach(({ type, target, addedNodes }) =>
      type === 'characterData' ? readOut.push(target.data) : addedNodes.forEach(({ textContent }) => readOut.push(textContent)));
    new MutationObserver(look).observe(document.querySelector('[role=log]').parentElement.querySelector('[aria-live=polite]'), {
      childList: true, characterData: true, subtree: true,
    });
  `);
  const readOut = (): Promise<string[]> => page.evaluate('readOut');
  await writes(stack, from, 'Hello?');
  await eventually(readOut, 'what is read out', { until: all => all.length === 1 });
  await writes(stack, from, 'Hello?');
  await eventually(readOut, 'what is read out', { until: all => all.length === 2 });
  await log.hover();
  await eventually(async () => {
    await page.mouse.wheel(0, -3_000);
    return log.getByText('Line 1', { exact: true }).isVisible();
  }, 'the first message');
  expect(await readOut()).toEqual(['Hello?', 'Hello?']);
});

test('an address with a conversation of another tenant, or a view that there is none of, names nobody (line 32)', async () => {
  const from = newContact();
  const id = await writes(stack, from, 'A word for others', 1);
  const tab = await seat.tab();
  for (const address of [`/inbox/${id}?view=all`, `/inbox/${id}?view=${id}`]) {
    await tab.goto(`${stack.baseUrl}${address}`);
    await shows(tab.getByText('There is no such conversation for you (any more).'));
    await shows(tab.getByRole('list', { name: 'Views' }));
    const page = await tab.content();
    for (const secret of [from, `Customer ${from}`, 'A word for others']) expect(page).not.toContain(secret);
  }
  await tab.close();
});

test('what somebody else says of the contact is seen at once', async () => {
  const { id } = await begin('The first time');
  await page.goto(`${stack.baseUrl}/inbox/${id}?view=all&panel=true`);
  const panel = page.getByRole('complementary', { name: 'About the contact' });
  const { body } = await stack.api().get(`/api/v1/conversations/${id}`);
  await shows(panel.getByRole('heading', { name: 'Contact' }));
  expect((await stack.api().put(`/api/v1/contacts/${body.contact.id}`, { tags: ['loyal'] })).status).toBe(200);
  await shows(panel.getByText('loyal', { exact: true }));
  expect((await stack.api().put(`/api/v1/contacts/${body.contact.id}`, { tags: ['loyal', 'loud'] })).status).toBe(200);
  await shows(panel.getByText('loud', { exact: true }));
});

test('what is told of the contact while it is being read for the first time is not lost', async () => {
  const { id } = await begin('The second time');
  await goToView(page, 'All');
  const told: string[] = [];
  page.on('websocket', socket => socket.on('framereceived', ({ payload }) => told.push(String(payload))));
  const answer = await hold(page, 'GET', /\/contacts\/[\w-]+$/, 'after');
  await page.goto(`${stack.baseUrl}/inbox/${id}?view=all&panel=true`);
  await eventually(() => answer.isHeld(), 'the answer of before');
  // The connection stands.
  await eventually(() => told.some(frame => frame.includes('"ready"')), 'the greeting of the socket');
  const { body } = await stack.api().get(`/api/v1/conversations/${id}`);
  expect((await stack.api().put(`/api/v1/contacts/${body.contact.id}`, { tags: ['patient'] })).status).toBe(200);
  await eventually(() => told.some(frame => frame.includes('"beside"')), 'what the socket tells of the contact');
  answer.letGo();
  await shows(page.getByRole('complementary', { name: 'About the contact' }).getByText('patient', { exact: true }));
});

test('nothing is marked as read in a tab that nobody looks at, and what failed is tried again', async () => {
  const { id, from } = await begin();
  const unread = async (): Promise<number> => (await stack.api().get(`/api/v1/conversations/${id}`)).body.unread;
  await eventually(unread, 'that it is read', { until: count => count === 0 });
  const look = (isHidden: boolean): Promise<void> =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isHidden ? 'hidden' : 'visible'}' });
      document.dispatchEvent(new Event('visibilitychange'));
    `);
  const failing = await spoil(page, 'POST', /\/read$/, 'no network');
  await look(true);
  await writes(stack, from, 'Are you there?');
  await shows(page.getByRole('log').getByText('Are you there?'));
  expect([failing.calls(), await unread()]).toEqual([0, 1]);
  await look(false);
  await eventually(() => failing.calls(), 'the call', { until: calls => calls > 0 });
  expect(await unread()).toBe(1);
  await failing.end();
  await eventually(unread, 'that it is read', { until: count => count === 0 });
  browser.noErrors(/ERR_CONNECTION_FAILED/);
});

test('the tab tells how many conversations have something unread, in its title and its picture (line 30)', async () => {
  const one = await browser.sit(agentOf(2));
  const icon = (): Promise<string | null> => one.page.locator('link[rel=icon]').getAttribute('href');
  const plain = await icon();
  const { from } = await assigned(stack, agentOf(2));
  await eventually(() => one.page.title(), 'the title', { until: title => title === '(1) SigFollow' });
  await eventually(icon, 'the picture', { until: href => href !== plain });
  await openChat(one.page, from);
  await eventually(() => one.page.title(), 'the title', { until: title => title === 'SigFollow' });
  await eventually(icon, 'the picture', { until: href => href === plain });
});

test('a link to a conversation opens in a new tab without another log-in, and back leads back (4)', async () => {
  const { id, from } = await begin();
  const other = await begin('Another one');
  const tab = await seat.context.newPage();
  await tab.goto(`${stack.baseUrl}/inbox/${id}?view=all`);
  await shows(tab.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await tab.close();
  expect(await page.evaluate('history.length + location.pathname')).toContain(other.id);
  await page.goBack();
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await page.goForward();
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(other.from) }));
  await page.reload();
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(other.from) }));
});

test('what fails in the panel leaves the thread: it says so with a retry, and one still answers (line 40)', async () => {
  await begin();
  await page.route(/\/api\/v1\/contacts\//, route =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'Something went wrong.', status: 500, code: 'internal', requestId: 'req-1' }),
    }),
  );
  await page.reload();
  const panel = page.getByRole('complementary', { name: 'About the contact' });
  await shows(panel.getByText('What is known could not be loaded.'));
  await shows(panel.getByText('req-1'));
  await reply(page).fill('It is on its way.');
  await reply(page).press('Enter');
  await shows(page.getByRole('log').getByText('It is on its way.'));
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await panel.getByRole('button', { name: 'Try again' }).first().click();
  await hides(panel.getByText('could not be loaded'));
  browser.noErrors(/status of 500/);
});

test('logging out in one tab is told in all of them at once', async () => {
  const other = await browser.sit(agentOf(1));
  const second = await other.context.newPage();
  await second.goto(`${stack.baseUrl}/inbox`);
  await shows(second.getByRole('navigation', { name: 'Conversations' }));
  await other.page.getByRole('button', { name: /Agent Two/ }).click();
  await other.page.getByRole('menuitem', { name: 'Log out' }).click();
  await shows(other.page.locator('input[name=password]'));
  await shows(second.locator('input[name=password]'));
});
