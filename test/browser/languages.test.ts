/**
 * The workbench in each of its languages: nothing is left untold or in English, plurals and dates are the language's own,
 * and what people wrote is set in its own direction (defect 25 of the workbench's audit).
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { newContact, writes } from '../support/ai.ts';
import { agentsOf, assigned } from '../support/assigned.ts';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser, reply, shows } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { LANGUAGES, PLURAL, textsIn, wordsOf } from '../support/locale-words.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { Screen, Seats } from '../support/workbench-screens.ts';
import { SCREENS, leaveScreens, openedInEnglish, seatsFor } from '../support/workbench-screens.ts';

const ARABIC = 'أين دراجتي؟ الطلب 88-1204';

/** Keys that no sentence has in it: of more than one part, or of words in one. */
const KEYS = new Set(
  textsIn('en')
    .flatMap(([key]) => [key, key.replace(PLURAL, '')])
    .filter(key => /[._]|[a-z][A-Z]/.test(key)),
);

let stack: Stack;
let browser: Workbenches;
let contact: string;
/** How many messages of a contact each are unread: Arabic has another form for each of these numbers. */
const UNREAD = [1, 2, 3, 11] as const;
const unreadOf = new Map<number, string>();
let seats: Seats;
const agentPage = (): Page => seats.get('agent')!;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ maxPerAgent: 50 }], worker: false });
  browser = await openBrowser(stack);
  contact = (await assigned(stack, agentsOf(stack)[0]!, ARABIC)).from;
  for (const count of UNREAD) {
    const from = newContact();
    unreadOf.set(count, from);
    for (let number = 0; number < count; number += 1) await writes(stack, from, 'Hello?');
  }
  seats = await seatsFor(stack, browser);
});
afterEach(() => leaveScreens(seats, browser));
afterAll(() => stack.close());

/** Every text of a page: what is seen, and what is read out. */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { document, NodeFilter } = globalThis as unknown as {
      document: {
        createTreeWalker: (root: unknown, what: number) => { nextNode: () => { textContent: string } | null };
        body: unknown;
        querySelectorAll: (what: string) => Iterable<{ getAttribute: (name: string) => string | null }>;
      };
      NodeFilter: { SHOW_TEXT: number };
    };
    const texts: (string | null)[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node.textContent);
    const names = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'];
    for (const element of document.querySelectorAll('body *'))
      texts.push(...names.map(name => element.getAttribute(name)));
    return texts.filter(text => text !== null && text.trim() !== '').map(text => text!.trim());
  });

const opened = (screen: Screen): Promise<Page> => openedInEnglish(screen, seats, stack, contact);
const screenOf = (wanted: string): Screen => SCREENS.find(({ name }) => name === wanted)!;

/** Texts of a language, and those of English that it puts differently. */
const spoken = LANGUAGES.map(language => {
  const own = new Set(textsIn(language).map(([, text]) => text));
  const foreign = textsIn('en').map(([, text]) => text);
  return {
    language,
    english: new Set(foreign.filter(text => !own.has(text) && !text.includes('{{') && /[a-z]{3}/.test(text))),
  };
});

test.each(SCREENS.map(screen => [screen.name, screen] as const))(
  '%s: speaks each language and nothing else, and no key stands for a text',
  async (_name, screen) => {
    for (const { language, english } of spoken) {
      const page = language === 'en' ? await opened(screen) : seats.get(screen.who)!;
      if (language !== 'en') await browser.speak(page, language);
      const isWrong = (text: string): boolean =>
        text === '…' || english.has(text) || text.split(/[\s,:;()“”«»]+/).some(word => KEYS.has(word));
      // Namespaces of a language come one after the other.
      await eventually(async () => (await textsOf(page)).filter(isWrong), `the words in ${language}`, {
        until: texts => texts.length === 0,
      });
      expect(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]')).toEqual([
        language,
        language === 'ar' ? 'rtl' : 'ltr',
      ]);
    }
  },
);

test('plurals and dates are those of the language', async () => {
  // What is read shows its time.
  await opened(screenOf('conversation'));
  const page = await opened(screenOf('views'));
  for (const language of LANGUAGES) {
    if (language !== 'en') await browser.speak(page, language);
    const words = wordsOf(language, 'inbox');
    for (const count of UNREAD) {
      const form = words[`unread_${new Intl.PluralRules(language).select(count)}`] as string;
      const row = page.getByRole('listitem').filter({ hasText: new RegExp(unreadOf.get(count)!) });
      await shows(row.getByText(form.replace('{{count}}', String(count)), { exact: true }));
    }
    const time = (await page.locator('time').first().getAttribute('datetime'))!;
    const wanted = await page.evaluate(
      `new Intl.DateTimeFormat(
        (navigator.languages.find(tag => tag.startsWith('${language}')) ?? '${language}').split('@')[0],
        { dateStyle: 'full', timeStyle: 'long' },
      ).format(new Date('${time}'))`,
    );
    expect(await page.locator('time').first().getAttribute('title')).toBe(wanted);
  }
});

test('Arabic has a form of its own for one, two, a few and many', () => {
  const forms = UNREAD.map(count => wordsOf('ar', 'inbox')[`unread_${new Intl.PluralRules('ar').select(count)}`]);
  expect(new Set(forms).size).toBe(UNREAD.length);
});

declare function getComputedStyle(
  element: unknown,
): Readonly<Record<'direction' | 'textAlign' | 'unicodeBidi', string>>;
/** In which direction an element sets its words. */
const directionOf = (place: Locator): Promise<string> =>
  place.first().evaluate(element => getComputedStyle(element).direction);

test.each(['en', 'ar'] as const)(
  'what people wrote is set in its own direction on a page in %s (25)',
  async language => {
    const page = agentPage();
    await opened(screenOf('conversation'));
    await reply(page).fill(ARABIC);
    if (language === 'ar') await browser.speak(page, language);
    const bubble = page.getByRole('log').getByText(ARABIC);
    const preview = page
      .getByRole('link')
      .filter({ hasText: new RegExp(contact) })
      .getByText(ARABIC);
    expect(await Promise.all([bubble, preview].map(directionOf))).toEqual(['rtl', 'rtl']);
    expect(await directionOf(page.getByText('Hello?'))).toBe('ltr');
    // A box sets each paragraph in the direction of its words.
    const box = page.locator('textarea').first();
    expect(await box.evaluate(element => getComputedStyle(element).unicodeBidi)).toBe('plaintext');
    expect(await box.evaluate(element => getComputedStyle(element).textAlign)).toBe('start');
    // The page itself: the rail is where one begins to read.
    expect(await directionOf(page.locator('main'))).toBe(language === 'ar' ? 'rtl' : 'ltr');
    const rail = (await page.locator('nav').first().boundingBox())!;
    expect(rail.x === 0).toBe(language === 'en');
    await box.fill('');
  },
);
