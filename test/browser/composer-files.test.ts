/** Files that go with a reply: chosen, pasted, dropped or recorded. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { agentsOf } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hides, hold, openBrowser, openChat, reply, shows, spoil, stands } from '../support/browser.ts';
import { attached, beginAt, choose, pictureBytes, send, stored } from '../support/composing.ts';
import { eventually } from '../support/eventually.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

const UPLOADS = /\/api\/v1\/uploads/;
let stack: Stack;
let browser: Workbenches;
/** The first agent's. */
let page: Page;
let picture: Buffer;
/** Of network errors that a test makes. */
let expected: RegExp | undefined;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
  picture = await pictureBytes();
});
afterEach(async () => {
  const allowed = expected;
  expected = undefined;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors(allowed);
});
afterAll(() => stack.close());

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const png = (name: string) => ({ name, mimeType: 'image/png', buffer: picture });
const text = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from('Opening hours: nine to five.') });

/** Gives files to the page, as the browser does with what is pasted or dropped. */
const give = (how: 'paste' | 'drop', names: readonly string[]): Promise<void> =>
  page.evaluate(
    `(() => {
      const bytes = Uint8Array.from(atob('${picture.toString('base64')}'), letter => letter.charCodeAt(0));
      const data = new DataTransfer();
      for (const name of ${JSON.stringify(names)}) data.items.add(new File([bytes], name, { type: 'image/png' }));
      const options = { bubbles: true, cancelable: true };
      const event =
        '${how}' === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data });
      document.querySelector('${how === 'paste' ? 'form textarea' : '[role=log]'}').dispatchEvent(event);
    })()`,
  );

describe('files', () => {
  test('several go with one reply, in their order, the words under the first; what cannot be sent is told before', async () => {
    const { sent } = await beginAt(stack, page);
    await choose(
      page,
      png('front.png'),
      { ...png('turning.gif'), mimeType: 'image/gif' },
      png('back.png'),
      text('hours.txt'),
    );
    const refused = page.getByRole('listitem').filter({ hasText: 'turning.gif' });
    await shows(refused.getByText('WhatsApp does not take files of this type.'));
    for (const name of ['front.png', 'back.png', 'hours.txt']) await shows(attached(page, name));
    await button('Remove turning.gif').click();
    await hides(refused);
    await reply(page).fill('Here it is.');
    await send(page);
    await stands(reply(page), '');
    const messages = await stored(sent, 3);
    expect(messages.map(({ kind, content }) => [kind, content['caption'] ?? null])).toEqual([
      ['image', 'Here it is.'],
      ['image', null],
      ['document', null],
    ]);
    expect(messages[2]?.content['filename']).toBe('hours.txt');
    await hides(attached(page, 'front.png'));
  });

  test('are taken when they are pasted and when they are dropped anywhere on the page', async () => {
    const { sent } = await beginAt(stack, page);
    await give('paste', ['pasted.png']);
    await shows(button('Remove the file'));
    await give('drop', ['dropped.png', 'too.png']);
    for (const name of ['pasted.png', 'dropped.png', 'too.png']) await shows(attached(page, name));
    await attached(page, 'too.png').click();
    await hides(attached(page, 'too.png'));
    await send(page);
    expect((await stored(sent, 2)).map(({ kind }) => kind)).toEqual(['image', 'image']);
  });

  test('that are being brought are waited for, and can be given up', async () => {
    const { sent } = await beginAt(stack, page);
    const held = await hold(page, 'POST', UPLOADS);
    await reply(page).fill('Without it.');
    await choose(page, png('slow.png'), png('next.png'));
    await shows(page.getByRole('progressbar', { name: 'How much of slow.png is brought' }));
    await shows(page.getByText('Waits its turn'));
    expect(await button('Send').isDisabled()).toBe(true);
    await reply(page).press('Enter');
    await button('Give up next.png').click();
    await button('Give up slow.png').click();
    await eventually(() => button('Send').isEnabled(), 'the way to send');
    held.letGo();
    await send(page);
    expect((await stored(sent, 1)).map(({ kind }) => kind)).toEqual(['text']);
  });

  test('that could not be brought are tried again, and one chosen elsewhere goes on while one looks at another talk', async () => {
    expected = /ERR_CONNECTION_FAILED/;
    const { from, sent } = await beginAt(stack, page);
    const away = await spoil(page, 'POST', UPLOADS, 'no network');
    await choose(page, png('front.png'));
    const again = page
      .getByRole('listitem')
      .filter({ hasText: 'front.png' })
      .getByRole('button', { name: 'Try again' });
    await shows(again);
    expect(await button('Send').isDisabled()).toBe(true);
    await away.end();
    const held = await hold(page, 'POST', UPLOADS);
    await again.click();
    await eventually(() => held.calls() === 1, 'the call');
    await beginAt(stack, page);
    held.letGo();
    await openChat(page, from);
    await shows(button('Remove the file'));
    await send(page);
    expect((await stored(sent, 1)).map(({ kind }) => kind)).toEqual(['image']);
  });
});

test('a voice note is recorded, and sent as one that WhatsApp plays', async () => {
  const { sent } = await beginAt(stack, page);
  // A tone instead of a microphone.
  await page.evaluate(`navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const [tone, end] = [context.createOscillator(), context.createMediaStreamDestination()];
    tone.connect(end);
    tone.start();
    return end.stream;
  }`);
  await button('Record a voice note').click();
  await shows(page.getByText('Recording 0:01'));
  await button('Stop and attach').click();
  await shows(button('Remove the file'));
  await shows(page.getByText('voice-note.ogg'));
  await send(page);
  const [message] = await stored(sent, 1);
  expect(message).toMatchObject({ kind: 'audio', content: { voice: true } });
  const { rows } = await stack.db.admin.query<{ mime: string; duration_ms: number }>(
    'SELECT mime, duration_ms FROM media ORDER BY id DESC LIMIT 1',
  );
  expect(rows[0]?.mime).toBe('audio/ogg');
  expect(rows[0]?.duration_ms).toBeGreaterThan(500);
});

test('a microphone that the browser does not give is told', async () => {
  await beginAt(stack, page);
  await page.evaluate(`navigator.mediaDevices.getUserMedia = () =>
    Promise.reject(new DOMException('no', 'NotAllowedError'))`);
  await button('Record a voice note').click();
  await shows(page.getByText('The browser does not let this page use the microphone.'));
  await page.getByRole('group', { name: 'Voice note' }).getByRole('button', { name: 'Discard' }).click();
  await eventually(() => button('Record a voice note').isEnabled(), 'the way to record');
});
