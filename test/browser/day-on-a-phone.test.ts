/** A day of an agent on a phone, 390 pixels wide, by touch: nothing scrolls sideways, and nothing needs a mouse. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf } from '../support/assigned.ts';
import { scrollsSideways } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, openBrowser, pending, reply, rows, shows, stands } from '../support/browser.ts';
import type { Customer } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import type { WorkingDay } from '../support/working-day.ts';
import { beginDay } from '../support/working-day.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let day: WorkingDay;
let browser: Workbenches;
let page: Page;
let log: Locator;

beforeAll(async () => {
  day = await beginDay();
  browser = await openBrowser(day.stack);
  page = await browser.visit(PHONE);
  await page.addInitScript(`
    window.moused = [];
    addEventListener('pointerdown', event => event.pointerType !== 'touch' && moused.push(event.pointerType), true);
  `);
  log = page.getByRole('log');
  await page.goto(day.stack.baseUrl);
});
afterEach(async () => {
  expect(await page.evaluate('moused')).toEqual([]);
  expect(await scrollsSideways(page)).toBe(false);
  browser.noErrors(/status of 401.*\/me\b/);
});
afterAll(() => day.stack.close());

/** Touches a part. Nothing may lie over it, and the page is not wider than the screen with what it opens. */
async function tap(part: Locator): Promise<void> {
  await part.first().tap();
  expect(await scrollsSideways(page)).toBe(false);
}
const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name, exact: true });
const heading = ({ name }: Customer): Locator => page.getByRole('heading', { level: 2, name });
const bubble = (text: string): Locator => log.getByRole('article').filter({ hasText: text });
const noteBox = (): Locator => page.getByLabel('Note', { exact: true }).and(page.locator('textarea'));
const offer = (): Locator => page.getByRole('article', { name: 'Offer' });
async function isSaid(text: string): Promise<void> {
  await shows(bubble(text));
  await hides(pending(page));
}
const becomes = (customer: Customer, phase: string) =>
  eventually(() => day.conversationOf(customer), `${customer.name}’s conversation is ${phase}`, {
    until: found => found?.phase === phase,
  });
/** A customer writes, is offered and is taken. */
async function takes(customer: Customer, text: string): Promise<void> {
  await customer.writes(text);
  await shows(offer().getByText(customer.name));
  await tap(button('Accept', offer()));
  await shows(heading(customer));
  await hides(offer());
}
const backToTheList = async (): Promise<void> => {
  await tap(page.getByRole('link', { name: 'Back to the list' }));
  await shows(page.getByRole('navigation', { name: 'Conversations' }));
};

test('logs in, says that they are there, and takes who is offered', async () => {
  await page.locator('input[name=email]').tap();
  await page.keyboard.type(day.agent.email);
  await page.locator('input[name=password]').tap();
  await page.keyboard.type(day.agent.password);
  await tap(button('Log in'));
  await shows(page.getByRole('navigation', { name: 'Conversations' }));
  await tap(page.getByRole('button', { name: day.agent.name }));
  await tap(page.getByRole('menuitemradio', { name: 'Online' }));
  await shows(page.getByRole('button', { name: day.agent.name }).getByRole('img', { name: 'Online' }));
  // Beside the menu, which is as high as the page.
  await page.touchscreen.tap(20, 120);
  await hides(page.getByRole('menu'));
  await takes(day.ada, 'When are you open?');
});

test('answers with what the AI drafts and with a canned response', async () => {
  await tap(button('Use'));
  await eventually(() => reply(page).inputValue(), 'the draft', { until: text => /nine to five/.test(text) });
  await tap(button('Send'));
  await isSaid('nine to five');
  await tap(reply(page));
  await page.keyboard.type('/ref');
  await tap(page.getByRole('option', { name: /Refund/ }));
  await stands(reply(page), `Dear ${day.ada.name}, your money comes back.`);
  await tap(button('Send'));
  await isSaid('your money comes back.');
  await day.ada.hears('your money comes back.');
});

