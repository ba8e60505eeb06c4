/** What a row of the list and the header of a conversation tell, and that nothing is pushed away by it (defects 22, 23). */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { scrollsSideways } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { goToView, hides, openBrowser, openChat, rows, shows, spoil, viewLink } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let stack: Stack;
let browser: Workbenches;
let page: Page;

const agentOf = (place = 0) => stack.tenants[0]!.users.filter(user => user.role === 'AGENT')[place]!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50, wrapUpMs: 0 }], worker: false });
  browser = await openBrowser(stack);
  page = (await browser.sit(agentOf())).page;
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(/status of 40[49].*\/offers\//);
});
afterAll(() => stack.close());

async function assigned(text: string, place = 0): Promise<{ id: string; from: string }> {
  const from = newContact();
  const id = await writes(stack, from, text);
  expect((await stack.api().post(`/api/v1/conversations/${id}/assign`, { agentId: agentOf(place).id })).status).toBe(
    200,
  );
  return { id, from };
}
const later = (ms: number): string => new Date(Date.now() + ms).toISOString();
const promise = (ms: number) => ({
  target: 'next_response',
  dueAt: later(ms),
  warnsAt: later(ms - HOUR),
  remainingMs: null,
  breached: ms < 0,
});

type Facts = Readonly<Record<string, unknown>> & { readonly id: string };
/** What the server says of conversations, with other facts of some: by their id. */
async function pretend(facts: Readonly<Record<string, object>>): Promise<void> {
  const changed = (one: Facts): Facts => ({ ...one, ...facts[one.id] });
  await page.route(/\/api\/v1\/conversations(\?|\/[\w-]+$)/, async route => {
    if (route.request().method() !== 'GET') return route.fallback();
    const response = await route.fetch();
    const body = (await response.json()) as Facts | { readonly items: readonly Facts[] };
    await route.fulfill({
      response,
      json: 'items' in body ? { ...body, items: (body.items as readonly Facts[]).map(changed) } : changed(body),
    });
  });
}
const row = (from: string) => rows(page).filter({ hasText: new RegExp(from) });

test('a row tells who has it, when, what was promised, how long one may answer, and which number it came by (22)', async () => {
  const late = await assigned('Where is my bike?', 1);
  const soon = await assigned('And mine?');
  const plain = await writes(stack, newContact(), 'Hello');
  const number = (await stack.api().get(`/api/v1/conversations/${plain}`)).body.number as object;
  await pretend({
    [late.id]: { sla: [promise(-5 * MINUTE)] },
    [soon.id]: {
      window: { open: true, expiresAt: later(100 * MINUTE + 30_000) },
      number: { ...number, id: '00000000-0000-4000-8000-000000000002', name: 'Second line' },
    },
  });
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(row(late.from).getByText('late by 5 min'));
  await shows(row(late.from).getByText('with Agent Two'));
  // Also of what is unread.
  await shows(row(late.from).getByText('1 unread message'));
  await shows(row(late.from).locator('time'));
  await shows(row(soon.from).getByText(/^window 1\sh 40 min$/));
  await shows(row(soon.from).getByText('Second line'));
  // Names keep their own direction in sentences.
  await shows(row(late.from).locator('bdi', { hasText: 'Agent Two' }));
  // One's own is known to be one's own.
  expect(await row(soon.from).getByText('with ').count()).toBe(0);
});

test('where there is one number, no row names it', async () => {
  const { from } = await assigned('Hello');
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(row(from));
  const { name } = (await stack.api().get('/api/v1/numbers')).body.items[0] as { name: string };
  expect(await row(from).getByText(name, { exact: true }).count()).toBe(0);
});

test('a closed conversation has nothing unread (22)', async () => {
  const { id, from } = await assigned('Are you there?', 1);
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(row(from).getByText('1 unread message'));
  expect((await stack.api().post(`/api/v1/conversations/${id}/close`, {})).status).toBe(200);
  await goToView(page, 'Closed');
  await shows(row(from));
  expect((await stack.api().get(`/api/v1/conversations/${id}`)).body.unread).toBe(1);
  expect(await row(from).getByText('unread').count()).toBe(0);
});

