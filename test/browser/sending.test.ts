/** The composer: a text is sent once, and kept until it is sent (defects 1, 3 and 13 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import {
  READABLE,
  hides,
  hold,
  openBrowser,
  openChat,
  pending,
  reply,
  sendAgain,
  shows,
  spoil,
  stands,
} from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const DRAFT = /\/draft\?kind=reply$/;
const MESSAGES = /\/conversations\/[\w-]+\/messages$/;
let stack: Stack;
let browser: Workbenches;
/** The first agent's. */
let page: Page;
/** Of network errors that a test makes. */
let expected: RegExp | undefined;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  expect((await (await stack.admin()).post('/api/v1/templates/sync', {})).status).toBeLessThan(300);
  ({ page } = await browser.sit(agentOf()));
});
afterEach(async () => {
  const allowed = expected;
  expected = undefined;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(allowed);
});
afterAll(() => stack.close());

const agentOf = () => agentsOf(stack)[0]!;

/** The first agent, before a conversation that is theirs. */
async function begin(): Promise<{ id: string; from: string; sent: () => Promise<string[]> }> {
  const { id, from } = await assigned(stack, agentOf());
  await openChat(page, from);
  const sent = async (): Promise<string[]> =>
    (
      await stack.db.admin.query<{ body: string }>(
        `
          SELECT content ->> 'body' AS body
          FROM message
          WHERE conversation_id = $1 AND direction = 'outbound'
          ORDER BY received_at, id`,
        [id],
      )
    ).rows.map(row => row.body);
  return { id, from, sent };
}

/** Once nothing is in the box or under way. */
const isSent = async (): Promise<void> => {
  await stands(reply(page), '');
  await hides(pending(page));
};
const retry = () => sendAgain(page);

describe('a message', () => {
  test('is sent once, however often Enter is pressed (1)', async () => {
    const { sent } = await begin();
    const held = await hold(page, 'POST', MESSAGES);
    await reply(page).fill('It is on its way.');
    await Promise.all([reply(page).press('Enter'), reply(page).press('Enter'), reply(page).press('Enter')]);
    await reply(page).press('Enter');
    await eventually(() => held.calls() === 1, 'the call');
    held.letGo();
    await isSent();
    // What comes after it shows that nothing else was under way.
    await reply(page).fill('Anything else?');
    await reply(page).press('Enter');
    await isSent();
    await shows(page.getByRole('log').getByText('Anything else?'));
    expect(await sent()).toEqual(['It is on its way.', 'Anything else?']);
    expect(held.calls()).toBe(2);
  });

  test('whose answer is lost is sent once, tried again as often as one likes', async () => {
    expected = /ERR_CONNECTION_RESET/;
    const { sent } = await begin();
    // Else the draft would tell that the message was taken, before anybody could try again.
    const unknown = await hold(page, 'PUT', DRAFT);
    const lost = await spoil(page, 'POST', MESSAGES, 'lost answer');
    await reply(page).fill('It is on its way.');
    await reply(page).press('Enter');
    await shows(retry());
    await shows(pending(page).getByText('It is on its way.'));
    await retry().click();
    await eventually(() => lost.calls() >= 2, 'the second try');
    await shows(retry());
    await lost.end();
    // Pressed or not: it is tried again by itself, too.
    await isSent();
    unknown.letGo();
    expect(await sent()).toEqual(['It is on its way.']);
  });

  test('whose answer is lost and that is then changed is not sent as two by accident', async () => {
    expected = /ERR_CONNECTION_RESET|status of (409|422)/;
    const { sent } = await begin();
    // Else the draft would tell that the message was taken, before anything was changed.
    const unknown = await hold(page, 'PUT', DRAFT);
    const untold = await hold(page, 'GET', DRAFT);
    const lost = await spoil(page, 'POST', MESSAGES, 'lost answer');
    await reply(page).fill('It is on its way.');
    await reply(page).press('Enter');
    await shows(retry());
    await pending(page).getByRole('button', { name: 'Edit' }).click();
    await lost.end();
    await stands(reply(page), 'It is on its way.');
    await reply(page).fill('It is on its way. See you!');
    unknown.letGo();
    untold.letGo();
    // Either the draft is found to be sent, or the message is refused: both say so, and what was added is there.
    await shows(page.getByText(/was sent already/));
    await stands(reply(page), 'See you!');
    await reply(page).press('Enter');
    await isSent();
    expect(await sent()).toEqual(['It is on its way.', 'See you!']);
  });

  test('that the server cannot take is still there, with the reason and the way to try again', async () => {
    expected = /status of 503/;
    const { sent } = await begin();
    const away = await spoil(page, 'POST', MESSAGES, {
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'urn:sigfollow:problem:database_unavailable',
        title: 'The database does not answer now. Nothing was changed; try again.',
        status: 503,
        code: 'database_unavailable',
      }),
    });
    await reply(page).fill('It is on its way.');
    await reply(page).press('Enter');
    await shows(pending(page).getByRole('alert').getByText('The database does not answer now.'));
    await shows(pending(page).getByText('It is on its way.'));
    await away.end();
    await isSent();
    expect(await sent()).toEqual(['It is on its way.']);
  });

  test('replies to the one that was chosen, also after a failure', async () => {
    expected = /ERR_CONNECTION_FAILED/;
    const { id, from } = await begin();
    await page.getByRole('button', { name: 'Reply to this' }).first().click();
    await shows(page.getByText('Replies to: Where is my bike?'));
    const away = await spoil(page, 'POST', MESSAGES, 'no network');
    await reply(page).fill('At your door.');
    await reply(page).press('Enter');
    await shows(retry());
    await hides(page.getByText('Replies to:'));
    await away.end();
    await isSent();
    const context = await eventually(
      () => stack.simulator.state.ledger.find(entry => entry.to === from)?.body['context'],
      'what it replies to',
    );
    const {
      rows: [question],
    } = await stack.db.admin.query<{ wamid: string }>(
      "SELECT wamid FROM message WHERE conversation_id = $1 AND direction = 'inbound'",
      [id],
    );
    expect(context).toEqual({ message_id: question!.wamid });
  });
});

