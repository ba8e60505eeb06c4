/** Pictures in a thread, which are there later than their message (defect 12 of the workbench's audit). */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { hold, openBrowser, openChat, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/files.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';

/** Links to files: `/media/` and what they say, signed. */
const FILES = /\/media\/[^/]+$/;

let stack: Stack;
let browser: Workbenches;
let page: Page;
let log: Locator;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  ({ page } = await browser.sit(agentsOf(stack)[0]!));
  log = page.getByRole('log');
});
afterEach(async () => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  browser.noErrors();
});
afterAll(() => stack.close());

const picture = () => log.getByRole('img', { name: 'Picture from the customer' });
const post = async (path: string, type: string, body: Uint8Array<ArrayBuffer> | string) => {
  const answer = await fetch(`${stack.simulatorUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return (await answer.json()) as { id: string; sha256: string };
};

/** The contact sends a picture. */
async function sendsPicture(from: string): Promise<void> {
  const { id, sha256 } = await post('/control/media', 'image/jpeg', new Uint8Array(await jpeg()));
  const message = { type: 'image', image: { id, mime_type: 'image/jpeg', sha256 } };
  const order = { phoneNumberId: stack.tenants[0]!.phoneNumberId, from, message };
  await post('/control/inbound', 'application/json', JSON.stringify(order));
}

const isLoaded = (image: Locator): Promise<boolean> =>
  image.evaluate(
    (element: { complete: boolean; naturalWidth: number }) => element.complete && element.naturalWidth > 0,
  );
const fromEnd = (): Promise<number> =>
  log.evaluate(
    (element: { scrollHeight: number; scrollTop: number; clientHeight: number }) =>
      element.scrollHeight - element.scrollTop - element.clientHeight,
  );
const topOf = async (line: Locator): Promise<number> => (await line.boundingBox())!.y;

test('a picture is whole in view at the end, and moves nothing that is read above it (12)', async () => {
  const { from } = await assigned(stack, agentsOf(stack)[0]!);
  await openChat(page, from);
  for (let number = 1; number <= 20; number += 1) await writes(stack, from, `Line ${number}\n\n\n`);
  await shows(log.getByText('Line 20'));
  const first = await hold(page, 'GET', FILES);
  await sendsPicture(from);
  await shows(picture());
  first.letGo();
  await eventually(() => isLoaded(picture().first()), 'the picture');
  await eventually(fromEnd, 'the distance from the end', { until: seen => seen <= 2 });
  const box = (await picture().first().boundingBox())!;
  const frame = (await log.boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(frame.y);
  expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height);

  // Whoever reads above stays there, also when another one comes and is loaded.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  const line = log.getByText('Line 10');
  await line.evaluate((element: { scrollIntoView: (how: object) => void }) =>
    element.scrollIntoView({ block: 'center' }),
  );
  await shows(page.getByRole('button', { name: 'To the newest message' }));
  const before = await topOf(line);
  const second = await hold(page, 'GET', FILES);
  await sendsPicture(from);
  await shows(page.getByRole('button', { name: '1 new message' }));
  await eventually(second.calls, 'the picture to be asked for', { until: calls => calls > 0 });
  second.letGo();
  await eventually(() => isLoaded(picture().last()), 'the other picture');
  expect(Math.abs((await topOf(line)) - before)).toBeLessThanOrEqual(1);
});
