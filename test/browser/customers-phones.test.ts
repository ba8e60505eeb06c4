/** The page that plays customers' phones: whatever a customer does there comes to the engine as WhatsApp would tell it. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { voiceNote } from '../support/files.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

let stack: Stack;
let browser: Workbenches;
let page: Page;
let phone: Locator;
let contact: string;
let serial = 0;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  page = await browser.visit();
  await page.goto(`${stack.simulatorUrl}/phone`);
});
beforeEach(async () => {
  contact = `4915112000${String(++serial).padStart(3, '0')}`;
  phone = page.getByRole('region', { name: 'Phone of Ada Customer' });
  await phone.getByLabel('My number').fill(contact);
  await phone.getByLabel('My number').press('Enter');
  await hides(phone.getByRole('listitem'));
});
afterEach(() => browser.noErrors());
afterAll(() => stack.close());

const box = (of = phone): Locator => of.getByRole('textbox', { name: 'Message' });
async function types(text: string, of = phone): Promise<void> {
  await box(of).fill(text);
  await box(of).press('Enter');
}
const said = (text: string, of = phone): Locator => of.getByRole('listitem').filter({ hasText: text });
/** What the engine has of a contact, the oldest first. */
const stored = async (of = contact) =>
  (
    await stack.db.admin.query<{
      conversation_id: string;
      kind: string;
      content: Record<string, unknown>;
      context_wamid: string | null;
      wamid: string;
      status: string | null;
      direction: string;
    }>(
      `
        SELECT m.conversation_id, m.kind, m.content, m.context_wamid, m.wamid, m.status, m.direction
        FROM message m
          JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
          JOIN contact_identity i ON i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id
        WHERE i.value = $1
        ORDER BY m.received_at, m.id`,
      [of],
    )
  ).rows;
/** Of what the customer wrote. */
const arrived = (kind: string, count = 1) =>
  eventually(
    async () => (await stored()).filter(row => row.kind === kind && row.direction === 'inbound'),
    `a message of kind ${kind}`,
    {
      until: rows => rows.length >= count,
    },
  ).then(rows => rows.at(-1)!);
/** The business writes to the contact. */
async function answers(body: object): Promise<string> {
  const { conversation_id: id } = (await stored())[0]!;
  const theirs = () => stack.simulator.state.ledger.filter(({ to }) => to === contact);
  const before = theirs().length;
  const { status, body: sent } = await stack.api().post(`/api/v1/conversations/${id}/messages`, body);
  expect({ status, sent }).toMatchObject({ status: 202 });
  await eventually(() => theirs().length > before, 'the message at WhatsApp');
  return theirs().at(-1)!.wamid;
}
/** Shows what belongs to the phone itself. */
async function unfold(): Promise<void> {
  if (!(await phone.getByLabel('Airplane mode').isVisible())) await phone.getByText('This phone').click();
}
/** A tool beside a message, as with the mouse over it. */
async function press(text: string, tool: string): Promise<void> {
  await said(text).hover();
  await said(text).getByRole('button', { name: tool }).click();
}

test('a customer writes, changes it, takes it back, reacts to the answer and replies to it', async () => {
  await types('Where is my bkie?');
  const first = await arrived('text');
  await press('Where is my bkie?', 'Edit');
  await types('Where is my bike?');
  await shows(said('Where is my bike?').getByText(/edited/));
  expect((await arrived('edit')).content).toMatchObject({ original_message_id: first.wamid });
  const answer = await answers({ type: 'text', text: { body: 'On its way' } });
  await shows(said('On its way'));
  await press('On its way', 'React');
  await page.getByRole('dialog', { name: 'React' }).getByRole('button', { name: '👍' }).click();
  await shows(said('On its way').getByText('👍'));
  expect((await arrived('reaction')).content).toMatchObject({ message_id: answer, emoji: '👍' });
  await press('On its way', 'Reply to this');
  await types('Thanks');
  await shows(said('Thanks').getByRole('blockquote').getByText('On its way'));
  expect(await arrived('text', 2)).toMatchObject({ content: { body: 'Thanks' }, context_wamid: answer });
  await press('Thanks', 'Delete');
  await shows(phone.getByText('You deleted this message'));
  await arrived('revoke');
});

test('what is offered to choose from is chosen by a tap, and answers that message', async () => {
  await types('Hello');
  await arrived('text');
  const buttons = await answers({
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: 'Repair or return?' },
      action: {
        buttons: ['Repair', 'Return'].map(title => ({ type: 'reply', reply: { id: title.toLowerCase(), title } })),
      },
    },
  });
  await said('Repair or return?').getByRole('button', { name: 'Repair', exact: true }).click();
  expect(await arrived('interactive')).toMatchObject({
    content: { type: 'button_reply', button_reply: { id: 'repair', title: 'Repair' } },
    context_wamid: buttons,
  });
  await shows(said('Repair').last().getByRole('blockquote').getByText('Repair or return?'));
  const list = await answers({
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'When may we come?' },
      action: { button: 'Days', sections: [{ rows: ['Monday', 'Tuesday'].map(title => ({ id: title, title })) }] },
    },
  });
  await said('When may we come?').getByRole('button', { name: /Days/ }).click();
  await page.getByRole('dialog', { name: 'Days' }).getByRole('button', { name: 'Tuesday' }).click();
  expect(await arrived('interactive', 2)).toMatchObject({
    content: { type: 'list_reply', list_reply: { id: 'Tuesday', title: 'Tuesday' } },
    context_wamid: list,
  });
});

