/** What somebody at the workbench waits for, in a real browser, and how much of a long list the page holds. */
import type { Page } from 'playwright-core';
import pg from 'pg';
import { request } from 'undici';
import { findChromium } from '../../ops/setup/chromium.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { signed, webhookBody } from '../load.ts';
import type { Measurement } from '../report.ts';
import { p95, told } from './server.ts';

const PASSWORD = 'bench-password';
const THREADS = 40;
const MESSAGES = 60;
/** Elements of the list at most, however long it is. */
const MOST_ROWS = 80;
const SCREENS = 30;

interface Screen {
  readonly url: string;
  readonly adminUrl: string;
  readonly administrator: string;
  readonly phoneNumberId: string;
}

/** Opens the inbox of an administrator, its threads, and receives messages in an open one. */
export async function measureScreen(screen: Screen): Promise<Measurement[]> {
  const chromium = await findChromium(line => console.log(`  ${line}`));
  if (chromium.kind === 'missing') throw new Error(chromium.why);
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    const opened = await openInbox(page, screen);
    const { most, longest } = await scrollThrough(page);
    const threads = await openThreads(page);
    const pixels = await receive(page, screen);
    return [
      told('workbench: the inbox after the log-in, in the browser', opened),
      told('workbench: the longest frame while its list is scrolled, in the browser', longest),
      told(`workbench: a thread opened by a click, in the browser, p95 of ${threads.length}`, p95(threads)),
      told(`workbench: from the commit of a message to its pixels, p95 of ${pixels.length}`, p95(pixels)),
      {
        name: 'workbench: rows of the list in the page, at most, scrolled through',
        value: most,
        unit: '',
        baseline: null,
        ratio: null,
        floor: `≤ ${MOST_ROWS}`,
        holds: most > 0 && most <= MOST_ROWS,
      },
    ];
  } finally {
    await browser.close();
  }
}

const LIST = '[aria-label=Conversations] a[href*="/inbox/"]';

async function openInbox(page: Page, { url, administrator }: Screen): Promise<number> {
  await page.goto(url);
  await page.locator('input[name=email]').fill(administrator);
  await page.locator('input[name=password]').fill(PASSWORD);
  const begun = performance.now();
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.locator(LIST).first().waitFor();
  return performance.now() - begun;
}

/** Scrolls down by screens. @returns the largest number of rows that the page held, and its longest frame in ms. */
async function scrollThrough(page: Page): Promise<{ readonly most: number; readonly longest: number }> {
  let most = 0;
  await page.evaluate(`(() => {
    let last = performance.now();
    window.longestFrame = 0;
    const look = () => {
      const now = performance.now();
      window.longestFrame = Math.max(window.longestFrame, now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })()`);
  for (let screen = 0; screen < SCREENS; screen += 1) {
    await page.locator(LIST).first().hover();
    await page.mouse.wheel(0, 800);
    await page.evaluate('new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    most = Math.max(most, await page.locator(LIST).count());
  }
  const longest = await page.evaluate<number>('window.longestFrame');
  await page.reload();
  await page.locator(LIST).first().waitFor();
  return { most, longest };
}

/** From the click until the messages of that thread are drawn, each thread for the first time. */
async function openThreads(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (let place = 0; place < THREADS; place += 1) {
    times.push(
      await page.evaluate<number>(`new Promise((resolve, reject) => {
        const all = [...document.querySelectorAll('${LIST}')];
        const link = all.find(each => !(window.openedBefore ??= new Set()).has(each.getAttribute('href')));
        if (link === undefined) return reject(new Error('there is no further row'));
        window.openedBefore.add(link.getAttribute('href'));
        const before = document.querySelector('[role=log] [data-message]')?.getAttribute('data-message');
        const begun = performance.now();
        const look = () => {
          const log = document.querySelector('[role=log][aria-busy=false]');
          const now = log?.querySelector('[data-message]')?.getAttribute('data-message');
          if (now !== undefined && now !== null && now !== before) resolve(performance.now() - begun);
          else requestAnimationFrame(look);
        };
        link.click();
        requestAnimationFrame(look);
      })`),
    );
    await page.locator(LIST).first().hover();
    await page.mouse.wheel(0, 70);
  }
  return times;
}

/** From the commit of each message of the contact of an open thread until it is drawn there. */
async function receive(page: Page, { url, adminUrl, phoneNumberId }: Screen): Promise<number[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const times: number[] = [];
  try {
    const contact = 900_000;
    const post = async (): Promise<string> => {
      const { bytes, wamid } = webhookBody(phoneNumberId, contact);
      const answer = await request(`${url}/webhooks/whatsapp`, {
        method: 'POST',
        body: bytes,
        headers: signed(bytes),
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`a message was not taken: ${answer.statusCode}`);
      return wamid;
    };
    const idOf = async (wamid: string): Promise<{ readonly id: string; readonly conversation: string }> => {
      const { rows } = await client.query<{ id: string; conversation: string }>(
        'SELECT id, conversation_id AS conversation FROM message WHERE wamid = $1',
        [wamid],
      );
      const [row] = rows;
      if (row === undefined) throw new Error('a message that was taken is not there');
      return row;
    };
    const first = await idOf(await post());
    await page.goto(`${url}/inbox/${first.conversation}`);
    await page.locator(`[data-message="${first.id}"]`).waitFor();
    for (let place = 0; place < MESSAGES; place += 1) {
      // The newest message of the thread and when it was drawn, by the clock that PostgreSQL has, too.
      const drawn = page.evaluate<number>(`new Promise(resolve => {
        const newest = () => [...document.querySelectorAll('[role=log] [data-message]')].at(-1)?.dataset.message;
        const before = newest();
        const look = () => {
          if (newest() === before) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(Date.now()));
        };
        look();
      })`);
      const { id } = await idOf(await post());
      const at = await drawn;
      const { rows } = await client.query<{ at: Date }>(
        'SELECT pg_xact_commit_timestamp(xmin) AS at FROM message WHERE id = $1',
        [id],
      );
      times.push(at - (rows[0]?.at.getTime() ?? NaN));
    }
  } finally {
    await client.end();
  }
  return times;
}
