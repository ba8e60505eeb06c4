/**
 * The parts of web/src/ui in Chromium, as `npm run ui` shows them: each look and each part that opens keeps to the
 * content security policy, and axe finds nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { eventually } from '../support/eventually.ts';
import { root } from '../../ops/root.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
].join('; ');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'sigfollow-parts-'));
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  try {
    const content = readFileSync(join(folder, pathname));
    response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? '', 'content-security-policy': POLICY });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});
let browser: Browser;
let address: string;

beforeAll(async () => {
  const built = spawnSync(
    process.execPath,
    [
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/ui/vite.config.ts',
      '--outDir',
      folder,
      '--logLevel',
      'error',
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(built.stderr + built.stdout).toBe('');
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ui.html`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await new Promise(resolve => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

interface Look {
  readonly theme: 'light' | 'dark';
  readonly dir: 'ltr' | 'rtl';
  readonly width: number;
  readonly open?: string;
}

/** Every pair of theme, direction and width once; what opens takes turns with them. */
const LOOKS: readonly Look[] = [
  { theme: 'light', dir: 'ltr', width: 1_440 },
  { theme: 'dark', dir: 'rtl', width: 1_440 },
  { theme: 'dark', dir: 'ltr', width: 320 },
  { theme: 'light', dir: 'rtl', width: 320 },
];
const OPEN = ['confirm-destructive', 'confirm-failed', 'toast', 'form', 'form-faults', 'form-refused', 'form-pending'];

/** Opens the gallery. @returns the page, and what it logged: errors, warnings, what the policy refused. */
async function open({ theme, dir, width, open: opened }: Look): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  await page.goto(
    `${address}?${new URLSearchParams({ theme, dir, ...(opened === undefined ? {} : { open: opened }) }).toString()}`,
  );
  await page.locator('#page').waitFor();
  return { page, wrong };
}

/** What axe finds, as rule and place. */
async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html}`));
}

test.each(LOOKS)('in $theme, $dir, $width pixels wide', async look => {
  const { page, wrong } = await open(look);
  expect(await faults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(
    true,
  );
  expect(wrong).toEqual([]);
  await page.context().close();
});

test.each(OPEN.map((opened, place) => ({ ...LOOKS[place % LOOKS.length]!, open: opened })))(
  'with $open open, in $theme, $dir, $width pixels wide',
  async look => {
    const { page, wrong } = await open(look);
    await page
      .getByRole(look.open === 'toast' ? 'region' : 'dialog', { includeHidden: false })
      .first()
      .waitFor();
    expect(await faults(page)).toEqual([]);
    expect(wrong).toEqual([]);
    await page.context().close();
  },
);

/** Scrolls the list of ten thousand rows. */
const scrollTo = (page: Page, top: number) =>
  page.evaluate(`document.querySelector('[aria-label="Ten thousand conversations"]').parentElement.scrollTop = ${top}`);

test('no row moves under the pointer, and each has its position among ten thousand', async () => {
  const { page, wrong } = await open({ theme: 'light', dir: 'ltr', width: 1_440 });
  const list = page.getByRole('list', { name: 'Ten thousand conversations' });
  const rows = list.getByRole('listitem');
  await scrollTo(page, 5_000 * 57);
  const far = rows.filter({ hasText: /Contact 5001/ });
  await far.waitFor();
  expect([await far.getAttribute('aria-posinset'), await far.getAttribute('aria-setsize')]).toEqual(['5001', '10000']);
  expect(await rows.count()).toBeLessThan(80);
  await scrollTo(page, 0);
  const second = list.getByRole('button', { name: 'Contact 2', exact: true });
  await second.hover();
  const box = (await second.boundingBox())!;
  await page.getByRole('button', { name: 'Five new ones in 2 s' }).dispatchEvent('click');
  await page.getByRole('status').filter({ hasText: '5 new' }).waitFor();
  expect(await second.boundingBox()).toEqual(box);
  await page.mouse.click(box.x + 5, box.y + 5);
  const focused = () => page.evaluate<string>('document.activeElement.textContent');
  expect(await focused()).toContain('Contact 2');
  await page.getByRole('button', { name: '5 new' }).click();
  await eventually(focused, 'the first of the new ones', { until: text => text.includes('Contact 10001') });
  await page.keyboard.press('End');
  await eventually(focused, 'the last one', { until: text => text.includes('Contact 10000') });
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('when the row with the focus goes away, the one that takes its place has it', async () => {
  const { page, wrong } = await open({ theme: 'light', dir: 'ltr', width: 1_440 });
  await page.getByRole('button', { name: 'Contact 1', exact: true }).first().focus();
  await page.getByRole('button', { name: 'The first one goes in 2 s' }).dispatchEvent('click');
  await eventually(() => page.evaluate<string>('document.activeElement.textContent'), 'the second row', {
    until: text => text.includes('Contact 2'),
  });
  expect(wrong).toEqual([]);
  await page.context().close();
});

test('Esc closes what drops down in a drawer first, and then the drawer', async () => {
  const { page, wrong } = await open({ theme: 'light', dir: 'ltr', width: 1_440, open: 'form' });
  const drawer = page.getByRole('dialog', { name: 'Connect a number' });
  await drawer.waitFor();
  await eventually(() => page.evaluate<string>('document.activeElement.name'), 'the first field has the focus', {
    until: name => name === 'name',
  });
  await drawer.getByRole('combobox', { name: 'Tone' }).click();
  const options = page.getByRole('option', { name: 'formal' });
  await options.waitFor();
  await page.keyboard.press('Escape');
  await options.waitFor({ state: 'hidden' });
  expect(await drawer.isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  expect(wrong).toEqual([]);
  await page.context().close();
});