test('sees what is sent, and looks at a picture in large', async () => {
  await day.ada.reacts('👍');
  await shows(log.getByRole('img', { name: 'Reaction: 👍' }));
  await day.ada.sendsPhoto('The frame');
  await day.ada.speaks();
  await shows(log.getByRole('group', { name: 'Voice message' }));
  await tap(log.getByRole('button', { name: 'Picture from the customer' }));
  const large = page.getByRole('dialog', { name: 'Pictures and videos' });
  await shows(large.getByText('The frame'));
  await tap(large.getByRole('button', { name: 'Close' }));
  await hides(large);
});

test('mentions a colleague in a note, and hands somebody else over', async () => {
  const { name } = agentsOf(day.stack)[1]!;
  await tap(page.getByRole('tab', { name: 'Note' }));
  await tap(noteBox());
  await page.keyboard.type('Look, @agent tw');
  await tap(page.getByRole('listbox', { name: 'Colleagues' }).getByRole('option', { name: new RegExp(name) }));
  await stands(noteBox(), `Look, @${name} `);
  await tap(button('Write the note'));
  await isSaid(`Look, @${name}`);
  await tap(page.getByRole('tab', { name: 'Reply' }));
  await backToTheList();

  const cleo = day.customer('Cleo Vance');
  await takes(cleo, 'May I speak with Agent Two?');
  const colleague = await day.stack.agent(1);
  await colleague.put('/api/v1/me/presence', { presence: 'online' });
  await tap(button('Transfer'));
  const dialog = page.getByRole('dialog', { name: 'Transfer the conversation' });
  await tap(dialog.getByRole('combobox', { name: 'To' }));
  await tap(page.getByRole('option', { name: new RegExp(`${name}.*online`) }));
  await tap(button('Transfer', dialog));
  await hides(dialog);
  await becomes(cleo, 'offered');
  await colleague.put('/api/v1/me/presence', { presence: 'offline' });
  await backToTheList();
});

test('snoozes one, and sends a template when the window of another has closed', async () => {
  const ben = day.customer('Ben Ode');
  await takes(ben, 'I write again tomorrow');
  await tap(button('Snooze'));
  await tap(page.getByRole('menuitem', { name: 'Tomorrow at 9' }));
  await becomes(ben, 'snoozed');
  await backToTheList();
  day.anHourLater();
  await tap(page.getByRole('list', { name: 'Views' }).getByRole('link', { name: /^Mine/ }));
  await tap(rows(page).filter({ hasText: day.ada.name }));
  await shows(page.getByText(/^The window closed .* ago\./));
  await tap(page.getByRole('combobox', { name: 'Template' }));
  await tap(page.getByRole('option', { name: /^appointment_reminder/ }));
  const fields = page.getByRole('form', { name: 'Template' }).getByRole('textbox');
  for (const [place, words] of ['Monday', 'ten'].entries()) {
    await tap(fields.nth(place));
    await page.keyboard.type(words);
  }
  await tap(button('Send template'));
  await isSaid('We see you on Monday at ten.');
  day.ada.behind(0);
  await day.ada.writes('I come');
  await shows(reply(page));
});

test('looks at the contact, closes with what it was about, and finds what was said', async () => {
  await tap(button('About the contact'));
  const panel = page.getByRole('complementary', { name: 'About the contact' });
  await shows(panel.getByText(day.ada.from, { exact: false }));
  await tap(button('Close the panel'));
  await tap(page.getByRole('main').getByRole('button', { name: 'Close', exact: true }));
  await tap(page.getByRole('menuitem', { name: 'Opening hours' }));
  expect((await becomes(day.ada, 'closed')).disposition).toBe('Opening hours');
  await tap(page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Search' }));
  const hit = page.getByRole('region', { name: 'Messages', exact: true }).getByRole('link');
  await eventually(async () => {
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').fill('money');
    return hit
      .first()
      .waitFor({ timeout: 2_000 })
      .then(
        () => true,
        () => false,
      );
  }, 'the hit');
  await tap(hit);
  await shows(heading(day.ada));
  await eventually(async () => {
    const [inner, outer] = [await bubble('your money comes back').boundingBox(), await log.boundingBox()];
    return inner !== null && outer !== null && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height;
  }, 'the message in view');
});
