/** What goes out: templates, and how far messages have come. Numbers are lines of the workbench's acceptance list. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, reply, shows, stands } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { HttpClient } from '../support/http-client.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

const ORDER = {
  name: 'order_ready',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'Hello {{1}}, your bike is ready on {{2}}.' },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Follow it', url: 'https://example.com/{{1}}' }] },
  ],
};
const REFUSED = { name: 'win_a_bike', status: 'REJECTED', components: [{ type: 'BODY', text: 'Win a bike!' }] };

let stack: Stack;
let browser: Workbenches;
let page: Page;

beforeAll(async () => {
  // What WhatsApp tells of messages is told by the tests.
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], simulator: { statuses: [] } });
  browser = await openBrowser(stack);
  const { wabaId } = stack.simulator.numbers.find(each => each.phoneNumberId === stack.tenants[0]!.phoneNumberId)!;
  const simulator = new HttpClient(stack.simulatorUrl);
  for (const template of [ORDER, REFUSED])
    expect((await simulator.post(`/control/templates/${wabaId}`, template)).status).toBe(201);
  const admin = await stack.admin();
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBe(202);
  await eventually(async () => (await admin.get('/api/v1/templates?limit=100')).body.items, 'the templates', {
    until: items => items.some(({ name }) => name === REFUSED.name),
  });
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const option = (name: string): Locator => page.getByRole('option', { name: new RegExp(`^${name}`) });

test('a template has a field for each part of it, shows what will be read, and goes out whole (line 16)', async () => {
  const { from } = await assigned(stack, agentsOf(stack)[0]!);
  await openChat(page, from);
  await page.getByRole('button', { name: 'Template' }).click();
  await page.getByRole('combobox', { name: 'Template' }).click();
  await option(ORDER.name).click();
  const form = page.getByRole('form', { name: 'Template' });
  const fields = form.getByRole('textbox');
  const preview = form.getByRole('region', { name: 'Preview' });
  const send = form.getByRole('button', { name: 'Send template' });
  await eventually(() => fields.count(), 'the fields', { until: count => count === 4 });
  expect(await form.getByLabel('Heading 1').count()).toBe(1);
  expect(await form.getByLabel('End of button 1’s address').count()).toBe(1);
  const written = ['88-1204', 'Ada', 'Friday', 'ada'];
  const shown = [
    'Order 88-1204',
    'Hello Ada, your bike is ready on {{2}}.',
    'Hello Ada, your bike is ready on Friday.',
  ];
  await shows(preview.getByText('Hello {{1}}, your bike is ready on {{2}}.'));
  for (const [place, words] of written.entries()) {
    expect(await send.isDisabled()).toBe(true);
    await fields.nth(place).fill(words);
    if (shown[place] !== undefined) await shows(preview.getByText(shown[place], { exact: true }));
  }
  await send.click();
  const sent = await eventually(
    () => stack.simulator.state.ledger.find(({ to }) => to === from)?.body['template'],
    'the message at WhatsApp',
  );
  const text = (words: string) => ({ type: 'text', text: words });
  expect(sent).toMatchObject({
    name: ORDER.name,
    components: expect.arrayContaining([
      { type: 'header', parameters: [text('88-1204')] },
      { type: 'body', parameters: [text('Ada'), text('Friday')] },
      expect.objectContaining({ type: 'button', parameters: [text('ada')] }),
    ]),
  });
});

test('what WhatsApp does not let be sent is listed with the reason, and cannot be chosen (line 16)', async () => {
  const { from } = await assigned(stack, agentsOf(stack)[0]!);
  await openChat(page, from);
  await page.getByRole('button', { name: 'Template' }).click();
  const box = page.getByRole('combobox', { name: 'Template' });
  await box.click();
  for (const [name, why] of [
    [REFUSED.name, 'rejected by WhatsApp'],
    ['spring_sale', 'paused by WhatsApp: people complained about it'],
  ] as const) {
    await shows(option(name).getByText(why, { exact: true }));
    await option(name).click({ force: true });
    expect(await page.getByRole('region', { name: 'Preview' }).count()).toBe(0);
  }
  // Those that can be sent come first.
  const names = await page.getByRole('option').allInnerTexts();
  const firstRefused = names.findIndex(name => name.includes('WhatsApp'));
  expect(firstRefused).toBeGreaterThan(0);
  expect(names.slice(firstRefused).every(name => name.includes('WhatsApp'))).toBe(true);
  await page.getByRole('button', { name: 'Cancel' }).click();
});

test('how far a message has come is told in words, in whatever order WhatsApp tells it (line 17)', async () => {
  const { from } = await assigned(stack, agentsOf(stack)[0]!);
  await openChat(page, from);
  /** WhatsApp tells of a message. */
  const tells = async (wamid: string, status: string): Promise<void> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const statuses = [{ id: wamid, status, timestamp, recipient_id: from }];
    const told = await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, { statuses }));
    expect(told.status).toBe(200);
  };
  const wamids = () => stack.simulator.state.ledger.filter(({ to }) => to === from).map(({ wamid }) => wamid);
  const said = (words: string) =>
    page.getByRole('log').getByRole('article').filter({ hasText: words }).locator('footer');
  const says =
    (words: string) =>
    async (text: string): Promise<void> => {
      await reply(page).fill(text);
      await reply(page).press('Enter');
      await stands(reply(page), '');
      await shows(said(text).getByText(words, { exact: true }));
    };

  const held = stack.simulator.sendGate.hold(to => to === from);
  await reply(page).fill('In order');
  await reply(page).press('Enter');
  await held.arrived;
  await shows(said('In order').getByText(/^(waiting|sending)$/));
  held.letGo();
  await shows(said('In order').getByText('sent', { exact: true }));
  for (const status of ['sent', 'delivered', 'read']) {
    await tells(wamids()[0]!, status);
    await shows(said('In order').getByText(status, { exact: true }));
  }
  await hides(said('In order').getByText('delivered', { exact: true }));

  await says('sent')('The other way round');
  await tells(wamids()[1]!, 'read');
  await shows(said('The other way round').getByText('read', { exact: true }));
  for (const status of ['delivered', 'sent']) await tells(wamids()[1]!, status);
  // What comes after them is shown: they were taken before it.
  await says('sent')('One more');
  await tells(wamids()[2]!, 'delivered');
  await shows(said('One more').getByText('delivered', { exact: true }));
  expect(await said('The other way round').innerText()).toMatch(/\bread$/);
});
