/** Every kind of message in a thread, as people know them from WhatsApp; and what happened in between. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../ops/root.ts';
import { setPolicy, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Seat, Workbenches } from '../support/browser.ts';
import { hides, openBrowser, openChat, rows, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg, pdf, sound, voiceNote } from '../support/files.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { WebhookBody, WebhookMessage } from '../support/webhook.ts';
import { messagesBody, postWebhook } from '../support/webhook.ts';

let stack: Stack;
let browser: Workbenches;
let seat: Seat;
let page: Page;
let log: Locator;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  seat = await browser.sit(agentsOf(stack)[0]!);
  ({ page } = seat);
  log = page.getByRole('log');
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors();
});
afterAll(() => stack.close());

let serial = 0;
/** WhatsApp delivers a message of a contact. @returns its wamid. */
async function sends(from: string, message: Omit<WebhookMessage, 'id'>): Promise<string> {
  const id = `wamid.kinds.${++serial}`;
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const value = {
    contacts: [{ profile: { name: `Customer ${from}` }, wa_id: from }],
    messages: [{ ...message, from, id, timestamp }],
  };
  const { body } = await postWebhook(stack.baseUrl, messagesBody(stack.tenants[0]!.phoneNumberId, value));
  expect(body.stored).toBe(1);
  return id;
}

/** The message of a webhook that WhatsApp documents. */
function documented(name: string): WebhookMessage {
  const body = JSON.parse(readFileSync(join(root, `test/fixtures/whatsapp/${name}.json`), 'utf8')) as WebhookBody;
  return body.entry[0]!.changes[0]!.value.messages![0]!;
}

/** Puts a file at WhatsApp. */
async function atWhatsApp(type: string, bytes: Buffer): Promise<{ id: string; sha256: string; mime_type: string }> {
  const answer = await fetch(`${stack.simulatorUrl}/control/media`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(bytes),
  });
  return { ...((await answer.json()) as { id: string; sha256: string }), mime_type: type };
}

async function begin(text = 'Where is my bike?'): Promise<{ id: string; from: string; wamid: string }> {
  const { id, from } = await assigned(stack, agentsOf(stack)[0]!, text);
  await openChat(page, from);
  const { rows: found } = await stack.db.admin.query<{ wamid: string }>(
    'SELECT wamid FROM message WHERE conversation_id = $1',
    [id],
  );
  return { id, from, wamid: found[0]!.wamid };
}

const bubble = (text: string): Locator => log.getByRole('article').filter({ hasText: text });
/** What has the keyboard, by its accessible name or its text. */
const focused = (): Promise<string> =>
  page.evaluate(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.querySelector("img")?.alt ?? document.activeElement.textContent',
  );

test('a reaction stands on its message and in the list, until it is taken back (line 26)', async () => {
  const { from, wamid } = await begin();
  await writes(stack, from, 'Are you there?');
  await shows(bubble('Are you there?'));
  const row = rows(page).filter({ hasText: new RegExp(from) });
  await sends(from, { type: 'reaction', reaction: { message_id: wamid, emoji: '😮' } });
  await shows(bubble('Where is my bike?').getByRole('img', { name: 'Reaction: 😮' }));
  await shows(row.filter({ hasText: '😮' }));
  expect(
    await bubble('Are you there?')
      .getByRole('img', { name: /^Reaction/ })
      .count(),
  ).toBe(0);
  expect(await log.getByRole('article').count()).toBe(2);
  await sends(from, { type: 'reaction', reaction: { message_id: wamid } });
  await hides(log.getByRole('img', { name: /^Reaction/ }));
  await hides(row.filter({ hasText: '😮' }));
  expect(await log.getByRole('article').count()).toBe(2);
});

test('a voice message is played by Space, at other speeds, and says that it has no transcript (line 26)', async () => {
  const { from } = await begin();
  // Chromium of the tests has no codec of WhatsApp's: what is heard is not what this is about.
  await page.route(/\/media\/[^/]+$/, route => route.fulfill({ contentType: 'audio/wav', body: sound(60) }));
  const audio = await atWhatsApp('audio/ogg', voiceNote());
  await sends(from, { type: 'audio', audio: { ...audio, voice: true } });
  const player = log.getByRole('group', { name: 'Voice message' });
  await shows(player.getByText('no transcript: it was switched off'));
  await player.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Space');
  await shows(player.getByRole('button', { name: 'Pause' }));
  await eventually(
    () => player.locator('audio').evaluate((element: { currentTime: number }) => element.currentTime),
    'that it plays',
    { until: seconds => seconds > 0 },
  );
  const rate = (): Promise<number> =>
    player.locator('audio').evaluate((element: { playbackRate: number }) => element.playbackRate);
  const rates: number[] = [];
  for (const speed of ['1×', '1.5×', '2×']) {
    rates.push(await rate());
    await player.getByRole('button', { name: `Speed: ${speed}` }).click();
  }
  expect([...rates, await rate()]).toEqual([1, 1.5, 2, 1]);
  await player.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('Space');
  await shows(player.getByRole('button', { name: 'Play' }));
});

