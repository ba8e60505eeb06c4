/** Where the keyboard is in a page, and a person who uses nothing else. */
import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** What is wrong with how the element with the keyboard is shown; null: nothing. `name` tells it from others. */
export const shownFocus = (of: Page): Promise<{ readonly name: string; readonly wrong: string | null }> =>
  of.evaluate<{ readonly name: string; readonly wrong: string | null }>(`(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { name: 'nothing', wrong: 'nothing has the focus' };
    const said = ['role', 'aria-label', 'href'].map(each => element.getAttribute(each) ?? '').join(' ');
    // Two that say the same are told apart, also where others come and go before them.
    const met = (window.metByFocus ??= []);
    if (!met.includes(element)) met.push(element);
    const name = met.indexOf(element) + ' ' + element.tagName + ' ' + said + ' ' + element.textContent.slice(0, 80);
    const { left, top, width, height } = element.getBoundingClientRect();
    const [right, bottom] = [left + width, top + height];
    const points = [left + 2, (left + right) / 2, right - 2]
      .flatMap(x => [top + 2, (top + bottom) / 2, bottom - 2].map(y => [x, y]));
    const isSeen = points.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      return there !== null && element.contains(there);
    });
    return { name, wrong: width > 0 && height > 0 && isSeen ? null : 'not seen: ' + name };
  })()`);

/** More than any page of the tests has stops. */
const MOST_STOPS = 150;

export interface Keyboard {
  /** Presses keys one after the other. Before each, something that can be seen has the focus, and after the last. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types into a part, once it has the focus. */
  type(part: Locator, text: string): Promise<void>;
  /** Goes on by Tab, back, or through a menu, until a part has the focus. @throws when it is not met on the way. */
  goTo(part: Locator, by?: 'Tab' | 'Shift+Tab' | 'ArrowDown'): Promise<void>;
  /** Fails when anything but keys was used since the page was opened. */
  usedNothingElse(): Promise<void>;
}

/** A keyboard, and nothing else, before a page in which nobody has done anything yet. */
export async function keyboardOf(page: Page): Promise<Keyboard> {
  await page.addInitScript(`
    window.pointed = [];
    for (const type of ['pointerdown', 'pointermove', 'mousedown', 'wheel', 'touchstart'])
      addEventListener(type, event => event.isTrusted && pointed.push(type), { capture: true, passive: true });
  `);
  const isKept = (): Promise<unknown> =>
    eventually(() => shownFocus(page), 'a focus that can be seen', { until: ({ wrong }) => wrong === null });
  const isThere = (part: Locator): Promise<boolean> =>
    part.first().evaluate((element: { contains: (other: unknown) => boolean }) => {
      const { document } = globalThis as unknown as { document: { activeElement: unknown } };
      return element === document.activeElement;
    });
  return {
    press: async (...keys) => {
      for (const key of keys) {
        await isKept();
        await page.keyboard.press(key);
      }
      await isKept();
    },
    type: async (part, text) => {
      await part.first().waitFor();
      await eventually(() => isThere(part), `the keyboard in ${String(part)}`);
      await page.keyboard.type(text);
      await isKept();
    },
    goTo: async (part, by = 'Tab') => {
      await part.first().waitFor();
      for (let stops = 0; !(await isThere(part)); stops += 1) {
        if (stops > MOST_STOPS) throw new Error(`${by} does not lead to ${String(part)}`);
        await page.keyboard.press(by);
      }
      await isKept();
    },
    usedNothingElse: async () => expect(await page.evaluate<string[]>('pointed')).toEqual([]),
  };
}
