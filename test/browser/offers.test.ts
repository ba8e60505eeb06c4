/**
 * Offers are told wherever one looks, once for all tabs of a person; what was missed is told, too (lines 11 to 13 of the
 * workbench's acceptance).
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, openBrowser, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { HttpClient } from '../support/http-client.ts';
import { conversationPath as path } from '../support/paths.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;
let agent: HttpClient;
let queue: string;

const agentOf = () => agentsOf(stack)[0]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }, {}] });
  browser = await openBrowser(stack);
  agent = await stack.agent(0);
  queue = stack.tenants[0]!.queues[0]!.id;
});
beforeEach(async () => {
  seat = await browser.sit(agentOf());
  page = seat.page;
});
afterEach(async () => {
  await agent.put('/api/v1/me/presence', { presence: 'offline' });
  for (const { conversationId } of (await agent.get('/api/v1/offers')).body.items)
    await stack.api().post(path(conversationId, '/close'), {});
  await agent.post('/api/v1/offers/missed/told', { until: new Date().toISOString() });
  await browser.leave();
  browser.noErrors(/status of (40[49]|503)/);
});
afterAll(() => stack.close());

/** Notes what the pages of a browser make heard and seen beside themselves. @param permission of notices. */
async function spy(context: BrowserContext, permission = 'granted'): Promise<void> {
  const code = `(() => {
    window.heard = 0;
    window.noticed = [];
    window.asked = 0;
    const Real = window.AudioContext;
    window.AudioContext = class extends Real {
      constructor() { super(); window.heard += 1; }
    };
    window.Notification = class {
      static permission = '${permission}';
      static requestPermission() { window.asked += 1; this.permission = 'granted'; return Promise.resolve('granted'); }
      constructor(title) { this.title = title; this.isOpen = true; window.noticed.push(this); }
      close() { this.isOpen = false; }
    };
    window.hide = isHidden => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
      document.dispatchEvent(new Event('visibilitychange'));
    };
  })()`;
  await context.addInitScript(code);
  for (const each of context.pages()) await each.evaluate(code);
}
const heard = (on: Page): Promise<number> => on.evaluate<number>('window.heard');
const asked = (on: Page): Promise<number> => on.evaluate<number>('window.asked');
const noticed = (on: Page): Promise<{ title: string; isOpen: boolean }[]> =>
  on.evaluate<{ title: string; isOpen: boolean }[]>('window.noticed.map(({ title, isOpen }) => ({ title, isOpen }))');
const hide = (on: Page, isHidden: boolean): Promise<unknown> => on.evaluate(`window.hide(${isHidden})`);
const offers = (on = page) => on.getByRole('article', { name: 'Offer' });

/** A second tab of the same person, with the inbox. */
async function secondTab(): Promise<Page> {
  const tab = await seat.context.newPage();
  await tab.goto(`${stack.baseUrl}/inbox`);
  await tab.getByRole('navigation', { name: 'Conversations' }).waitFor();
  // Browsers let no page be heard in which nobody has pressed anything.
  await tab.getByRole('navigation', { name: 'Conversations' }).click();
  return tab;
}
const there = () => agent.put('/api/v1/me/presence', { presence: 'online' });
async function offered(text = 'My lamp is broken'): Promise<{ id: string; from: string }> {
  const from = newContact();
  return { id: await writes(stack, from, text), from };
}

test('an offer says who waits, what is needed and how the customer began, and is heard once in two tabs (line 13)', async () => {
  await spy(seat.context);
  const tab = await secondTab();
  const skill = (await stack.api().post('/api/v1/skills', { name: 'Lamps' })).body.id;
  await stack.api().put(`/api/v1/agents/${agentOf().id}`, { skills: [{ skillId: skill, level: 3 }] });
  const { id, from } = await offered();
  await writes(stack, from, 'Are you there?');
  // As a rule would have it.
  await stack.db.admin.query('UPDATE conversation SET needs = $2 WHERE id = $1', [
    id,
    JSON.stringify([{ skillId: skill, level: 1 }]),
  ]);
  await there();
  for (const each of [page, tab]) {
    await shows(offers(each).getByText('My lamp is broken'));
    await shows(offers(each).getByText(/waits .*needs Lamps/));
    await shows(offers(each).getByRole('timer'));
    expect(await each.title()).toBe('1 offer · SigFollow');
  }
  await eventually(async () => (await heard(page)) + (await heard(tab)), 'one sound');
  // Nobody asked for notices, and somebody looks.
  for (const each of [page, tab]) expect([await asked(each), await noticed(each)]).toEqual([0, []]);
  await page.reload();
  await shows(offers());
  await page.keyboard.press('F8');
  await page.keyboard.press('Enter');
  for (const each of [page, tab]) await hides(offers(each));
  await eventually(() => tab.title(), 'the title without it', { until: title => !title.includes('offer') });
  expect((await heard(page)) + (await heard(tab))).toBeLessThanOrEqual(1);
});

