/**
 * axe finds nothing on any screen (WCAG 2.2 AA), and no page scrolls sideways (defect 5 of the workbench's audit): each
 * screen once, with theme, width and direction rotated so that each pair of them comes about; all of them at full size.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { scrollsSideways, violationsOn } from '../support/axe.ts';
import type { Workbenches } from '../support/browser.ts';
import { openBrowser } from '../support/browser.ts';
import { AGENTS_OF_THE_DAY, WITH_EVERYTHING, busyDay } from '../support/busy-day.ts';
import { size } from '../support/size.ts';
import type { Stack } from '../support/stack.ts';
import { createStack } from '../support/stack.ts';
import type { Screen } from '../support/workbench-screens.ts';
import { SCREENS, SCREENS_OF_A_BUSY_DAY, seatsFor } from '../support/workbench-screens.ts';

interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  /** English is written from left to right, Arabic from right to left. */
  readonly language: 'en' | 'ar';
}
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [320, 768, 1440] as const;
const LANGUAGES = ['en', 'ar'] as const;
const LOOKS: readonly Look[] = WIDTHS.flatMap(width =>
  LANGUAGES.flatMap(language => THEMES.map(theme => ({ theme, width, language }))),
);
/** Those of a list in which a screen looks as it is described. */
const fitting = ({ atMost = Infinity, atLeast = 0 }: Screen, looks = LOOKS): readonly Look[] =>
  looks.filter(({ width }) => width <= atMost && width >= atLeast);
const screens = [...SCREENS, ...SCREENS_OF_A_BUSY_DAY];
/** With each screen another look; five further each time goes through all twelve. */
const rotated = screens.map((screen, place) => {
  const looks = fitting(screen);
  return [screen, looks[(place * 5) % looks.length]!] as const;
});
/** What `npm run screenshots` takes of each screen: files of this folder. */
const PICTURES = process.env['SCREENSHOTS'];
const PICTURED: readonly Look[] = [
  { theme: 'light', width: 1440, language: 'en' },
  { theme: 'dark', width: 1440, language: 'en' },
  { theme: 'light', width: 390, language: 'en' },
  { theme: 'light', width: 1440, language: 'ar' },
];
const all = screens.flatMap(screen => fitting(screen).map(look => [screen, look] as const));
const pictured = screens.flatMap(screen => fitting(screen, PICTURED).map(look => [screen, look] as const));
const checked = all.length <= size({ quick: rotated.length, full: all.length }) ? all : rotated;
const cases = PICTURES === undefined ? checked : pictured;

let stack: Stack;
let browser: Workbenches;
let seats: Awaited<ReturnType<typeof seatsFor>>;

beforeAll(async () => {
  stack = await createStack({ tenants: [{ name: 'Bluebird Bikes', agents: AGENTS_OF_THE_DAY, maxPerAgent: 50 }] });
  browser = await openBrowser(stack);
  await busyDay(stack);
  seats = await seatsFor(stack, browser);
});
afterEach(async () => {
  await Promise.all([...seats.values()].map(page => page.unrouteAll({ behavior: 'ignoreErrors' })));
  browser.noErrors(/status of (401|404)/);
});
afterAll(() => stack.close());

test('each pair of looks comes about', () => {
  for (const [one, other] of [
    ['theme', 'width'],
    ['theme', 'language'],
    ['width', 'language'],
  ] as const) {
    const pairs = new Set(rotated.map(([, look]) => `${look[one]} ${look[other]}`));
    expect(pairs.size).toBe(new Set(LOOKS.map(look => `${look[one]} ${look[other]}`)).size);
  }
});

test.each(cases.map(([screen, look]) => [`${screen.name}, ${Object.values(look).join(', ')}`, screen, look] as const))(
  '%s',
  async (_name, screen, look) => {
    const page = seats.get(screen.who)!;
    await page.emulateMedia({ colorScheme: look.theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.evaluate("localStorage.setItem('sigfollow-language', 'en')");
    await screen.go(page, stack, WITH_EVERYTHING);
    // What is open stays open: only its words and direction change.
    if (look.language === 'ar') await browser.speak(page, look.language);
    if (PICTURES !== undefined)
      await page.screenshot({ path: `${PICTURES}/${screen.name}-${Object.values(look).join('-')}.png` });
    expect(await violationsOn(page)).toEqual([]);
    expect(await scrollsSideways(page)).toBe(false);
  },
);