describe('a template', () => {
  const fields = () => page.getByRole('form', { name: 'Template' }).getByRole('textbox');

  async function fillTemplate(): Promise<void> {
    await page.getByRole('button', { name: 'Template' }).click();
    await page.getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: /^appointment_reminder/ }).click();
    await fields().nth(0).fill('Monday');
    await fields().nth(1).fill('ten');
    await page.getByRole('button', { name: 'Send template' }).click();
  }

  test('whose answer is lost is sent once, also after the page is loaded again', async () => {
    expected = /ERR_CONNECTION_RESET/;
    const { from, sent } = await begin();
    const lost = await spoil(page, 'POST', MESSAGES, 'lost answer');
    await fillTemplate();
    await shows(retry());
    await shows(pending(page).getByText('Template appointment_reminder'));
    await shows(pending(page).getByText('We see you on Monday at ten.'));
    // Nothing of it stands in the form any more.
    await shows(reply(page));
    const tries = lost.calls();
    await page.reload();
    await eventually(() => lost.calls() > tries, 'another try');
    await shows(pending(page).getByText('We see you on Monday at ten.'));
    await lost.end();
    await hides(pending(page));
    expect(await sent()).toHaveLength(1);
    const ledger = await eventually(() => stack.simulator.state.ledger.filter(({ to }) => to === from), 'the message', {
      until: found => found.length > 0,
    });
    expect(ledger.map(({ body }) => (body['template'] as { name: string }).name)).toEqual(['appointment_reminder']);
  });

  test('that is refused is still there with the reason, and can be filled in anew', async () => {
    expected = /status of 409/;
    const { sent } = await begin();
    const refused = await spoil(page, 'POST', MESSAGES, {
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'urn:sigfollow:problem:template_not_sendable',
        title: 'WhatsApp has paused this template.',
        status: 409,
        code: 'template_not_sendable',
      }),
    });
    await fillTemplate();
    await shows(pending(page).getByText('WhatsApp has paused this template.'));
    await shows(pending(page).getByText('choose another template'));
    await refused.end();
    await pending(page).getByRole('button', { name: 'Edit' }).click();
    await hides(pending(page));
    await stands(fields().nth(0), 'Monday');
    await fields().nth(1).fill('eleven');
    await page.getByRole('button', { name: 'Send template' }).click();
    await hides(pending(page));
    await shows(page.getByRole('log').getByText('We see you on Monday at eleven.'));
    expect(await sent()).toHaveLength(1);
  });
});