test('where no tab is looked at, one notice tells it, leads to it, and goes with it', async () => {
  await spy(seat.context);
  const tab = await secondTab();
  for (const each of [page, tab]) await hide(each, true);
  const { from } = await offered();
  await there();
  const both = async () => [await noticed(page), await noticed(tab)];
  const seen = await eventually(both, 'a notice', { until: told => told.flat().length > 0 });
  expect(seen.flat()).toEqual([{ title: expect.stringContaining(from) as unknown, isOpen: true }]);
  const teller = seen[0]!.length > 0 ? page : tab;
  await teller.evaluate('window.noticed[0].onclick()');
  await eventually(() => teller.evaluate('document.activeElement.textContent'), 'the focus', {
    until: text => text === 'Accept',
  });
  await hide(teller, true);
  await teller.keyboard.press('Enter');
  await hides(offers(teller));
  // Another one goes away by itself, when it is taken elsewhere.
  const second = await offered();
  await eventually(both, 'the second', { until: told => told.flat().length === 2 });
  await eventually(async () => (await agent.get('/api/v1/offers')).body.items, 'the offer', {
    until: items => items.some(({ conversationId }) => conversationId === second.id),
  });
  await stack.api().post(path(second.id, '/close'), {});
  await eventually(both, 'it is gone', { until: told => told.flat().every(({ isOpen }) => !isOpen) });
});

test('a tab that is looked at needs no notice, nor does a browser that forbids it; the menu says so', async () => {
  await spy(seat.context);
  const tab = await secondTab();
  await hide(tab, true);
  await there();
  await offered();
  for (const each of [page, tab]) await shows(offers(each));
  await hide(page, true);
  for (const each of [page, tab]) await each.evaluate("window.Notification.permission = 'denied'");
  await offered();
  for (const each of [page, tab])
    await eventually(() => offers(each).count(), 'both offers', { until: count => count === 2 });
  expect([await noticed(page), await noticed(tab)]).toEqual([[], []]);
  await hide(page, false);
  await page.getByRole('button', { name: new RegExp(agentOf().name) }).click();
  await shows(page.getByText('The browser blocks notices of this page.'));
  expect(await page.getByRole('menuitemcheckbox', { name: 'Browser notices' }).isDisabled()).toBe(true);
});

test('sound and notices are switched in the own menu, which alone asks for the permission', async () => {
  await spy(seat.context, 'default');
  await page.getByRole('button', { name: new RegExp(agentOf().name) }).click();
  const sound = page.getByRole('menuitemcheckbox', { name: 'Sound' });
  await shows(sound);
  expect(await sound.getAttribute('aria-checked')).toBe('true');
  await page.getByRole('menuitem', { name: 'Try the sound' }).click();
  await eventually(() => heard(page), 'the sound');
  await sound.click();
  expect(await asked(page)).toBe(0);
  const notices = page.getByRole('menuitemcheckbox', { name: 'Browser notices' });
  expect(await notices.getAttribute('aria-checked')).toBe('false');
  await notices.click();
  await eventually(() => notices.getAttribute('aria-checked'), 'notices', { until: checked => checked === 'true' });
  expect(await asked(page)).toBe(1);
  await page.keyboard.press('Escape');
  await hide(page, true);
  await there();
  await offered();
  await eventually(() => noticed(page), 'the notice', { until: told => told.length === 1 });
  expect(await heard(page)).toBe(1);
  await page.evaluate("localStorage.removeItem('sigfollow-offer-sound')");
});