test('a voice message has a machine transcript where the policy wants that, or says why not (line 26)', async () => {
  await setPolicy(await stack.admin(), { mode: 'suggest', transcripts: 'all' });
  const { from } = await begin();
  const speaks = async (said: string): Promise<void> => {
    const audio = await atWhatsApp('audio/ogg', voiceNote(said));
    await sends(from, { type: 'audio', audio: { ...audio, voice: true } });
  };
  await speaks('¿Dónde está la bicicleta que compré la semana pasada en su tienda?');
  const players = log.getByRole('group', { name: 'Voice message' });
  const [first, second] = [players.first(), players.nth(1)];
  const words = first.getByText('¿Dónde está la bicicleta');
  await shows(words);
  expect(await words.getAttribute('lang')).toBe('es');
  await shows(first.getByText('Machine transcript, Spanish'));
  stack.simulator.change({ model: 'adv-voice-401' });
  await speaks('Nobody can hear this one');
  await shows(second.getByText('no transcript: the model could not write it down'));
  expect(await page.getByText('as ordered').count()).toBe(0);
  stack.simulator.change({ model: null });
  await second.getByRole('button', { name: 'Write it down' }).click();
  await shows(second.getByText('Nobody can hear this one'));
  await setPolicy(await stack.admin(), { mode: 'off' });
});

