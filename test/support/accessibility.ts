/**
 * Registers the tests that axe finds nothing on screens (WCAG 2.2 AA), and that no page scrolls sideways: each screen
 * once, with theme, width and direction rotated so that each pair of them comes about; in all looks at full size.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { scrollsSideways, violationsOn } from './axe.ts';
import type { Workbenches } from './browser.ts';
import { openBrowser } from './browser.ts';
import { AGENTS_OF_THE_DAY, WITH_EVERYTHING, busyDay } from './busy-day.ts';
import { size } from './size.ts';
import type { Stack } from './stack.ts';
import { createStack } from './stack.ts';
import type { Screen, Seats } from './workbench-screens.ts';
import { leaveScreens, seatsFor } from './workbench-screens.ts';

interface Look {
  readonly theme: 'light' | 'dark';
  readonly width: number;
  /** English is written from left to right, Arabic from right to left. */
  readonly language: 'en' | 'ar';
}
type Case = readonly [screen: Screen, look: Look];

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [320, 768, 1440] as const;
const LANGUAGES = ['en', 'ar'] as const;
const LOOKS: readonly Look[] = WIDTHS.flatMap(width =>
  LANGUAGES.flatMap(language => THEMES.map(theme => ({ theme, width, language }))),
);
/** Those of a list in which a screen looks as it is described. */
const fitting = ({ atMost = Infinity, atLeast = 0 }: Screen, looks = LOOKS): readonly Look[] =>
  looks.filter(({ width }) => width <= atMost && width >= atLeast);
/** With each screen another look; five further each time goes through all twelve. */
const rotate = (screens: readonly Screen[]): readonly Case[] =>
  screens.map((screen, place) => {
    const looks = fitting(screen);
    return [screen, looks[(place * 5) % looks.length]!];
  });
/** What `npm run screenshots` takes of each screen: files of this folder. */
const PICTURES = process.env['SCREENSHOTS'];
const PICTURED: readonly Look[] = [
  { theme: 'light', width: 1440, language: 'en' },
  { theme: 'dark', width: 1440, language: 'en' },
  { theme: 'light', width: 390, language: 'en' },
  { theme: 'light', width: 1440, language: 'ar' },
];
const casesOf = (screens: readonly Screen[], looks = LOOKS): readonly Case[] =>
  screens.flatMap(screen => fitting(screen, looks).map(look => [screen, look] as const));

function chosen(screens: readonly Screen[]): readonly Case[] {
  if (PICTURES !== undefined) return casesOf(screens, PICTURED);
  const [all, rotated] = [casesOf(screens), rotate(screens)];
  return all.length <= size({ quick: rotated.length, full: all.length }) ? all : rotated;
}

/** @param screens of one test file; its servers are filled with a believable day. */
export function checkAccessibility(screens: readonly Screen[]): void {
  let stack: Stack;
  let browser: Workbenches;
  let seats: Seats;

  beforeAll(async () => {
    stack = await createStack({ tenants: [{ name: 'Bluebird Bikes', agents: AGENTS_OF_THE_DAY, maxPerAgent: 50 }] });
    browser = await openBrowser(stack);
    await busyDay(stack);
    seats = await seatsFor(stack, browser);
  });
  afterEach(() => leaveScreens(seats, browser));
  afterAll(() => stack.close());

  test('each pair of looks comes about', () => {
    for (const [one, other] of [
      ['theme', 'width'],
      ['theme', 'language'],
      ['width', 'language'],
    ] as const) {
      const pairs = new Set(rotate(screens).map(([, look]) => `${look[one]} ${look[other]}`));
      expect(pairs.size).toBe(new Set(LOOKS.map(look => `${look[one]} ${look[other]}`)).size);
    }
  });

  test.each(
    chosen(screens).map(
      ([screen, look]) => [`${screen.name}, ${Object.values(look).join(', ')}`, screen, look] as const,
    ),
  )('%s', async (_name, screen, look) => {
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
  });
}