test('what was missed is told until somebody has seen it, in all tabs and after a reload, with the way back', async () => {
  const before = (await stack.api().get('/api/v1/queues')).body.items.find(({ id }) => id === queue)!;
  await spy(seat.context);
  const tab = await secondTab();
  await there();
  const withdrawn = await offered();
  await shows(offers());
  await stack.api().post(path(withdrawn.id, '/close'), {});
  const told = (on: Page) => on.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  const first = `You missed an offer: Customer ${withdrawn.from} (withdrawn).`;
  for (const each of [page, tab]) await shows(told(each).getByText(first));
  await page.reload();
  await shows(told(page).getByText(first));
  await told(page).getByRole('button', { name: 'Dismiss' }).click();
  for (const each of [page, tab]) await hides(told(each));
  // As many in a row as the queue allows.
  await stack.db.admin.query('UPDATE queue SET accept_timeout_ms = 1000, miss_limit = 1 WHERE id = $1', [queue]);
  const missed = await offered();
  for (const each of [page, tab])
    await shows(
      told(each).getByText(
        `You were set to away because you missed an offer: Customer ${missed.from} (not answered in time).`,
      ),
    );
  expect((await agent.get('/api/v1/offers/missed')).body).toMatchObject({ count: 1, items: [{ state: 'expired' }] });
  await stack.api().post(path(missed.id, '/close'), {});
  // Who could not come back is told so, and still has the way.
  await page.route(/\/me\/presence$/, route => route.fulfill({ status: 503, body: '' }), { times: 1 });
  const back = told(page).getByRole('button', { name: 'Be online again' });
  await back.click();
  await eventually(() => told(page).count(), 'why not, and what was missed', { until: count => count === 2 });
  expect((await agent.get('/api/v1/offers/missed')).body).toMatchObject({ count: 1 });
  await told(page).filter({ hasText: 'HTTP 503' }).getByRole('button', { name: 'Dismiss' }).click();
  await back.click();
  for (const each of [page, tab]) await hides(told(each));
  await eventually(async () => (await stack.api().get('/api/v1/agents')).body.items, 'the agent is there', {
    until: items => items.find(({ id }) => id === agentOf().id)?.presence === 'online',
  });
  expect((await agent.get('/api/v1/offers/missed')).body).toEqual({ count: 0, items: [] });
  await stack.db.admin.query('UPDATE queue SET accept_timeout_ms = $2, miss_limit = 3 WHERE id = $1', [
    queue,
    before.acceptTimeoutMs,
  ]);
});

test('what expires is offered to the next one, is counted as missed, and cannot be accepted any more (line 12)', async () => {
  const other = await stack.agent(1);
  const { page: next } = await browser.sit(agentsOf(stack)[1]!);
  await stack.db.admin.query('UPDATE queue SET accept_timeout_ms = 4000, miss_limit = 100 WHERE id = $1', [queue]);
  await there();
  const { id, from } = await offered('Mine, or yours?');
  await shows(offers().getByText('Mine, or yours?'));
  const first = (await agent.get('/api/v1/offers')).body.items[0]!;
  await other.put('/api/v1/me/presence', { presence: 'online' });
  await hides(offers());
  await shows(offers(next).getByText('Mine, or yours?'));
  await shows(
    page.getByRole('region', { name: 'Notifications' }).getByText(new RegExp(`${from}.*not answered in time`)),
  );
  expect((await agent.get('/api/v1/offers/missed')).body.items).toContainEqual(
    expect.objectContaining({ state: 'expired' }),
  );
  const late = await agent.post(`/api/v1/offers/${first.id}/accept`);
  expect([late.status, late.body.code]).toEqual([409, 'offer_not_live']);
  await other.put('/api/v1/me/presence', { presence: 'offline' });
  await stack.api().post(path(id, '/close'), {});
  await other.post('/api/v1/offers/missed/told', { until: new Date().toISOString() });
  await stack.db.admin.query('UPDATE queue SET accept_timeout_ms = 30000, miss_limit = 3 WHERE id = $1', [queue]);
});

test('a new offer, and what becomes known of one, moves nothing that is about to be pressed', async () => {
  await there();
  await offered();
  await shows(offers());
  const accept = offers().first().getByRole('button', { name: 'Accept' });
  const before = await accept.boundingBox();
  for (const text of ['Hello', 'I wrote a very long letter about all that is wrong with my lamp. '.repeat(10)])
    await offered(text);
  await eventually(() => offers().count(), 'three offers', { until: count => count === 3 });
  await shows(offers().getByText(/very long letter/));
  expect(await accept.boundingBox()).toEqual(before);
});