test.each([1_440, 1_200, 1_024, 768, 390, 320])(
  'what is late does not push away what can be done, %i pixels wide (23)',
  async width => {
    const { id } = await assigned('Where is my bike?');
    const contact = (await stack.api().get(`/api/v1/conversations/${id}`)).body.contact as object;
    await pretend({
      [id]: {
        sla: [promise(-26 * HOUR), { ...promise(-3 * HOUR), target: 'resolution' }],
        contact: { ...contact, name: 'Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Bartenstein' },
      },
    });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${stack.baseUrl}/inbox/${id}`);
    const header = page.locator('header').filter({ has: page.getByRole('heading', { level: 2 }) });
    await shows(header.getByText(/answer late by/));
    const boxes = await eventually(
      () =>
        Promise.all([
          ...['Snooze', 'Close'].map(name => header.getByRole('button', { name, exact: true }).boundingBox()),
        ]),
      'what can be done',
      { until: seen => seen.every(box => box !== null) },
    );
    const [snooze, close] = boxes.map(box => box!);
    expect(close!.y).toBe(snooze!.y);
    const outer = (await header.boundingBox())!;
    for (const box of [snooze!, close!]) {
      expect(box.x).toBeGreaterThanOrEqual(outer.x);
      expect(box.x + box.width).toBeLessThanOrEqual(outer.x + outer.width);
    }
    // In the first row, or the second where there is no room beside the name.
    const name = (await header.getByRole('heading').boundingBox())!;
    expect(close!.y - name.y).toBeLessThan(width >= 1_440 ? name.height * 2 : 64);
    expect(name.width).toBeGreaterThan(60);
    expect(await scrollsSideways(page)).toBe(false);
    await header.getByRole('button', { name: 'Snooze', exact: true }).click({ trial: true });
    await header.getByRole('button', { name: 'Close', exact: true }).click({ trial: true });
  },
);

test('each view tells how many conversations it has, and follows what others do', async () => {
  const asAgent = await stack.agent(0);
  const numbers = async () => {
    const { seen, own } = (await asAgent.get('/api/v1/conversations/counts')).body;
    return { Mine: own.active + own.wrapping, Queue: seen.queued + seen.offered, Closed: seen.closed };
  };
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(`${stack.baseUrl}/inbox`);
  const { id } = await assigned('One more');
  await writes(stack, newContact(), 'One who waits');
  const before = await numbers();
  for (const [view, count] of Object.entries(before)) await shows(viewLink(page, view, count));
  expect((await asAgent.post(`/api/v1/conversations/${id}/close`, {})).status).toBe(200);
  const after = { ...before, Mine: before.Mine - 1, Closed: before.Closed + 1 };
  expect(await numbers()).toEqual(after);
  for (const [view, count] of Object.entries(after)) await shows(viewLink(page, view, count));
});

test('what was said last keeps its own direction beside who said it', async () => {
  const { id, from } = await assigned('Hello');
  await pretend({
    [id]: { lastMessage: { at: later(0), direction: 'outbound', kind: 'text', preview: 'مرحبا 7.' } },
  });
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(row(from).getByText('Us: مرحبا 7.'));
  await shows(row(from).locator('bdi', { hasText: /^مرحبا 7\.$/ }));
});

test('from what was closed a way leads back to it', async () => {
  const { from } = await assigned('That is all');
  await page.setViewportSize({ width: 1_280, height: 720 });
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await openChat(page, from);
  await page.keyboard.press('e');
  const toast = page.getByRole('region', { name: 'Notifications' }).getByRole('listitem').filter({ hasText: from });
  await shows(toast.getByText(/^Closed: /));
  await page.keyboard.press('Escape');
  await hides(page.getByRole('heading', { level: 2 }));
  await toast.getByRole('button', { name: 'Open' }).click();
  await shows(page.getByRole('heading', { level: 2, name: new RegExp(from) }));
  await shows(page.getByRole('button', { name: 'Reopen' }));
});

/** What the server says is offered, from now on. @returns how often it was asked. */
async function pretendOffer(conversationId: string, expiresAt: string): Promise<() => number> {
  const { queueId } = (await stack.api().get(`/api/v1/conversations/${conversationId}`)).body as { queueId: string };
  const offer = {
    id: '00000000-0000-4000-8000-000000000003',
    ...{ conversationId, queueId, agentId: agentOf().id, state: 'offered' },
    ...{ offeredAt: later(-HOUR), expiresAt, endedAt: null },
  };
  let asked = 0;
  await page.route(/\/api\/v1\/offers$/, async route => {
    asked += 1;
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...((await response.json()) as object), items: [offer] } });
  });
  return () => asked;
}
const offers = () => page.getByRole('article', { name: 'Offer' });

test('an offer whose time is over cannot be accepted, is asked about, and can be put away (line 12)', async () => {
  const { id } = await assigned('Too late');
  const asked = await pretendOffer(id, later(-MINUTE));
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await shows(offers().getByText('This conversation is no longer available.'));
  expect(await offers().getByRole('button', { name: 'Accept' }).isDisabled()).toBe(true);
  await eventually(asked, 'the calls', { until: count => count > 1 });
  await offers().getByRole('button', { name: 'Not now' }).click();
  await hides(offers());
});

test('who accepts an offer that has ended is told so (line 12)', async () => {
  const { id } = await assigned('Too late, too');
  await pretendOffer(id, later(HOUR));
  await spoil(page, 'POST', /\/offers\/[\w-]+\/accept$/, {
    status: 409,
    contentType: 'application/problem+json',
    body: JSON.stringify({ status: 409, code: 'offer_not_live', title: 'The offer is over.' }),
  });
  await page.goto(`${stack.baseUrl}/inbox?view=all`);
  await offers().getByRole('button', { name: 'Accept' }).click();
  await hides(offers());
  const toasts = page.getByRole('region', { name: 'Notifications' }).getByRole('listitem');
  await shows(toasts.getByText('This conversation is no longer available.'));
  await toasts.getByRole('button', { name: 'Dismiss' }).click();
  await hides(toasts);
});