test('a message that this browser has no room for says so, and is sent', async () => {
  const { sent } = await begin();
  const held = await hold(page, 'POST', MESSAGES);
  await page.evaluate("Storage.prototype.setItem = () => { throw new Error('full'); }");
  await reply(page).fill('It is on its way.');
  await reply(page).press('Enter');
  await shows(pending(page).getByText('This browser has no room left'));
  held.letGo();
  await isSent();
  expect(await sent()).toEqual(['It is on its way.']);
  // With storage as it was.
  await page.reload();
  await page.locator(READABLE).waitFor();
});

describe('text', () => {
  test('that is typed while a message is under way stays (3)', async () => {
    const { sent } = await begin();
    const held = await hold(page, 'POST', MESSAGES, 'after');
    await reply(page).fill('one');
    await reply(page).press('Enter');
    await reply(page).pressSequentially('two');
    await stands(reply(page), 'two');
    // The first is still under way: the second waits for it.
    await reply(page).press('Enter');
    await shows(pending(page).getByText('two'));
    expect(held.calls()).toBe(1);
    await reply(page).pressSequentially('three');
    held.letGo();
    await shows(page.getByRole('log').getByText('two'));
    await hides(pending(page));
    await stands(reply(page), 'three');
    await reply(page).fill('');
    await shows(page.getByRole('log').getByText('two'));
    expect(await sent()).toEqual(['one', 'two']);
  });

  test('that is typed while a message fails is not mixed with it, and none of it is lost', async () => {
    expected = /ERR_CONNECTION_FAILED/;
    await begin();
    let fail: () => void = () => undefined;
    const gate = new Promise<void>(resolve => (fail = resolve));
    await page.route(MESSAGES, async route => {
      if (route.request().method() !== 'POST') return route.fallback();
      await gate;
      return route.abort('connectionfailed');
    });
    await reply(page).fill('one');
    await reply(page).press('Enter');
    await shows(pending(page).getByText('one'));
    await reply(page).pressSequentially('two');
    fail();
    await shows(retry());
    await stands(reply(page), 'two');
    // Whoever goes on with the first has both.
    await pending(page).getByRole('button', { name: 'Edit' }).click();
    await stands(reply(page), 'one\n\ntwo');
  });

  test('that is too long is said to be, and kept whole', async () => {
    await begin();
    await reply(page).fill('x'.repeat(5_000));
    await shows(page.getByText('904 characters too many for WhatsApp'));
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    expect((await reply(page).inputValue()).length).toBe(5_000);
  });

  test.each([
    ['tells that it composes', { isComposing: true, keyCode: 13 }],
    ['ends before the key and tells by its code', { isComposing: false, keyCode: 229 }],
  ])('is not sent by the Enter of an input method that %s (13)', async (_, { isComposing, keyCode }) => {
    const { sent } = await begin();
    await reply(page).fill('にほん');
    await reply(page).evaluate(
      (box: { dispatchEvent: (event: unknown) => void }, init) => {
        const { KeyboardEvent } = globalThis as unknown as {
          KeyboardEvent: new (type: string, init: object) => unknown;
        };
        box.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...init }),
        );
      },
      { isComposing, keyCode, which: keyCode },
    );
    await stands(reply(page), 'にほん');
    await reply(page).fill('日本');
    await reply(page).press('Enter');
    await isSent();
    await shows(page.getByRole('log').getByText('日本'));
    expect(await sent()).toEqual(['日本']);
  });
});