test('pictures are looked at in large: the keyboard stays there, and Esc leads back to the thumbnail (line 26)', async () => {
  const { from } = await begin();
  for (const caption of ['The first one', 'The second one'])
    await sends(from, { type: 'image', image: { ...(await atWhatsApp('image/jpeg', await jpeg())), caption } });
  const thumbnail = log.getByRole('button', { name: 'Picture from the customer' });
  await eventually(() => thumbnail.count(), 'the pictures', { until: count => count === 2 });
  await thumbnail.first().focus();
  await page.keyboard.press('Enter');
  const box = page.getByRole('dialog', { name: 'Pictures and videos' });
  await shows(box.getByRole('img', { name: 'The first one' }));
  await shows(box.getByText('1 of 2'));
  for (let times = 0; times < 12; times += 1) {
    await page.keyboard.press(times % 3 === 2 ? 'Shift+Tab' : 'Tab');
    expect(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null')).toBe(true);
  }
  for (let times = 0; times < 12; times += 1) await page.keyboard.press('+');
  await shows(box.getByText('500%'));
  const wide = await box.locator('img').evaluate((image: { clientWidth: number }) => image.clientWidth);
  const frame = box.getByRole('group');
  const width = await frame.evaluate((element: { clientWidth: number }) => element.clientWidth);
  expect(Math.round(wide / width)).toBe(5);
  for (let times = 0; times < 8; times += 1) await page.keyboard.press('-');
  await shows(box.getByText('100%'));
  await page.keyboard.press('ArrowRight');
  await shows(box.getByRole('img', { name: 'The second one' }));
  await shows(box.getByRole('link', { name: 'Download' }));
  await page.keyboard.press('ArrowLeft');
  await shows(box.getByText('The first one'));
  await page.keyboard.press('Escape');
  await hides(box);
  expect(await focused()).toBe('Picture from the customer');
  expect(new URL(page.url()).pathname).toMatch(/^\/inbox\/./);
});

test('no bubble is empty, whatever its kind', async () => {
  const { from, wamid } = await begin();
  const names = [
    ...['button', 'button-no-context', 'interactive-button-reply', 'interactive-list-reply-description'],
    ...['interactive-nfm-reply', 'interactive-nfm-reply-no-token', 'interactive-call-permission-reply'],
    ...['interactive-error', 'location', 'location-current', 'contacts', 'order', 'unsupported'],
    ...['unsupported-with-type', 'context-forwarded', 'referral'],
  ];
  for (const name of names) await sends(from, documented(name));
  for (const [type, bytes] of [
    ['image/jpeg', await jpeg()],
    ['audio/ogg', voiceNote()],
    ['application/pdf', pdf()],
  ] as const) {
    const kind = type === 'application/pdf' ? 'document' : type === 'audio/ogg' ? 'audio' : 'image';
    const file = await atWhatsApp(type, bytes);
    await sends(from, { type: kind, [kind]: kind === 'document' ? { ...file, filename: 'offer.pdf' } : file });
  }
  const edited = await sends(from, { type: 'text', text: { body: 'A tyop' } });
  const message = { type: 'text', text: { body: 'A typo' } };
  await sends(from, { type: 'edit', edit: { original_message_id: edited, message } });
  const revoked = await sends(from, { type: 'text', text: { body: 'What I regret' } });
  await sends(from, { type: 'revoke', revoke: { original_message_id: revoked } });
  await sends(from, { type: 'reaction', reaction: { message_id: 'wamid.of-another-day', emoji: '👍' } });
  await sends(from, { type: 'text', text: { body: 'What I mean' }, context: { from: 'x', id: wamid } });

  await shows(bubble('What I mean').getByRole('blockquote').getByText('Where is my bike?'));
  await shows(bubble('A typo').getByText('edited'));
  await shows(log.getByText('The contact has deleted this message'));
  await hides(log.getByText('What I regret'));
  await hides(log.getByText('A tyop'));
  await shows(bubble('Reaction: 👍'));
  await shows(log.getByText('Something that WhatsApp does not pass on (pool)'));
  await shows(log.getByText('offer.pdf'));
  await shows(log.getByText('· PDF'));
  await shows(log.getByRole('button', { name: 'Picture from the customer' }));
  await shows(log.getByRole('row', { name: /HAMBURGER 3 / }));
  await shows(log.getByRole('row', { name: /^Total .*180/ }));
  await shows(log.getByRole('button', { name: 'Copy: +1 555-555-5555' }));
  const map = log.getByRole('link', { name: 'Open in your map application' });
  expect(await map.first().getAttribute('href')).toBe(
    'geo:37.4611978,-122.2164385?q=37.4611978,-122.2164385(Facebook%20HQ)',
  );
  const articles = log.getByRole('article');
  // All that were sent but what stands at another message: the edit and the deletion.
  expect(await articles.count()).toBe(1 + names.length + 3 + 2 + 1 + 1);
  const empty: number[] = [];
  for (const [place, article] of (await articles.all()).entries()) {
    const said = (await article.innerText()).replace(/\d{1,2}:\d{2}( [AP]M)?/, '').replace('Reply to this', '');
    if (said.trim() === '' || /\[\w+\]|undefined|null/.test(said)) empty.push(place);
  }
  expect(empty).toEqual([]);
  // Nobody else learns what is shown: every link leads here, or to the map of whoever looks.
  for (const link of await log.getByRole('link').all())
    expect(await link.getAttribute('href')).toMatch(new RegExp(`^(geo:|/|${stack.baseUrl})`));
});

test('a quote leads to what it quotes, which is lit up, also where older messages are to be loaded', async () => {
  const { from, wamid } = await begin('The very first one');
  for (let number = 1; number <= 60; number += 1) await writes(stack, from, `Line ${number}`);
  await writes(stack, from, 'As I said', 0, { repliesTo: wamid });
  await page.reload();
  await shows(bubble('As I said'));
  expect(await bubble('The very first one').filter({ hasNotText: 'As I said' }).count()).toBe(0);
  await bubble('As I said').getByRole('button', { name: 'The very first one' }).click();
  const original = log.locator('[data-lit]');
  await shows(original.getByText('The very first one'));
  await eventually(async () => {
    const [box, frame] = [await original.boundingBox(), await log.boundingBox()];
    return box !== null && frame !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
  }, 'the original in view');
  expect(await page.evaluate('document.activeElement.hasAttribute("data-lit")')).toBe(true);
});

test('what happened stands between the messages, unfolds, and is told without being read again', async () => {
  const { id, from } = await begin();
  const unfold = log.getByRole('button', { name: /^\d+ events?$/ });
  await shows(unfold);
  await unfold.last().click();
  await shows(log.getByRole('listitem').filter({ hasText: 'Assigned to You' }));
  const reads: string[] = [];
  page.on('request', request => {
    if (request.url().includes('/timeline')) reads.push(request.url());
  });
  const folds = await unfold.count();
  await writes(stack, from, 'Another message');
  await shows(bubble('Another message'));
  const snooze = { until: new Date(Date.now() + 3_600_000).toISOString() };
  const agent = await stack.agent(0);
  expect((await agent.post(`/api/v1/conversations/${id}/snooze`, snooze)).status).toBe(200);
  expect((await agent.post(`/api/v1/conversations/${id}/wake`, {})).status).toBe(200);
  await eventually(() => unfold.count(), 'what happened after the message', { until: count => count === folds + 1 });
  await unfold.last().click();
  await shows(log.getByRole('listitem').filter({ hasText: /Snoozed until .* You/ }));
  expect(reads).toEqual([]);
  // What happened is not read out: only what was written is.
  expect(
    await page
      .locator('[aria-live=polite]')
      .filter({ hasText: /Snoozed|Assigned|event/ })
      .count(),
  ).toBe(0);
});
