/** Every screen of the workbench, as tests and pictures go through them. */
import type { Page } from 'playwright-core';
import { agentsOf } from './assigned.ts';
import type { Workbenches } from './browser.ts';
import { CANNED_SAMPLES } from './canned-samples.ts';
import { COMPOSER_SCREENS } from './composer-screens.ts';
import { READABLE, goToView, hides, rows, shows } from './browser.ts';
import { LIST_SCREENS } from './list-screens.ts';
import type { Screen } from './screen.ts';
import { TEMPLATE, answers, opened } from './screen.ts';
import type { Stack } from './stack.ts';

export type { Screen };

/** A page for each of those who go to the screens. */
export type Seats = ReadonlyMap<Screen['who'], Page>;

/** Logs in those who go to the screens, in a browser each. */
export async function seatsFor(stack: Stack, browser: Workbenches): Promise<Seats> {
  const [agent, administrator] = [agentsOf(stack)[0]!, stack.tenants[0]!.users[0]!];
  return new Map([
    ['agent', (await browser.sit(agent)).page],
    ['administrator', (await browser.sit(administrator)).page],
    ['nobody', await browser.visit()],
  ]);
}

/** After each test: ends what screens have put into the network, and fails on errors that they did not cause. */
export async function leaveScreens(seats: Seats, browser: Workbenches): Promise<void> {
  await Promise.all([...seats.values()].map(page => page.unrouteAll({ behavior: 'ignoreErrors' })));
  browser.noErrors(/status of (401|404)/);
}

/** Goes to an address. @param sign waits for what shows that the page stands. */
export const to = (path: string, sign: (page: Page) => Promise<void>) => async (page: Page, stack: Stack) => {
  await page.goto(`${stack.baseUrl}${path}`);
  await sign(page);
};
const heading = (name: string | RegExp) => async (page: Page) => shows(page.getByRole('heading', { name }));
/** The heading, and below it what there is instead of rows in grey. */
const loaded = (name: string) => async (page: Page) => {
  await heading(name)(page);
  await hides(page.getByText('Loading', { exact: true }));
};

export const SCREENS: readonly Screen[] = [
  { name: 'log-in', who: 'nobody', go: to('/', heading('SigFollow')) },
  { name: 'inbox', who: 'agent', go: to('/inbox', async page => shows(rows(page))) },
  {
    name: 'conversation',
    who: 'agent',
    go: opened,
  },
  {
    name: 'note',
    who: 'agent',
    go: async (page, stack, contact) => {
      await opened(page, stack, contact);
      await page.getByRole('tab', { name: 'Note' }).click();
    },
  },
  {
    name: 'views',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await goToView(page, 'All');
      await shows(rows(page));
    },
  },
  {
    name: 'palette',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await shows(rows(page));
      await page.keyboard.press('Control+K');
      await shows(page.getByRole('combobox'));
    },
  },
  {
    name: 'keys',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await shows(rows(page));
      await page.keyboard.press('?');
      await shows(page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    },
  },
  { name: 'search', who: 'agent', go: to('/search', heading('Search')) },
  { name: 'contacts', who: 'agent', go: to('/contacts', loaded('Contacts')) },
  { name: 'contact-imports', who: 'administrator', go: to('/contacts/imports', loaded('Imports of contacts')) },
  { name: 'board', who: 'administrator', go: to('/board', loaded('Board')) },
  { name: 'knowledge', who: 'administrator', go: to('/knowledge', loaded('Knowledge')) },
  {
    name: 'ai',
    who: 'administrator',
    go: to('/ai', async page => shows(page.getByRole('textbox', { name: 'Instructions' }))),
  },
  { name: 'numbers', who: 'administrator', go: to('/settings/numbers', loaded('Numbers')) },
  { name: 'templates', who: 'administrator', go: to('/settings/templates', loaded('Templates')) },
  { name: 'sending', who: 'administrator', go: to('/settings/sending', loaded('Sending')) },
  { name: 'survey', who: 'administrator', go: to('/settings/survey', loaded('Customer satisfaction')) },
  {
    name: 'canned-responses',
    who: 'administrator',
    go: async (page, stack) => {
      await answers(page, /\/api\/v1\/canned-responses\?/, { items: CANNED_SAMPLES, nextCursor: null });
      await page.goto(`${stack.baseUrl}/settings/canned-responses`);
      await shows(page.getByRole('article', { name: 'Canned response Refund' }));
    },
  },
  {
    name: 'new-canned-response',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/canned-responses`);
      await page.getByRole('button', { name: 'New canned response' }).click();
      const text = page.getByRole('dialog', { name: 'New canned response' }).getByRole('textbox', { name: 'Text' });
      await text.fill('Dear {{nobody}}');
      await shows(page.getByText(/Nothing is called .\{\{nobody\}\}/));
      await text.fill('');
    },
  },
  ...COMPOSER_SCREENS,
  ...LIST_SCREENS,
  {
    name: 'side-panel',
    who: 'agent',
    atMost: 768,
    go: async (page, stack, contact) => {
      await opened(page, stack, contact);
      await page.keyboard.press('i');
      await shows(page.getByRole('complementary', { name: 'About the contact' }));
    },
  },
  {
    name: 'offer',
    who: 'agent',
    go: async (page, stack, contact) => {
      await opened(page, stack, contact);
      const conversationId = new URL(page.url()).pathname.split('/').at(-1);
      const { items } = (await stack.api().get('/api/v1/queues')).body as { items: { id: string }[] };
      const now = Date.now();
      const offer = {
        id: TEMPLATE.id,
        conversationId,
        queueId: items[0]?.id,
        agentId: TEMPLATE.id,
        state: 'live',
        offeredAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 3_600_000).toISOString(),
        endedAt: null,
      };
      await answers(page, /\/api\/v1\/offers(\?|$)/, { items: [offer], nextCursor: null });
      await page.reload();
      await page.locator(READABLE).waitFor();
      await shows(page.getByRole('article', { name: 'Offer' }).getByText(new RegExp(contact)));
    },
  },
  {
    name: 'question',
    who: 'administrator',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/settings/numbers`);
      await page.getByRole('button', { name: 'Disconnect' }).click();
      await shows(page.getByRole('dialog', { name: /^Disconnect/ }));
    },
  },
  {
    name: 'log-in-again',
    who: 'agent',
    go: async (page, stack) => {
      await page.goto(`${stack.baseUrl}/inbox`);
      await shows(rows(page));
      await answers(
        page,
        /\/api\/v1\/conversations\?/,
        { title: 'Log in.', status: 401, code: 'unauthenticated' },
        401,
      );
      await goToView(page, 'Closed');
      await shows(page.getByRole('dialog', { name: 'Log in again' }));
    },
  },
];

/** Pixels: as wide as a screen of the workbench is, unless it is for narrower ones. */
export const WIDE = 1_440;

/** Opens a screen in English. It is turned into other languages as it stands. @param contact as of `Screen.go`. */
export async function openedInEnglish(screen: Screen, seats: Seats, stack: Stack, contact: string): Promise<Page> {
  const page = seats.get(screen.who)!;
  await page.setViewportSize({ width: screen.atMost ?? WIDE, height: 800 });
  await page.evaluate("localStorage.setItem('sigfollow-language', 'en')");
  await screen.go(page, stack, contact);
  return page;
}