test('the button of a template is tapped, and answers it', async () => {
  const admin = await stack.admin();
  expect((await admin.post('/api/v1/templates/sync', {})).status).toBe(202);
  await eventually(async () => (await admin.get('/api/v1/templates')).body.items.length, 'the templates', {
    until: count => count > 0,
  });
  await types('Hello');
  await arrived('text');
  const named = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, text]) => ({ type: 'text', parameter_name: name, text }));
  const template = await answers({
    type: 'template',
    template: {
      name: 'order_update',
      language: { code: 'en_US' },
      components: [
        { type: 'header', parameters: named({ order: '88-1204' }) },
        { type: 'body', parameters: named({ first_name: 'Ada', day: 'Friday' }) },
      ],
    },
  });
  await said('your order will arrive on Friday').getByRole('button', { name: 'Thank you' }).click();
  expect(await arrived('button')).toMatchObject({ content: { text: 'Thank you' }, context_wamid: template });
});

test('places, cards, orders and files are sent', async () => {
  const more = async (name: string): Promise<void> => {
    await phone.getByLabel('More to send').click();
    await phone.getByRole('button', { name }).click();
    await page.getByRole('dialog', { name }).getByRole('button', { name: 'Send' }).click();
    await phone.getByLabel('More to send').click();
  };
  await more('Location');
  expect((await arrived('location')).content).toMatchObject({ name: 'Workshop', latitude: 52.5 });
  await more('Contact card');
  await arrived('contacts');
  await more('Order');
  expect((await arrived('order')).content).toMatchObject({ product_items: [{ product_retailer_id: 'CITY-BIKE' }] });
  await phone.getByLabel('Attach a file').setInputFiles({
    name: 'offer.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
  });
  expect((await arrived('document')).content).toMatchObject({ filename: 'offer.pdf' });
  await shows(phone.getByRole('link', { name: 'Open the document' }));
});

test('a phone without a network gets and sends nothing until it is back; without receipts nothing is read', async () => {
  await types('Before');
  await arrived('text');
  await unfold();
  await phone.getByLabel('Read receipts').uncheck();
  await phone.getByLabel('Airplane mode').check();
  await eventually(() => stack.simulator.phones.of(contact).airplane, 'the airplane mode');
  await answers({ type: 'text', text: { body: 'Are you there?' } });
  await types('In the air');
  await shows(said('In the air').getByText('🕓'));
  // WhatsApp has it, and the phone has not.
  const status = async () => (await stored()).find(row => row.content['body'] === 'Are you there?')?.status;
  await eventually(status, 'the status', { until: now => now === 'sent' });
  await hides(said('Are you there?'));
  // Another phone's message comes after what would have come of this one.
  await page.getByRole('button', { name: 'Add a customer' }).click();
  const other = page.getByRole('region', { name: /^Phone of (?!Ada)/ });
  await types('I am on the ground', other);
  const theirs = await other.getByLabel('My number').inputValue();
  await eventually(async () => (await stored(theirs)).length === 1, 'the message of the other phone');
  expect((await stored()).filter(row => row.content['body'] === 'In the air')).toEqual([]);
  await phone.getByLabel('Airplane mode').uncheck();
  await shows(said('Are you there?'));
  await arrived('text', 2);
  await eventually(status, 'the status', { until: now => now === 'delivered' });
  expect(stack.simulator.state.statuses.get((await stored()).at(-1)!.wamid)).toBeUndefined();
  const sent = (await stored()).find(row => row.content['body'] === 'Are you there?')!;
  expect(stack.simulator.state.statuses.get(sent.wamid)!.map(each => each.status)).toEqual(['sent', 'delivered']);
});

test('with a clock that is behind, the window closes soon or is closed already', async () => {
  await unfold();
  await phone.getByLabel('Its clock is').selectOption({ label: '25 hours behind' });
  await types('From yesterday');
  const { conversation_id: id } = await arrived('text');
  const { body } = await stack.api().get(`/api/v1/conversations/${id}`);
  expect(body).toMatchObject({ window: { open: false } });
  await phone.getByLabel('Its clock is').selectOption({ label: 'right' });
});

test('a browser that records nothing WhatsApp takes asks for a recording, which comes as a voice message', async () => {
  // Whatever this build of Chromium can record.
  await page.evaluate('globalThis.MediaRecorder = undefined');
  await phone.getByLabel('More to send').click();
  await phone.getByRole('button', { name: 'Voice message' }).click();
  const dialog = page.getByRole('dialog', { name: 'Voice message' });
  await dialog
    .getByLabel('Recording (Opus in OGG, or M4A)')
    .setInputFiles({ name: 'note.opus', mimeType: '', buffer: voiceNote() });
  await dialog.getByRole('button', { name: 'Send' }).click();
  expect((await arrived('audio')).content).toMatchObject({ voice: true, mime_type: 'audio/ogg' });
});
